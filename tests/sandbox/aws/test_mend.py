"""The mends of moto; each goes when moto has mended the fault itself."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_changed_group_is_still_there(aws: Callable[..., Any]) -> None:
    ec2, rds = aws("ec2"), aws("rds")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"eu-west-1{zone}")[
            "Subnet"
        ]["SubnetId"]
        for n, zone in enumerate("abc")
    ]
    rds.create_db_subnet_group(DBSubnetGroupName="group", DBSubnetGroupDescription="d", SubnetIds=subnets[:2])
    rds.modify_db_subnet_group(DBSubnetGroupName="group", DBSubnetGroupDescription="new", SubnetIds=subnets)
    (group,) = rds.describe_db_subnet_groups(DBSubnetGroupName="group")["DBSubnetGroups"]
    assert group["DBSubnetGroupDescription"] == "new"
    assert {one["SubnetIdentifier"] for one in group["Subnets"]} == set(subnets)


def test_group_that_never_was(aws: Callable[..., Any]) -> None:
    with pytest.raises(ClientError, match="DBSubnetGroupNotFoundFault"):
        aws("rds").modify_db_subnet_group(DBSubnetGroupName="none", SubnetIds=[])


def test_a_database_can_be_made_again_at_once(aws: Callable[..., Any]) -> None:
    rds = aws("rds")
    for _ in range(2):
        rds.create_db_instance(
            DBInstanceIdentifier="again",
            DBInstanceClass="db.t4g.small",
            Engine="mysql",
            AllocatedStorage=20,
            MasterUsername="shop",
            MasterUserPassword="a-password-of-tests",
            BackupRetentionPeriod=7,
        )
        rds.delete_db_instance(
            DBInstanceIdentifier="again", SkipFinalSnapshot=True, DeleteAutomatedBackups=False
        )


def test_a_promoted_replica_copies_nothing_any_more(aws: Callable[..., Any]) -> None:
    rds = aws("rds")
    rds.create_db_instance(
        DBInstanceIdentifier="source",
        DBInstanceClass="db.t4g.small",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="shop",
        MasterUserPassword="a-password-of-tests",
    )
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="source")
    rds.promote_read_replica(DBInstanceIdentifier="copy")
    source, copy = (
        rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0] for name in ("source", "copy")
    )
    assert not copy.get("ReadReplicaSourceDBInstanceIdentifier")
    assert source["ReadReplicaDBInstanceIdentifiers"] == []
