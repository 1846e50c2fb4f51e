"""The ElastiCache calls behind a cache: its arguments, its copies, its tags, and the waits for its states."""

from typing import TYPE_CHECKING, Any

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import is_gone
from orchestrator.providers.aws.tags import Tags, changed, tag_dict, tag_list
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import wait_until

if TYPE_CHECKING:
    from orchestrator.providers.aws.replication_group import ReplicationGroup

_HOUR = 3600.0


def describe(aws: Aws, id: str) -> dict[str, Any]:
    """The cache as ElastiCache says it."""
    return dict(aws.elasticache.describe_replication_groups(ReplicationGroupId=id)["ReplicationGroups"][0])


def first_node(aws: Aws, found: dict[str, Any]) -> dict[str, Any]:
    """One of its nodes, which are alike; empty while there is none."""
    if not found["MemberClusters"]:
        return {}
    name = found["MemberClusters"][0]
    try:
        told = aws.elasticache.describe_cache_clusters(CacheClusterId=name, ShowCacheNodeInfo=True)
    except Exception as error:
        # The cache names its nodes some seconds before they can be asked.
        if is_gone(error):
            return {}
        raise
    return dict(told["CacheClusters"][0])


def port_of(node: dict[str, Any]) -> int | None:
    """Where a node listens; not known while it is made."""
    nodes = node.get("CacheNodes") or [{}]
    port = (nodes[0].get("Endpoint") or {}).get("Port")
    return int(port) if port else None


def creation(wanted: "ReplicationGroup") -> dict[str, Any]:
    """The arguments of CreateReplicationGroup."""
    names = {
        "ReplicationGroupId": wanted.replication_group_id,
        "NumCacheClusters": wanted.num_cache_clusters,
        "Port": wanted.port,
        "CacheSubnetGroupName": wanted.subnet_group_name,
        "AtRestEncryptionEnabled": wanted.at_rest_encryption_enabled,
        "TransitEncryptionEnabled": wanted.transit_encryption_enabled,
        "KmsKeyId": wanted.kms_key_id,
        "AuthToken": wanted.auth_token,
        **_changeable(wanted),
    }
    return {name: value for name, value in names.items() if value is not None}


def modification(old: "ReplicationGroup", new: "ReplicationGroup") -> dict[str, Any]:
    """The arguments of ModifyReplicationGroup that differ."""
    before, after = _changeable(old), _changeable(new)
    moved = {name: value for name, value in after.items() if value is not None and value != before[name]}
    if set(new.security_group_ids or ()) == set(old.security_group_ids or ()):
        moved.pop("SecurityGroupIds", None)
    if old.snapshot_retention_limit and not new.snapshot_retention_limit:
        moved["SnapshotRetentionLimit"] = 0
    if new.auth_token is not None and new.auth_token != old.auth_token:
        moved["AuthToken"] = new.auth_token
        # The old one goes on being taken until the next change: clients are not locked out.
        moved["AuthTokenUpdateStrategy"] = new.auth_token_update_strategy or "ROTATE"
    return moved


def _changeable(cache: "ReplicationGroup") -> dict[str, Any]:
    """What both calls take under the same name."""
    return {
        "ReplicationGroupDescription": cache.description,
        "Engine": cache.engine,
        "EngineVersion": cache.engine_version,
        "CacheNodeType": cache.node_type,
        "AutomaticFailoverEnabled": cache.automatic_failover_enabled,
        "MultiAZEnabled": cache.multi_az_enabled,
        "CacheParameterGroupName": cache.parameter_group_name,
        "SecurityGroupIds": cache.security_group_ids or None,
        "TransitEncryptionMode": cache.transit_encryption_mode,
        "SnapshotRetentionLimit": cache.snapshot_retention_limit,
        "SnapshotWindow": cache.snapshot_window,
        "PreferredMaintenanceWindow": cache.maintenance_window,
        "AutoMinorVersionUpgrade": cache.auto_minor_version_upgrade,
    }


def grow(aws: Aws, id: str, copies: int) -> None:
    """Add copies until there are so many; ElastiCache knows no later than at once."""
    aws.elasticache.increase_replica_count(
        ReplicationGroupId=id, NewReplicaCount=copies, ApplyImmediately=True
    )
    wait_until_available(aws, id)


def shrink(aws: Aws, id: str, copies: int) -> None:
    """Take copies away until there are only so many."""
    aws.elasticache.decrease_replica_count(
        ReplicationGroupId=id, NewReplicaCount=copies, ApplyImmediately=True
    )
    wait_until_available(aws, id)


def wait_until_available(aws: Aws, id: str) -> None:
    """Until it answers; making one takes ElastiCache several minutes."""

    def poll() -> bool | None:
        try:
            status = describe(aws, id)["Status"]
        except Exception as error:
            if is_gone(error):
                return None
            raise
        if status == "create-failed":
            raise ProviderError(
                f"the cache {id} cannot be made", hint="its events in the AWS console say why"
            )
        return True if status == "available" else None

    wait_until(poll, f"the cache {id}", timeout=_HOUR, cancelled=aws.cancelled, interval=2.0)


def wait_until_deleted(aws: Aws, id: str) -> None:
    """Until its name and subnets are free."""

    def poll() -> bool | None:
        try:
            describe(aws, id)
        except Exception as error:
            if is_gone(error):
                return True
            raise
        return None

    wait_until(poll, f"the end of {id}", timeout=_HOUR, cancelled=aws.cancelled, interval=2.0)


def tags_of(aws: Aws, arn: str) -> Tags:
    """The tags of a cache or of its subnets."""
    return tag_dict(aws.elasticache.list_tags_for_resource(ResourceName=arn)["TagList"])


def retag(aws: Aws, arn: str, old: Tags, new: Tags) -> None:
    """Bring the tags from old to new."""
    gone, wanted = changed(aws, old, new)
    if gone:
        aws.elasticache.remove_tags_from_resource(ResourceName=arn, TagKeys=gone)
    if wanted:
        aws.elasticache.add_tags_to_resource(ResourceName=arn, Tags=tag_list(wanted))
