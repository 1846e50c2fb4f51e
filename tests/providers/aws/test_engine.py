"""A stack of every kind of thing, by the real engine on the local AWS; nothing is left behind."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pulumi
import pytest
from pulumi.automation import CommandError

REGION = "eu-central-1"  # no other test works there
VERSION = "7.51.1"


@pytest.fixture
def engine(new_engine: Callable[..., Any], sandbox: dict[str, str]) -> Any:
    """A stack with the AWS provider as a program."""
    engine = new_engine(**sandbox)
    engine.plugin("aws", VERSION, "-m", "orchestrator.providers.aws")
    engine.config = {"aws:region": REGION}
    return engine


@pytest.fixture
def shop(declare: Any, get: Any) -> Callable[..., Callable[[], None]]:
    """Network, subnets, firewall, machine, database and bucket."""

    def make(cidr: str = "10.0.0.0/16", size: str = "t3.micro", storage: int = 20) -> Callable[[], None]:
        def declared(token: str, name: str, props: dict[str, Any], *outputs: str, **options: Any) -> Any:
            return declare(f"aws:{token}", name, props, *outputs, version=VERSION, **options)

        def program() -> None:
            tags = {"node": "x", "hidden": pulumi.Output.secret("very-secret-tag")}
            image = pulumi.runtime.invoke(
                "aws:ec2/getAmi:getAmi",
                {
                    "owners": ["136693071363"],
                    "mostRecent": True,
                    "filters": [{"name": "name", "values": ["debian-12-amd64-*"]}],
                },
                pulumi.InvokeOptions(version=VERSION),
            ).value
            vpc = declared("ec2/vpc:Vpc", "net", {"cidrBlock": cidr, "tags": tags}, "arn")
            base = cidr.removesuffix(".0.0/16")
            subnets = [
                declared(
                    "ec2/subnet:Subnet",
                    f"net-{zone}",
                    {"vpcId": vpc.id, "cidrBlock": f"{base}.{i}.0/24", "availabilityZone": REGION + zone},
                )
                for i, zone in enumerate("ab")
            ]
            https = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}
            group = declared(
                "ec2/securityGroup:SecurityGroup", "firewall", {"vpcId": vpc.id, "ingress": [https]}
            )
            machine = {
                "ami": image["id"],
                "instanceType": size,
                "subnetId": subnets[0].id,
                "vpcSecurityGroupIds": [group.id],
                "userData": pulumi.Output.secret("#!/bin/sh\necho very-secret-data"),
            }
            declared("ec2/instance:Instance", "web", machine, "privateIp")
            places = declared(
                "rds/subnetGroup:SubnetGroup", "db", {"subnetIds": [s.id for s in subnets]}, "name"
            )
            database = {
                "engine": "mysql",
                "engineVersion": "8.0",
                "instanceClass": "db.t3.small",
                "allocatedStorage": storage,
                "username": "owner",
                "password": pulumi.Output.secret("very-secret-password"),
                "skipFinalSnapshot": True,
                "applyImmediately": True,
                "dbSubnetGroupName": get(places, "name"),
                "vpcSecurityGroupIds": [group.id],
            }
            db = declared("rds/instance:Instance", "db", database, "endpoint")
            bucket = declared("s3/bucket:Bucket", "files", {"forceDestroy": True, "tags": tags}, "arn")
            block = {"bucket": bucket.id, "blockPublicAcls": True}
            declared("s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "closed", block)
            pulumi.export("endpoint", get(db, "endpoint"))

        return program

    return make


def left(session: boto3.Session) -> dict[str, Any]:
    """Everything that is not AWS's own default."""
    ec2, rds = (session.client(name, region_name=REGION) for name in ("ec2", "rds"))  # type: ignore[call-overload]  # one overload for each literal
    instances = [i for r in ec2.describe_instances()["Reservations"] for i in r["Instances"]]
    return {
        "vpcs": [v["VpcId"] for v in ec2.describe_vpcs()["Vpcs"] if not v["IsDefault"]],
        "subnets": [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"] if not s["DefaultForAz"]],
        "groups": [
            g["GroupId"]
            for g in ec2.describe_security_groups()["SecurityGroups"]
            if g["GroupName"] != "default"
        ],
        "instances": [i["InstanceId"] for i in instances if i["State"]["Name"] != "terminated"],
        "volumes": [v["VolumeId"] for v in ec2.describe_volumes()["Volumes"]],
        "databases": [d["DBInstanceIdentifier"] for d in rds.describe_db_instances()["DBInstances"]],
        "db subnets": [g["DBSubnetGroupName"] for g in rds.describe_db_subnet_groups()["DBSubnetGroups"]],
        "buckets": [
            b["Name"]
            for b in session.client("s3").list_buckets()["Buckets"]
            if b["Name"].startswith("files-")
        ],
    }


def test_a_whole_life(engine: Any, shop: Any, session: boto3.Session) -> None:
    assert not any(left(session).values())
    plan = engine.preview(shop())
    assert all(step["op"] == "create" for step in plan.values())
    assert not any(left(session).values())

    assert engine.up(shop()) == {"create": 10}
    made = left(session)
    counts = {name: len(ids) for name, ids in made.items()}
    assert counts == {"vpcs": 1, "subnets": 2, "groups": 1, "instances": 1, "volumes": 1} | {
        "databases": 1,
        "db subnets": 1,
        "buckets": 1,
    }
    text = engine.state_text()
    for secret in (
        "very-secret-tag",
        "very-secret-password",
        "very-secret-data",
        "dmVyeS1zZWNyZXQ",
        "ZXJ5LXNlY3JldC",
    ):
        assert secret not in text

    assert engine.up(shop()) == {"same": 10}
    assert engine.refresh(shop()) == {"same": 10}
    assert "very-secret" not in engine.state_text()

    plan = engine.preview(shop(size="t3.small", storage=30))
    changed = {name: step for name, step in plan.items() if step["op"] != "same"}
    assert {name: step["op"] for name, step in changed.items()} == {"web": "update", "db": "update"}
    assert changed["web"]["diff"] == {"instanceType": "update"}
    engine.up(shop(size="t3.small", storage=30))
    assert left(session)["instances"] == made["instances"]

    ec2: Any = session.client("ec2", region_name=REGION)
    ec2.create_tags(Resources=made["vpcs"], Tags=[{"Key": "node", "Value": "tampered"}])
    ec2.authorize_security_group_ingress(
        GroupId=made["groups"][0], IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"
    )
    session.client("s3").delete_public_access_block(Bucket=made["buckets"][0])
    plan = engine.preview(shop(size="t3.small", storage=30), refresh=True)
    drift = {
        name: (step["op"], step["diff"])
        for name, step in plan.items()
        if step["op"] not in ("same", "refresh")
    }
    assert drift["net"] == ("update", {"tags.node": "update"})
    assert drift["firewall"][0] == "update"
    assert all(path.startswith("ingress") for path in drift["firewall"][1])
    assert drift["closed"][0] == "create"
    assert set(drift) == {"net", "firewall", "closed"}
    engine.up(shop(size="t3.small", storage=30), refresh=True)
    (group,) = ec2.describe_security_groups(GroupIds=made["groups"])["SecurityGroups"]
    assert [p["FromPort"] for p in group["IpPermissions"]] == [443]

    plan = engine.preview(shop(cidr="10.9.0.0/16"))
    assert plan["net"]["op"] == "replace"
    assert plan["net"]["diff"]["cidrBlock"] == "update-replace"
    engine.up(shop(cidr="10.9.0.0/16"))
    assert left(session)["vpcs"] != made["vpcs"]
    assert {name: len(ids) for name, ids in left(session).items()} == counts

    engine.destroy(shop())
    assert not any(left(session).values())


def test_a_crash_leaves_no_second_object(engine: Any, declare: Any, session: boto3.Session) -> None:
    tags = {"orchestrator-stack": "shop/dev", "orchestrator-node": "net"}
    ec2: Any = session.client("ec2", region_name=REGION)
    wanted = [{"ResourceType": "vpc", "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]}]
    left_behind = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=wanted)["Vpc"]["VpcId"]

    def program() -> None:
        declare("aws:ec2/vpc:Vpc", "net", {"cidrBlock": "10.0.0.0/16", "tags": tags}, version=VERSION)

    engine.environment["ORCHESTRATOR_ADOPT"] = json.dumps({"urn:pulumi:dev::proj::aws:ec2/vpc:Vpc::net": []})
    engine.up(program)
    assert left(session)["vpcs"] == [left_behind]
    assert engine.state(program)["net"]["id"] == left_behind
    del engine.environment["ORCHESTRATOR_ADOPT"]
    assert engine.up(program) == {"same": 2}
    engine.destroy(program)
    assert not any(left(session).values())


def test_what_aws_refuses_is_one_line(engine: Any, declare: Any) -> None:
    def program() -> None:
        declare(
            "aws:ec2/subnet:Subnet", "s", {"vpcId": "vpc-none", "cidrBlock": "10.0.0.0/24"}, version=VERSION
        )

    with pytest.raises(CommandError) as caught:
        engine.up(program)
    text = str(caught.value)
    assert "AWS CreateSubnet: InvalidVpcID.NotFound: " in text
    assert "Traceback (most recent call last)" not in text.partition("stderr")[0]
