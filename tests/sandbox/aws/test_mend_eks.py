"""The mends of moto's Kubernetes, by real boto3 clients."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/any"


def subnets(ec2: Any, zones: str = "ab") -> list[str]:
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"eu-west-1{zone}")[
            "Subnet"
        ]["SubnetId"]
        for n, zone in enumerate(zones)
    ]


def cluster(aws: Callable[..., Any], name: str, **more: Any) -> Any:
    """The client of a region with this cluster."""
    eks = aws("eks")
    places = {"subnetIds": subnets(aws("ec2")), "endpointPrivateAccess": True}
    eks.create_cluster(name=name, roleArn=ROLE, resourcesVpcConfig=places, **more)
    return eks


def test_a_cluster_is_in_its_vpc_and_what_was_asked(aws: Callable[..., Any]) -> None:
    eks = cluster(aws, "placed", accessConfig={"authenticationMode": "API"}, version="1.33")
    found = eks.describe_cluster(name="placed")["cluster"]
    network = found["resourcesVpcConfig"]
    assert network["vpcId"].startswith("vpc-") and network["clusterSecurityGroupId"]
    assert (network["endpointPrivateAccess"], network["endpointPublicAccess"]) == (True, True)
    assert found["accessConfig"]["authenticationMode"] == "API"


def test_one_zone_is_too_few(aws: Callable[..., Any]) -> None:
    one = {"subnetIds": subnets(aws("ec2"), "a")}
    with pytest.raises(ClientError, match="at least two different AZs"):
        aws("eks").create_cluster(name="narrow", roleArn=ROLE, resourcesVpcConfig=one)


def test_a_change_keeps_what_it_does_not_name(aws: Callable[..., Any]) -> None:
    logs = {"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]}
    eks = cluster(aws, "changed", logging=logs)
    before = eks.describe_cluster(name="changed")["cluster"]["resourcesVpcConfig"]
    closed = {"endpointPublicAccess": False}
    update = eks.update_cluster_config(name="changed", resourcesVpcConfig=closed)["update"]
    assert eks.describe_update(name="changed", updateId=update["id"])["update"]["status"] == "Successful"
    eks.update_cluster_config(
        name="changed", logging={"clusterLogging": [{"types": ["api"], "enabled": False}]}
    )
    eks.update_cluster_version(name="changed", version="1.34")
    found = eks.describe_cluster(name="changed")["cluster"]
    assert found["resourcesVpcConfig"] == {**before, "endpointPublicAccess": False}
    assert found["logging"]["clusterLogging"] == [{"types": ["audit"], "enabled": True}]
    assert found["version"] == "1.34"


def test_a_protected_cluster_stays(aws: Callable[..., Any]) -> None:
    eks = cluster(aws, "guarded", deletionProtection=True)
    with pytest.raises(ClientError, match="deletion protection"):
        eks.delete_cluster(name="guarded")
    eks.update_cluster_config(name="guarded", deletionProtection=False)
    eks.delete_cluster(name="guarded")


def test_nodes_are_exchanged_and_tagged(aws: Callable[..., Any]) -> None:
    eks = cluster(aws, "noded")
    of = {"clusterName": "noded", "nodegroupName": "nodes"}
    places = eks.describe_cluster(name="noded")["cluster"]["resourcesVpcConfig"]["subnetIds"]
    template, spare = {"id": "lt-1", "version": "1"}, {"maxUnavailable": 2}
    eks.create_nodegroup(**of, nodeRole=ROLE, subnets=places, launchTemplate=template, updateConfig=spare)
    assert eks.describe_nodegroup(**of)["nodegroup"]["updateConfig"] == spare
    eks.update_nodegroup_version(**of, version="1.34", launchTemplate={"id": "lt-1", "version": "2"})
    found = eks.describe_nodegroup(**of)["nodegroup"]
    assert (found["version"], found["launchTemplate"]["version"]) == ("1.34", "2")
    eks.tag_resource(resourceArn=found["nodegroupArn"], tags={"a": "1", "b": "2"})
    eks.untag_resource(resourceArn=found["nodegroupArn"], tagKeys=["a"])
    assert eks.describe_nodegroup(**of)["nodegroup"]["tags"] == {"b": "2"}
