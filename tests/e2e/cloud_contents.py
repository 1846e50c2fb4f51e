"""What the sandbox clouds hold, asked from the clouds themselves with their own clients."""

import json
import os
from collections.abc import Mapping
from typing import Any
from urllib.request import Request, urlopen

STACK_TAG = "orchestrator-stack"


def contents(clouds: Mapping[str, str]) -> dict[str, list[str]]:
    """Everything that a stack could have left, by kind; what the clouds have from the start is left out."""
    return {**aws(clouds), **azure(clouds), **openstack(clouds)}


def aws(clouds: Mapping[str, str], region: str = "eu-central-1") -> dict[str, list[str]]:
    """VPCs and what is in them, and what stands outside of them."""
    import boto3

    session = boto3.Session(
        aws_access_key_id=clouds["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=clouds["AWS_SECRET_ACCESS_KEY"],
        region_name=region,
    )
    ec2, rds, s3, watch, sns = (
        session.client(name, endpoint_url=clouds["AWS_ENDPOINT_URL"])  # type: ignore[call-overload]  names in a loop
        for name in ("ec2", "rds", "s3", "cloudwatch", "sns")
    )
    vpcs = [vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"] if not vpc["IsDefault"]]
    inside = [{"Name": "vpc-id", "Values": vpcs or ["none"]}]
    machines = [m for r in ec2.describe_instances()["Reservations"] for m in r["Instances"]]
    groups = ec2.describe_security_groups(Filters=inside)["SecurityGroups"]
    gateways = [g for g in ec2.describe_internet_gateways()["InternetGateways"] if _tagged(g)]
    return {
        "aws vpcs": vpcs,
        "aws subnets": [s["SubnetId"] for s in ec2.describe_subnets(Filters=inside)["Subnets"]],
        "aws security groups": [g["GroupId"] for g in groups if g["GroupName"] != "default"],
        "aws internet gateways": [g["InternetGatewayId"] for g in gateways],
        "aws instances": [m["InstanceId"] for m in machines if m["State"]["Name"] != "terminated"],
        "aws databases": [d["DBInstanceIdentifier"] for d in rds.describe_db_instances()["DBInstances"]],
        "aws subnet groups": [
            g["DBSubnetGroupName"] for g in rds.describe_db_subnet_groups()["DBSubnetGroups"]
        ],
        "aws buckets": [b["Name"] for b in s3.list_buckets()["Buckets"]],
        "aws alarms": [a["AlarmName"] for a in watch.describe_alarms()["MetricAlarms"]],
        "aws topics": [t["TopicArn"] for t in sns.list_topics()["Topics"]],
        **_aws_behind_balancers(session, clouds["AWS_ENDPOINT_URL"]),
        **_aws_clusters(session, clouds["AWS_ENDPOINT_URL"]),
        **_aws_caches(session, clouds["AWS_ENDPOINT_URL"]),
        **_aws_groups(session, clouds["AWS_ENDPOINT_URL"]),
        "aws key pairs": [k["KeyName"] for k in ec2.describe_key_pairs()["KeyPairs"]],
        "aws volumes": [v["VolumeId"] for v in ec2.describe_volumes()["Volumes"]],
        **_aws_services(session, clouds["AWS_ENDPOINT_URL"]),
    }


def _aws_behind_balancers(session: Any, endpoint: str) -> dict[str, list[str]]:
    """Load balancers and what they lead to."""
    elb = session.client("elbv2", endpoint_url=endpoint)
    balancers = [one["LoadBalancerArn"] for one in elb.describe_load_balancers()["LoadBalancers"]]
    return {
        "aws load balancers": balancers,
        "aws listeners": [
            one["ListenerArn"]
            for arn in balancers
            for one in elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]
        ],
        "aws target groups": [one["TargetGroupArn"] for one in elb.describe_target_groups()["TargetGroups"]],
    }


def _aws_services(session: Any, endpoint: str) -> dict[str, list[str]]:
    """Secrets that do not wait for their end, zones and queues."""
    vault, dns, sqs = (
        session.client(name, endpoint_url=endpoint) for name in ("secretsmanager", "route53", "sqs")
    )
    return {
        "aws secrets": [s["ARN"] for s in vault.list_secrets()["SecretList"]],
        "aws zones": [z["Id"] for z in dns.list_hosted_zones()["HostedZones"]],
        "aws queues": sqs.list_queues().get("QueueUrls", []),
    }


def _aws_clusters(session: Any, endpoint: str) -> dict[str, list[str]]:
    """Kubernetes and its nodes."""
    eks = session.client("eks", endpoint_url=endpoint)
    clusters = eks.list_clusters()["clusters"]
    return {
        "aws clusters": clusters,
        "aws node groups": [
            nodes for name in clusters for nodes in eks.list_nodegroups(clusterName=name)["nodegroups"]
        ],
    }


def _aws_caches(session: Any, endpoint: str) -> dict[str, list[str]]:
    """Caches and the subnets that they may be in."""
    caches = session.client("elasticache", endpoint_url=endpoint)
    groups = caches.describe_cache_subnet_groups()["CacheSubnetGroups"]
    return {
        "aws caches": [
            c["ReplicationGroupId"] for c in caches.describe_replication_groups()["ReplicationGroups"]
        ],
        "aws cache subnet groups": [group["CacheSubnetGroupName"] for group in groups],
    }


def _aws_groups(session: Any, endpoint: str) -> dict[str, list[str]]:
    """Groups of machines, what they are made from, and what they may do."""
    ec2, groups, iam = (session.client(name, endpoint_url=endpoint) for name in ("ec2", "autoscaling", "iam"))
    policies = groups.describe_policies()["ScalingPolicies"]
    return {
        "aws groups": [
            g["AutoScalingGroupName"] for g in groups.describe_auto_scaling_groups()["AutoScalingGroups"]
        ],
        "aws scaling policies": [policy["PolicyName"] for policy in policies],
        "aws launch templates": [
            template["LaunchTemplateId"] for template in ec2.describe_launch_templates()["LaunchTemplates"]
        ],
        "aws roles": [role["RoleName"] for role in iam.list_roles()["Roles"]],
        "aws instance profiles": [
            profile["InstanceProfileName"] for profile in iam.list_instance_profiles()["InstanceProfiles"]
        ],
    }


def _tagged(thing: Mapping[str, list[dict[str, str]]]) -> bool:
    return any(tag["Key"] == STACK_TAG for tag in thing.get("Tags", ()))


def azure(clouds: Mapping[str, str]) -> dict[str, list[str]]:
    """Resource groups and all resources in them."""

    def get(path: str) -> list[str]:
        url = f"{clouds['ORCHESTRATOR_ARM_ENDPOINT']}/subscriptions/{clouds['ARM_SUBSCRIPTION_ID']}/{path}"
        asked = Request(
            f"{url}?api-version=2024-03-01",
            headers={"Authorization": f"Bearer {clouds['ORCHESTRATOR_ARM_TOKEN']}"},
        )
        with urlopen(asked, timeout=10) as answer:
            return [item["id"] for item in json.load(answer)["value"]]

    groups = get("resourcegroups")
    inside = [item for group in groups for item in get(f"resourceGroups/{group.rsplit('/', 1)[1]}/resources")]
    return {"azure groups": groups, "azure resources": inside}


def openstack(clouds: Mapping[str, str], cloud: str | None = None) -> dict[str, list[str]]:
    """Networks with what is in them, servers, volumes, key pairs, containers, zones and secrets."""
    import openstack as sdk

    os.environ["OS_CLIENT_CONFIG_FILE"] = clouds["OS_CLIENT_CONFIG_FILE"]
    connection = sdk.connect(cloud=cloud or clouds["OS_CLOUD"])
    network, compute = connection.network, connection.compute
    ours = [net for net in network.networks() if not net.is_router_external and net.name != "private"]
    found = {
        "openstack networks": [net.name for net in ours],
        "openstack routers": [router.name for router in network.routers() if router.name != "router"],
        "openstack groups": [group.name for group in network.security_groups() if group.name != "default"],
        "openstack ports": [
            port.name for port in network.ports() if port.network_id in {net.id for net in ours}
        ],
        "openstack addresses": [ip.floating_ip_address for ip in network.ips()],
        "openstack servers": [server.name for server in compute.servers()],
        "openstack key pairs": [pair.name for pair in compute.keypairs()],
        "openstack volumes": [volume.name for volume in connection.block_storage.volumes()],
    }
    found["openstack server groups"] = [group.name for group in compute.server_groups()]
    if connection.has_service("load-balancer"):
        balancing = connection.load_balancer
        found["openstack balancers"] = [balancer.name for balancer in balancing.load_balancers()]
        found["openstack pools"] = [pool.name for pool in balancing.pools()]
    if connection.has_service("object-store"):
        found["openstack containers"] = [box.name for box in connection.object_store.containers()]
    if connection.has_service("dns"):
        found["openstack zones"] = [zone.name for zone in connection.dns.zones()]
    if connection.has_service("key-manager"):
        found["openstack secrets"] = [secret.name for secret in connection.key_manager.secrets()]
    connection.close()
    return found
