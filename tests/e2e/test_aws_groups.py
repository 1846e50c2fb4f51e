"""Groups, balancers, copies, caches and clusters on AWS as they live: changed, mended, and gone."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from e2e.cloud_contents import contents
from e2e.conftest import Orchestrator

REGION = "eu-central-1"
ENVIRONMENT = {
    "apiVersion": "orchestrator.dev/v1",
    "kind": "Environment",
    "metadata": {"name": "dev"},
    "providers": {"aws": {"region": REGION}},
}
IMAGE = {"os": "debian", "version": "12"}


class Cloud:
    """AWS as it is asked without us."""

    def __init__(self, clouds: Mapping[str, str]) -> None:
        session: Any = boto3.Session(
            aws_access_key_id=clouds["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=clouds["AWS_SECRET_ACCESS_KEY"],
            region_name=REGION,
        )
        self.groups, self.elb, self.rds, self.caches, self.eks = (
            session.client(name, endpoint_url=clouds["AWS_ENDPOINT_URL"])
            for name in ("autoscaling", "elbv2", "rds", "elasticache", "eks")
        )

    def machines(self) -> dict[str, str]:
        """The machines of the group, and their types."""
        (group,) = self.groups.describe_auto_scaling_groups()["AutoScalingGroups"]
        return {one["InstanceId"]: one["InstanceType"] for one in group["Instances"]}

    def behind(self) -> tuple[set[str], set[int]]:
        """The machines that the balancer leads to, and at which ports."""
        (balancer,) = self.elb.describe_load_balancers()["LoadBalancers"]
        (listener,) = self.elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
        arn = listener["DefaultActions"][0]["TargetGroupArn"]
        told = self.elb.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
        return {one["Target"]["Id"] for one in told}, {one["Target"]["Port"] for one in told}

    def databases(self) -> dict[str, str]:
        """Each database, and what it is a copy of."""
        found = self.rds.describe_db_instances()["DBInstances"]
        return {d["DBInstanceIdentifier"]: d.get("ReadReplicaSourceDBInstanceIdentifier", "") for d in found}

    def cache(self) -> dict[str, Any]:
        """The cache."""
        (found,) = self.caches.describe_replication_groups()["ReplicationGroups"]
        return dict(found)


def write(folder: Path, *, large: bool, user: str = "shop") -> str:
    """The stack, small or large."""
    many = 2 if large else 1
    scaling = {"maximum": 3, "scaling": {"cpuPercent": 60}} if large else {}
    port = 9090 if large else 8080
    specs: dict[str, tuple[str, dict[str, Any]]] = {
        "net": ("Network", {"cidr": "10.40.0.0/16"}),
        "web": (
            "VirtualMachineGroup",
            {
                "size": "medium" if large else "small",
                "image": IMAGE,
                "network": "net",
                "expose": [{"port": port, "from": "network"}],
                "minimum": many,
                **scaling,
            },
        ),
        "edge": (
            "LoadBalancer",
            {"network": "net", "listeners": [{"port": 80, "targetPort": port}], "targets": ["web"]},
        ),
        "orders": (
            "DatabaseInstance",
            {
                "engine": "postgresql",
                "version": "17",
                "network": "net",
                "replicas": many,
                "highAvailability": "zone",
                "admin": {"username": user},
            },
        ),
        "sessions": (
            "Cache",
            {"network": "net", "highAvailability": "zone" if large else "none", "replicas": 2 * (many - 1)},
        ),
        "apps": (
            "KubernetesCluster",
            {
                "network": "net",
                "version": "1.34" if large else "1.33",
                "nodes": {"size": "large" if large else "medium", "minimum": many},
            },
        ),
    }
    resources = {
        name: {"type": f"{kind}@v1", "placement": {"provider": "aws"}, "spec": spec}
        for name, (kind, spec) in specs.items()
    }
    stack = {
        "apiVersion": "orchestrator.dev/v1",
        "kind": "Stack",
        "metadata": {"name": "grown", "labels": {"owner": "tests"}},
        "resources": resources,
    }
    (folder / "stack.yaml").write_text(f"{json.dumps(stack)}\n---\n{json.dumps(ENVIRONMENT)}\n")
    return str(folder / "stack.yaml")


def changed(document: dict[str, Any]) -> dict[str, str]:
    """What happens to which node, but for alarms; those that stay are left out."""
    changes = document["applied"]["plan"]["changes"] if "applied" in document else document["plan"]["changes"]
    return {
        c["name"]: c["action"]
        for c in changes
        if c["action"] not in ("same", "read") and "-alarm-" not in c["name"]
    }


@pytest.fixture
def cloud(clouds: Mapping[str, str]) -> Cloud:
    """AWS of the sandbox."""
    return Cloud(clouds)


def test_the_life_of_groups(
    orchestrator: Orchestrator, clouds: Mapping[str, str], cloud: Cloud, tmp_path: Path
) -> None:
    empty = contents(clouds)
    stack = write(tmp_path, large=False)
    orchestrator("apply", stack, "-y").ok()
    small = cloud.machines()
    assert list(small.values()) == ["t3.small"]
    assert cloud.behind() == (set(small), {8080})
    assert cloud.databases() == {"grown-dev-orders": "", "grown-dev-orders-copy-1": "grown-dev-orders"}

    stack = write(tmp_path, large=True)
    assert changed(orchestrator("apply", stack, "-y", "--json").ok().json()) == {
        "web-firewall": "update",
        "web-template": "update",
        "web": "update",
        "web-cpu": "create",
        "edge-tcp-80-targets": "replace",
        "edge-tcp-80": "update",
        "edge-tcp-80-web": "replace",
        "orders-copy-2": "create",
        "sessions": "update",
        "apps": "update",
        "apps-template": "update",
        "apps-nodes": "update",
    }
    grown = cloud.machines()
    assert set(grown.values()) == {"t3.medium"} and len(grown) == 2
    assert not grown.keys() & small.keys(), "machines are exchanged, not changed"
    assert cloud.behind() == (set(grown), {9090})
    assert len(cloud.databases()) == 3
    assert len(cloud.cache()["MemberClusters"]) == 3 and cloud.cache()["AutomaticFailover"] == "enabled"
    assert cloud.eks.describe_cluster(name="grown-dev-apps")["cluster"]["version"] == "1.34"
    assert changed(orchestrator("plan", stack, "--json").ok().json()) == {}

    tamper(cloud)
    drifted = orchestrator("status", stack, "--json")
    assert drifted.code == 4
    drift = {(c["name"], c["action"]) for c in drifted.json()["drift"]["changes"]}
    assert drift >= {
        ("web", "update"),
        ("edge-tcp-80-web", "delete"),
        ("orders-copy-2", "delete"),
        ("sessions", "update"),
        ("apps", "update"),
    }
    orchestrator("apply", stack, "-y").ok()
    assert orchestrator("status", stack, "--json").ok().json()["drift"]["changes"] == []
    assert cloud.behind()[0] == set(cloud.machines())
    assert len(cloud.databases()) == 3 and cloud.cache()["AutomaticFailover"] == "enabled"

    # Another first user is another database: its copies go before it, and come back after it.
    stack = write(tmp_path, large=True, user="seller")
    moved = changed(orchestrator("apply", stack, "-y", "--json").ok().json())
    assert {name for name, action in moved.items() if "replace" in action} == {
        "orders",
        "orders-copy-1",
        "orders-copy-2",
    }
    assert sorted(cloud.databases().values()) == ["", "grown-dev-orders", "grown-dev-orders"]

    orchestrator("destroy", stack, "-y").ok()
    assert contents(clouds) == empty


def tamper(cloud: Cloud) -> None:
    """What somebody does in the console."""
    (group,) = cloud.groups.describe_auto_scaling_groups()["AutoScalingGroups"]
    name = group["AutoScalingGroupName"]
    cloud.groups.detach_load_balancer_target_groups(
        AutoScalingGroupName=name, TargetGroupARNs=group["TargetGroupARNs"]
    )
    cloud.groups.update_auto_scaling_group(AutoScalingGroupName=name, MinSize=0)
    cloud.rds.delete_db_instance(DBInstanceIdentifier="grown-dev-orders-copy-2", SkipFinalSnapshot=True)
    cloud.caches.modify_replication_group(
        ReplicationGroupId=cloud.cache()["ReplicationGroupId"],
        AutomaticFailoverEnabled=False,
        MultiAZEnabled=False,
    )
    open_door = {"endpointPublicAccess": True}
    cloud.eks.update_cluster_config(name="grown-dev-apps", resourcesVpcConfig=open_door)
