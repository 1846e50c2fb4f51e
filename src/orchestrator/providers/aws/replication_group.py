"""aws:elasticache/replicationGroup:ReplicationGroup, a cache: a node that is written to, and its copies."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws import cache_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tagged, every_tag, is_owned, own_tags, tag_list
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import (
    CloudChosen,
    Computed,
    Immutable,
    Secret,
    Unordered,
    Volatile,
    WriteOnly,
)
from orchestrator.providers.kit.wire import UNREAD, Path


@dataclass(frozen=True, kw_only=True)
class ReplicationGroup(Tagged):
    """A cache; its id is its name. Caches whose keys are spread over several shards are not built in."""

    token: ClassVar[str] = "aws:elasticache/replicationGroup:ReplicationGroup"
    autoname: ClassVar[Autoname | None] = Autoname("replicationGroupId", max_length=40, lower=True)

    replication_group_id: Immutable[CloudChosen[str | None]] = None
    description: str
    engine: CloudChosen[str | None] = None
    engine_version: CloudChosen[str | None] = None
    node_type: CloudChosen[str | None] = None
    num_cache_clusters: CloudChosen[int | None] = None
    automatic_failover_enabled: bool = False
    multi_az_enabled: bool = False
    port: Immutable[CloudChosen[int | None]] = None
    parameter_group_name: CloudChosen[str | None] = None
    subnet_group_name: Immutable[CloudChosen[str | None]] = None
    security_group_ids: CloudChosen[Unordered[list[str] | None]] = None
    at_rest_encryption_enabled: Immutable[CloudChosen[bool | None]] = None
    transit_encryption_enabled: Immutable[CloudChosen[bool | None]] = None
    transit_encryption_mode: CloudChosen[str | None] = None
    kms_key_id: Immutable[str | None] = None
    auth_token: WriteOnly[Secret[str | None]] = None
    auth_token_update_strategy: WriteOnly[str | None] = None
    snapshot_retention_limit: int | None = None
    snapshot_window: CloudChosen[str | None] = None
    maintenance_window: CloudChosen[str | None] = None
    auto_minor_version_upgrade: CloudChosen[bool | None] = None
    apply_immediately: WriteOnly[bool | None] = None
    final_snapshot_identifier: WriteOnly[str | None] = None
    arn: Computed[str] = ""
    cluster_enabled: Computed[bool] = False
    engine_version_actual: Volatile[str | None] = None
    member_clusters: Volatile[list[str]] = field(default_factory=list)
    primary_endpoint_address: Computed[str | None] = None
    reader_endpoint_address: Computed[str | None] = None

    def check(self) -> Iterable[Fault]:
        if self.auth_token is not None and not self.transit_encryption_enabled:
            yield Fault(("authToken",), "it needs 'transitEncryptionEnabled: true'")
        if self.automatic_failover_enabled and (self.num_cache_clusters or 1) < 2:
            yield Fault(("automaticFailoverEnabled",), "it needs 'numCacheClusters' of at least 2")
        if self.multi_az_enabled and not self.automatic_failover_enabled:
            yield Fault(("multiAzEnabled",), "it needs 'automaticFailoverEnabled: true'")

    def create(self, client: Aws) -> str:
        made = client.elasticache.create_replication_group(
            Tags=tag_list(every_tag(client, self.tags)), **cache_calls.creation(self)
        )
        return str(made["ReplicationGroup"]["ReplicationGroupId"])

    def settle(self, client: Aws, id: str) -> None:
        cache_calls.wait_until_available(client, id)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = cache_calls.describe(client, id)
        tags = cache_calls.tags_of(client, found["ARN"])
        shard = (found.get("NodeGroups") or [{}])[0]
        return cls(
            replication_group_id=found["ReplicationGroupId"],
            description=found["Description"],
            node_type=found.get("CacheNodeType"),
            num_cache_clusters=len(found["MemberClusters"]),
            automatic_failover_enabled=found.get("AutomaticFailover") in ("enabled", "enabling"),
            multi_az_enabled=found.get("MultiAZ") == "enabled",
            at_rest_encryption_enabled=found.get("AtRestEncryptionEnabled", False),
            transit_encryption_enabled=found.get("TransitEncryptionEnabled", False),
            transit_encryption_mode=found.get("TransitEncryptionMode"),
            kms_key_id=found.get("KmsKeyId") or None,
            snapshot_retention_limit=found.get("SnapshotRetentionLimit") or None,
            snapshot_window=found.get("SnapshotWindow"),
            auto_minor_version_upgrade=found.get("AutoMinorVersionUpgrade", UNREAD),
            **_told_by(cache_calls.first_node(client, found)),
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=found["ARN"],
            cluster_enabled=found.get("ClusterEnabled", False),
            member_clusters=found["MemberClusters"],
            primary_endpoint_address=(shard.get("PrimaryEndpoint") or {}).get("Address"),
            reader_endpoint_address=(shard.get("ReaderEndpoint") or {}).get("Address"),
        )

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        if path == ("engineVersion",):
            # Who asks for 7.1 takes any 7.1.x.
            short, long = sorted((str(old), str(new)), key=len)
            return long.startswith(f"{short}.")
        return super().same(client, path, old, new)

    def update(self, client: Aws, id: str, old: Self) -> None:
        before, after = old.num_cache_clusters or 1, self.num_cache_clusters or 1
        # A copy must be there before it can take over, and must not be needed when it goes.
        if after > before:
            cache_calls.grow(client, id, after - 1)
        moved = cache_calls.modification(old, self)
        if moved:
            client.elasticache.modify_replication_group(
                ReplicationGroupId=id, ApplyImmediately=bool(self.apply_immediately), **moved
            )
            cache_calls.wait_until_available(client, id)
        if self.num_cache_clusters and after < before:
            cache_calls.shrink(client, id, after - 1)
        cache_calls.retag(client, old.arn, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        if cache_calls.describe(client, id)["Status"] != "deleting":
            last = self.final_snapshot_identifier
            client.elasticache.delete_replication_group(
                ReplicationGroupId=id, **({"FinalSnapshotIdentifier": last} if last else {})
            )
        cache_calls.wait_until_deleted(client, id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        for page in client.elasticache.get_paginator("describe_replication_groups").paginate():
            for found in page["ReplicationGroups"]:
                id = str(found["ReplicationGroupId"])
                if id not in known and is_owned(self.tags, cache_calls.tags_of(client, found["ARN"])):
                    return id
        return None


def _told_by(node: dict[str, Any]) -> dict[str, Any]:
    """What only the nodes themselves tell."""
    return {
        "engine": node.get("Engine"),
        "engine_version": node.get("EngineVersion"),
        "engine_version_actual": node.get("EngineVersion"),
        "port": cache_calls.port_of(node),
        "parameter_group_name": (node.get("CacheParameterGroup") or {}).get("CacheParameterGroupName"),
        "subnet_group_name": node.get("CacheSubnetGroupName"),
        "security_group_ids": [group["SecurityGroupId"] for group in node.get("SecurityGroups", [])],
        "maintenance_window": node.get("PreferredMaintenanceWindow"),
    }
