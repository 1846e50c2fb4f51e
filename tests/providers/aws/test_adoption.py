"""What an interrupted run has left is found again, by its tags or its place, and nothing else is."""

import json
from typing import Any

import pytest
from providers.aws.lives import POLICY, TRUST

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.get_ami import GetAmi, GetAmiFilter
from orchestrator.providers.kit.trouble import ProviderError

URN = "urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::net"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMIm9vXHLTdFVkQFdt0dGBQVzBBB1qpqeZ1yF0DEADBE x"
DEBIAN = "ami-0deb12a6d6420260901"


def tags(node: str) -> dict[str, str]:
    return {"orchestrator-stack": "shop/dev", "orchestrator-node": node}


def alarm(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 1,
        "metricName": "m",
        "namespace": "n",
        "period": 60,
        "statistic": "Sum",
        "threshold": 1,
    }


KINDS: dict[str, Any] = {
    "aws:ec2/vpc:Vpc": lambda w: {"cidrBlock": "10.70.0.0/16"},
    "aws:ec2/subnet:Subnet": lambda w: {"vpcId": w["vpc"], "cidrBlock": "10.50.20.0/24"},
    "aws:ec2/internetGateway:InternetGateway": lambda w: {},
    "aws:ec2/routeTable:RouteTable": lambda w: {"vpcId": w["vpc"]},
    "aws:ec2/securityGroup:SecurityGroup": lambda w: {"vpcId": w["vpc"], "name": "adopt-me"},
    "aws:ec2/keyPair:KeyPair": lambda w: {"keyName": "adopt-me", "publicKey": KEY},
    "aws:ec2/instance:Instance": lambda w: {
        "ami": DEBIAN,
        "instanceType": "t3.micro",
        "subnetId": w["subnet"],
    },
    "aws:rds/subnetGroup:SubnetGroup": lambda w: {
        "name": "adopt-me",
        "subnetIds": [w["subnet"], w["subnet2"]],
    },
    "aws:rds/parameterGroup:ParameterGroup": lambda w: {"name": "adopt-me", "family": "mysql8.0"},
    "aws:rds/instance:Instance": lambda w: {
        "identifier": "adopt-me",
        "engine": "mysql",
        "instanceClass": "db.t3.small",
        "allocatedStorage": 20,
        "username": "o",
        "password": "correct-horse",
        "skipFinalSnapshot": True,
    },
    "aws:s3/bucket:Bucket": lambda w: {"bucket": "adopt-me-bucket"},
    "aws:cloudwatch/metricAlarm:MetricAlarm": lambda w: alarm("adopt-me"),
    "aws:sns/topic:Topic": lambda w: {"name": "adopt-me"},
    "aws:ebs/volume:Volume": lambda w: {"availabilityZone": "eu-west-1a", "size": 10},
    "aws:secretsmanager/secret:Secret": lambda w: {"name": "adopt-me"},
    "aws:route53/zone:Zone": lambda w: {"name": "adopt.example"},
    "aws:sqs/queue:Queue": lambda w: {"name": "adopt-me"},
    "aws:lb/loadBalancer:LoadBalancer": lambda w: {
        "name": "adopt-me",
        "loadBalancerType": "network",
        "subnets": [w["subnet"], w["subnet2"]],
    },
    "aws:lb/targetGroup:TargetGroup": lambda w: {
        "name": "adopt-me",
        "port": 80,
        "protocol": "TCP",
        "vpcId": w["vpc"],
    },
    "aws:lb/listener:Listener": lambda w: {
        "loadBalancerArn": w["balancer"],
        "port": 8443,
        "protocol": "TCP",
        "defaultActions": [{"type": "forward", "targetGroupArn": w["targets"]}],
    },
    "aws:ec2/launchTemplate:LaunchTemplate": lambda w: {"name": "adopt-me", "instanceType": "t3.micro"},
    "aws:iam/role:Role": lambda w: {"name": "adopt-me", "assumeRolePolicy": TRUST % "ec2"},
    "aws:iam/instanceProfile:InstanceProfile": lambda w: {"name": "adopt-me", "role": w["role"]},
    "aws:elasticache/subnetGroup:SubnetGroup": lambda w: {
        "name": "adopt-me",
        "subnetIds": [w["subnet"], w["subnet2"]],
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": lambda w: {
        "replicationGroupId": "adopt-me",
        "description": "of a test",
        "nodeType": "cache.t4g.small",
    },
    "aws:eks/cluster:Cluster": lambda w: {
        "name": "adopt-me",
        "roleArn": w["role_arn"],
        "vpcConfig": {"subnetIds": [w["subnet"], w["subnet2"]]},
    },
    "aws:eks/nodeGroup:NodeGroup": lambda w: {
        "clusterName": w["cluster"],
        "nodeGroupName": "adopt-me",
        "nodeRoleArn": w["role_arn"],
        "subnetIds": [w["subnet"]],
        "scalingConfig": {"minSize": 1, "maxSize": 1, "desiredSize": 1},
    },
}
PLACED: dict[str, Any] = {
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": lambda w: {
        "targetGroupArn": w["targets"],
        "targetId": w["target"],
    },
    "aws:autoscaling/attachment:Attachment": lambda w: {
        "autoscalingGroupName": w["scaled"],
        "lbTargetGroupArn": w["targets"],
    },
    "aws:autoscaling/policy:Policy": lambda w: {
        "name": "adopt-me",
        "autoscalingGroupName": w["scaled"],
        "policyType": "TargetTrackingScaling",
        "targetTrackingConfiguration": {
            "targetValue": 60,
            "predefinedMetricSpecification": {"predefinedMetricType": "ASGAverageCPUUtilization"},
        },
    },
    "aws:iam/rolePolicy:RolePolicy": lambda w: {
        "name": "adopt-me",
        "role": w["role"],
        "policy": POLICY % "one",
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": lambda w: {
        "role": w["role"],
        "policyArn": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
    },
}
"""What carries no tags, and is told by what it joins."""


@pytest.mark.parametrize("token", KINDS, ids=lambda token: token.replace("/", "-"))
def test_what_was_left_is_adopted(
    token: str, make: Any, world: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = make(token, {**KINDS[token](world), "tags": tags(token)})
    monkeypatch.setenv("ORCHESTRATOR_ADOPT", json.dumps({URN: []}))
    again = make(token, {**KINDS[token](world), "tags": {**tags(token), "new": "tag"}}, urn=URN)
    assert again.id == left.id
    assert again.state["tagsAll"]["new"] == "tag"
    assert again.changes() == {}

    finder = again.lifecycle.handler
    assert finder.find(again.lifecycle.client, again.inputs, frozenset({left.id})) is None
    other = {**again.inputs, "tags": tags("another")}
    assert finder.find(again.lifecycle.client, other, frozenset()) is None
    again.delete()


@pytest.mark.parametrize("token", PLACED, ids=lambda token: token.replace("/", "-"))
def test_what_has_no_tags_is_adopted_by_its_place(
    token: str, make: Any, world: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = PLACED[token](world)
    left = make(token, inputs)
    monkeypatch.setenv("ORCHESTRATOR_ADOPT", json.dumps({URN: []}))
    again = make(token, inputs, urn=URN)
    assert again.id == left.id and again.changes() == {}
    finder = again.lifecycle.handler
    assert finder.find(again.lifecycle.client, again.inputs, frozenset({left.id})) is None
    again.delete()
    assert finder.find(again.lifecycle.client, again.inputs, frozenset()) is None


def test_a_group_is_adopted_by_the_tags_that_its_machines_get(
    make: Any, world: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "aws:autoscaling/group:Group"
    inputs = {
        "name": "adopt-me",
        "minSize": 0,
        "maxSize": 1,
        "launchTemplate": {"id": world["template"]},
        "vpcZoneIdentifiers": [world["subnet"]],
        "tags": [{"key": k, "value": v, "propagateAtLaunch": True} for k, v in tags("web").items()],
    }
    left = make(token, inputs)
    monkeypatch.setenv("ORCHESTRATOR_ADOPT", json.dumps({URN: []}))
    again = make(token, {**inputs, "maxSize": 2}, urn=URN)
    assert again.id == left.id and again.changes() == {}
    assert (
        again.lifecycle.handler.find(again.lifecycle.client, {**again.inputs, "tags": []}, frozenset())
        is None
    )
    again.delete()


def test_an_association_is_found_by_its_place(
    make: Any, world: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    inputs = {"routeTableId": world["table"], "subnetId": world["subnet"]}
    left = make(token, inputs)
    monkeypatch.setenv("ORCHESTRATOR_ADOPT", json.dumps({URN: []}))
    again = make(token, inputs, urn=URN)
    assert again.id == left.id
    written = f"{world['subnet']}/{world['table']}"
    assert again.lifecycle.read(written, {}, {}).inputs == inputs  # the form of imports
    again.delete()


def test_without_being_told_nothing_is_adopted(make: Any) -> None:
    token = "aws:ec2/vpc:Vpc"
    left = make(token, {"cidrBlock": "10.70.0.0/16", "tags": tags("x")})
    second = make(token, {"cidrBlock": "10.70.0.0/16", "tags": tags("x")}, urn=URN)
    assert second.id != left.id
    left.delete()
    second.delete()


@pytest.mark.parametrize(
    ("owner", "name", "expected"),
    [
        ("136693071363", "debian-12-amd64-*", "debian-12-amd64-20260901-0000"),
        (
            "099720109477",
            "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*",
            "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260901",
        ),
        (
            "099720109477",
            "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-*",
            "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260901",
        ),
    ],
)
def test_the_sandbox_has_the_images_of_debian_and_ubuntu(
    aws: Aws, owner: str, name: str, expected: str
) -> None:
    filters = [
        GetAmiFilter(name="name", values=[name]),
        GetAmiFilter(name="architecture", values=["x86_64"]),
        GetAmiFilter(name="virtualization-type", values=["hvm"]),
        GetAmiFilter(name="root-device-type", values=["ebs"]),
        GetAmiFilter(name="state", values=["available"]),
    ]
    found = GetAmi(owners=[owner], filters=filters, most_recent=True).call(aws)
    assert (found.name, found.owner_id) == (expected, owner)
    with pytest.raises(ProviderError, match="no image fits"):
        GetAmi(owners=["111111111111"], filters=filters).call(aws)
