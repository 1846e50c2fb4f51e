"""What an interrupted run has left is found again, by its tags or its place, and nothing else is."""

import json
from typing import Any

import pytest

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
}


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
