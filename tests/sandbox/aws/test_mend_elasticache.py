"""The mends of moto's caches, by real boto3 clients."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


def cache(client: Any, name: str, **more: Any) -> dict[str, Any]:
    made = client.create_replication_group(
        ReplicationGroupId=name,
        ReplicationGroupDescription="of a test",
        CacheNodeType="cache.t4g.small",
        Engine="redis",
        **more,
    )
    return dict(made["ReplicationGroup"])


def test_a_cache_has_its_copies_and_they_can_be_asked(aws: Callable[..., Any]) -> None:
    client = aws("elasticache")
    made = cache(client, "copied", NumCacheClusters=3, EngineVersion="7.1", SecurityGroupIds=["sg-1"])
    assert made["MemberClusters"] == ["copied-001", "copied-002", "copied-003"]
    (node,) = client.describe_cache_clusters(CacheClusterId="copied-002")["CacheClusters"]
    assert (node["EngineVersion"], node["ReplicationGroupId"]) == ("7.1.0", "copied")
    assert [group["SecurityGroupId"] for group in node["SecurityGroups"]] == ["sg-1"]
    client.decrease_replica_count(ReplicationGroupId="copied", NewReplicaCount=0, ApplyImmediately=True)
    (found,) = client.describe_replication_groups(ReplicationGroupId="copied")["ReplicationGroups"]
    assert found["MemberClusters"] == ["copied-001"]


def test_changes_are_kept(aws: Callable[..., Any]) -> None:
    client = aws("elasticache")
    cache(client, "changed")
    client.modify_replication_group(
        ReplicationGroupId="changed", SecurityGroupIds=["sg-2"], SnapshotWindow="01:00-02:00"
    )
    (found,) = client.describe_replication_groups(ReplicationGroupId="changed")["ReplicationGroups"]
    assert found["SnapshotWindow"] == "01:00-02:00"
    (node,) = client.describe_cache_clusters(CacheClusterId="changed-001")["CacheClusters"]
    assert [group["SecurityGroupId"] for group in node["SecurityGroups"]] == ["sg-2"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"AutomaticFailoverEnabled": True, "NumCacheClusters": 1}, "needs a replica"),
        ({"AuthToken": "0123456789abcdef"}, "needs TransitEncryptionEnabled"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    more: dict[str, Any], message: str, aws: Callable[..., Any]
) -> None:
    with pytest.raises(ClientError, match=message):
        cache(aws("elasticache"), "refused", **more)


def test_a_cache_goes_and_only_then_its_subnets(aws: Callable[..., Any]) -> None:
    ec2, client = aws("ec2"), aws("elasticache")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24")["Subnet"]["SubnetId"] for n in range(2)
    ]
    client.create_cache_subnet_group(
        CacheSubnetGroupName="places", CacheSubnetGroupDescription="d", SubnetIds=subnets[:1]
    )
    client.modify_cache_subnet_group(CacheSubnetGroupName="places", SubnetIds=subnets)
    (group,) = client.describe_cache_subnet_groups(CacheSubnetGroupName="places")["CacheSubnetGroups"]
    assert {one["SubnetIdentifier"] for one in group["Subnets"]} == set(subnets)
    cache(client, "placed", CacheSubnetGroupName="places")
    with pytest.raises(ClientError, match="CacheSubnetGroupInUse"):
        client.delete_cache_subnet_group(CacheSubnetGroupName="places")
    client.delete_replication_group(ReplicationGroupId="placed")
    with pytest.raises(ClientError, match="ReplicationGroupNotFound"):
        client.describe_replication_groups(ReplicationGroupId="placed")
    client.delete_cache_subnet_group(CacheSubnetGroupName="places")
    with pytest.raises(ClientError, match="CacheSubnetGroupNotFound"):
        client.describe_cache_subnet_groups(CacheSubnetGroupName="places")
