"""The sandbox's AWS (moto), a connection to it, and one resource's verbs without an engine."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import boto3
import pytest
from providers.aws.lives import DEBIAN, TRUST

from orchestrator.providers.aws import PROVIDER
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.check import check
from orchestrator.providers.kit.lifecycle import Lifecycle
from orchestrator.providers.kit.wire import Props, show

REGION = "eu-west-1"


@pytest.fixture(scope="session")
def sandbox() -> Iterator[dict[str, str]]:
    """The environment by which everything reaches the local AWS."""
    key = "AKIATESTOFPROVIDERS"
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestrator.sandbox.aws", "--port", "0"],
        env={**os.environ, "ORCHESTRATOR_SANDBOX_ACCESS_KEY": key},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    port = json.loads(process.stdout.readline())["port"]
    yield {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": "not-looked-at",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "2",
    }
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def session(sandbox: dict[str, str]) -> Iterator[boto3.Session]:
    """boto3 on the local AWS."""
    patch = pytest.MonkeyPatch()
    for name, value in sandbox.items():
        patch.setenv(name, value)
    yield boto3.Session(region_name=REGION)
    patch.undo()


@pytest.fixture(scope="session")
def aws(session: boto3.Session) -> Aws:
    """A connection with a default tag and little patience."""
    return Aws(session=session, default_tags={"team": "blue"}, patience=1.0)


@dataclass
class Life:
    """One resource of a type, from its creation on."""

    lifecycle: Lifecycle[Aws]
    inputs: Props
    id: str
    state: Props

    def changes(self, inputs: Props | None = None) -> dict[str, str]:
        """What refresh finds (no inputs), or what new inputs would change: path → kind."""
        found = self.lifecycle.read(self.id, self.inputs, self.state)
        assert found is not None
        new = self.inputs if inputs is None else checked(self.lifecycle, inputs)
        changes = self.lifecycle.diff(found.inputs, new, [])
        return {show(c.path): f"{c.kind}-replace" if c.replace else c.kind for c in changes}

    def import_changes(self) -> dict[str, str]:
        """What an import of it into the same program would change."""
        found = self.lifecycle.read(self.id, {}, {})
        assert found is not None
        return {show(c.path): c.kind for c in self.lifecycle.diff(found.inputs, self.inputs, [])}

    def update(self, inputs: Props) -> None:
        new = checked(self.lifecycle, inputs)
        self.state = self.lifecycle.update(self.id, {**self.state, **self.inputs}, new)
        self.inputs = new

    def delete(self) -> None:
        self.lifecycle.delete(self.id, {**self.state, **self.inputs})

    @property
    def gone(self) -> bool:
        return self.lifecycle.read(self.id, self.inputs, self.state) is None


def lifecycle_of(token: str, aws: Aws) -> Lifecycle[Aws]:
    (handler,) = (h for h in PROVIDER.resources if h.schema.token == token)
    return Lifecycle(replace(PROVIDER, appears_within=1.0), handler, aws, threading.Event())


def checked(lifecycle: Lifecycle[Aws], props: Props) -> Props:
    inputs, faults = check(lifecycle.handler.schema.inputs, props)
    faults = faults or list(lifecycle.handler.check(lifecycle.client, inputs))
    assert not faults, faults
    return inputs


@pytest.fixture(scope="session")
def make(aws: Aws) -> Any:
    """make(token, inputs, urn=…, client=…) → Life."""

    def create(token: str, props: Props, urn: str = "urn:none", client: Aws = aws) -> Life:
        lifecycle = lifecycle_of(token, client)
        inputs = checked(lifecycle, props)
        id, state = lifecycle.create(urn, inputs)
        return Life(lifecycle, inputs, id, state)

    return create


@pytest.fixture(scope="session")
def world(make: Any) -> dict[str, str]:
    """What other resources stand in: a network with two subnets and a firewall."""
    vpc = make("aws:ec2/vpc:Vpc", {"cidrBlock": "10.50.0.0/16"}).id
    zones = ("a", "b")
    subnets = [
        make(
            "aws:ec2/subnet:Subnet",
            {"vpcId": vpc, "cidrBlock": f"10.50.{i}.0/24", "availabilityZone": REGION + zone},
        ).id
        for i, zone in enumerate(zones)
    ]
    group = make("aws:ec2/securityGroup:SecurityGroup", {"name": "world", "vpcId": vpc}).id
    gateway = make("aws:ec2/internetGateway:InternetGateway", {"vpcId": vpc}).id
    table = make("aws:ec2/routeTable:RouteTable", {"vpcId": vpc}).id
    balancer = make(
        "aws:lb/loadBalancer:LoadBalancer",
        {"name": "world", "loadBalancerType": "network", "internal": True, "subnets": subnets},
    ).id
    targets = make(
        "aws:lb/targetGroup:TargetGroup", {"name": "world", "port": 80, "protocol": "TCP", "vpcId": vpc}
    ).id
    role = make("aws:iam/role:Role", {"name": "the-worlds", "assumeRolePolicy": TRUST % "ec2"})
    cluster = make(
        "aws:eks/cluster:Cluster",
        {"name": "the-worlds", "roleArn": role.state["arn"], "vpcConfig": {"subnetIds": subnets}},
    ).id
    template = make(
        "aws:ec2/launchTemplate:LaunchTemplate",
        {"name": "the-worlds", "imageId": DEBIAN, "instanceType": "t3.micro"},
    ).id
    scaled = make(
        "aws:autoscaling/group:Group",
        {
            "name": "the-worlds",
            "minSize": 0,
            "maxSize": 2,
            "launchTemplate": {"id": template},
            "vpcZoneIdentifiers": subnets,
        },
    ).id
    bucket = make("aws:s3/bucket:Bucket", {"bucket": "the-worlds-bucket"}).id
    machine = {"ami": "ami-0deb12a6d6420260901", "instanceType": "t3.micro", "subnetId": subnets[0]}
    volume = {"availabilityZone": f"{REGION}a", "size": 10}
    dead = {"name": "the-worlds-dead.fifo", "fifoQueue": True}
    return {
        "machine": make("aws:ec2/instance:Instance", machine).id,
        "volume": make("aws:ebs/volume:Volume", volume).id,
        "secret": make("aws:secretsmanager/secret:Secret", {"name": "the-worlds"}).id,
        "zone": make("aws:route53/zone:Zone", {"name": "world.example"}).id,
        "dead": make("aws:sqs/queue:Queue", dead).state["arn"],
        "queue": make("aws:sqs/queue:Queue", {"name": "the-worlds"}).id,
        "vpc": vpc,
        "subnet": subnets[0],
        "subnet2": subnets[1],
        "group": group,
        "gateway": gateway,
        "table": table,
        "bucket": bucket,
        "balancer": balancer,
        "targets": targets,
        "role": role.id,
        "role_arn": role.state["arn"],
        "cluster": cluster,
        "template": template,
        "scaled": scaled,
        # One that nobody stops: ELB takes no other.
        "target": make("aws:ec2/instance:Instance", machine).id,
    }
