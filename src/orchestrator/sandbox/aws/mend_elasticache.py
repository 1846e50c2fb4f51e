"""Mends ElastiCache: moto 5.2.5 forgets copies, nodes and most changes, and never lets a cache go."""

from functools import cache
from typing import Any

COPIES_MISSING = "Automatic failover needs a replica: NumCacheClusters must be at least 2."
TLS_MISSING = "An AuthToken needs TransitEncryptionEnabled."


@cache
def mend_elasticache() -> None:
    """Make, show, change and delete caches as ElastiCache does."""
    _mend_caches()
    _mend_nodes()
    _mend_changes()
    _mend_subnets()


def _mend_caches() -> None:
    from moto.elasticache.exceptions import InvalidParameterCombinationException
    from moto.elasticache.models import ElastiCacheBackend, ReplicationGroup

    original = ReplicationGroup.__init__

    def make(self: ReplicationGroup, **given: Any) -> None:
        nodes = given["num_cache_clusters"] or 1
        if given["automatic_failover_enabled"] and nodes < 2:
            raise InvalidParameterCombinationException(COPIES_MISSING)
        if given["auth_token"] and not given["transit_encryption_enabled"]:
            raise InvalidParameterCombinationException(TLS_MISSING)
        if given["cluster_mode"] != "enabled":
            # The original looks at this one only, which caches of one shard do not take.
            given["replicas_per_node_group"] = nodes - 1
        original(self, **given)

    ReplicationGroup.__init__ = make  # type: ignore[method-assign,assignment]  # the mend itself
    delete = ElastiCacheBackend.delete_replication_group

    def gone(
        self: ElastiCacheBackend, replication_group_id: str, retain_primary_cluster: bool | None
    ) -> ReplicationGroup:
        group = delete(self, replication_group_id, retain_primary_cluster)
        del self.replication_groups[replication_group_id]  # the original keeps it, deleting for ever
        return group

    ElastiCacheBackend.delete_replication_group = gone  # type: ignore[method-assign]  # the mend itself


def _mend_nodes() -> None:
    from moto.elasticache.models import CacheCluster, ElastiCacheBackend, ReplicationGroup

    describe = ElastiCacheBackend.describe_cache_clusters

    def described(self: ElastiCacheBackend, cache_cluster_id: str | None = None) -> list[Any]:
        for group in self.replication_groups.values():
            if cache_cluster_id in group.member_clusters:
                return [node(group, str(cache_cluster_id))]
        return list[CacheCluster](describe(self, cache_cluster_id))

    def node(group: ReplicationGroup, name: str) -> dict[str, Any]:
        version = group.engine_version or "7.1"
        return {
            "CacheClusterId": name,
            "CacheClusterStatus": group.status,
            "ReplicationGroupId": group.replication_group_id,
            "Engine": group.engine,
            "EngineVersion": version if version.count(".") > 1 else f"{version}.0",
            "CacheNodeType": group.cache_node_type,
            "CacheSubnetGroupName": group.cache_subnet_group_name,
            "CacheParameterGroup": {
                "CacheParameterGroupName": group.cache_parameter_group_name or "default.redis7"
            },
            "SecurityGroups": [
                {"SecurityGroupId": id, "Status": "active"} for id in group.security_group_ids or []
            ],
            "PreferredMaintenanceWindow": group.preferred_maintenance_window or "sun:05:00-sun:06:00",
            "CacheNodes": [{"CacheNodeId": "0001", "Endpoint": {"Address": name, "Port": group.port}}],
        }

    ElastiCacheBackend.describe_cache_clusters = described  # type: ignore[method-assign]  # the mend itself


def _mend_changes() -> None:
    from moto.core.responses import ActionResult
    from moto.elasticache.responses import ElastiCacheResponse

    modify = ElastiCacheResponse.modify_replication_group
    more = {
        "EngineVersion": "engine_version",
        "CacheParameterGroupName": "cache_parameter_group_name",
        "SecurityGroupIds": "security_group_ids",
        "SnapshotWindow": "snapshot_window",
        "PreferredMaintenanceWindow": "preferred_maintenance_window",
        "TransitEncryptionMode": "transit_encryption_mode",
    }

    def modified(self: ElastiCacheResponse) -> ActionResult:
        (group,) = self.elasticache_backend.describe_replication_groups(self._get_param("ReplicationGroupId"))
        for parameter, attribute in more.items():
            if (value := self._get_param(parameter)) is not None:
                setattr(group, attribute, value)
        return modify(self)

    ElastiCacheResponse.modify_replication_group = modified  # type: ignore[method-assign]  # the mend itself

    def count(self: ElastiCacheResponse) -> ActionResult:
        (group,) = self.elasticache_backend.describe_replication_groups(self._get_param("ReplicationGroupId"))
        nodes = self._get_int_param("NewReplicaCount") + 1
        names = [f"{group.replication_group_id}-{number:0>3}" for number in range(1, nodes + 1)]
        group.member_clusters = names
        return ActionResult({"ReplicationGroup": group})

    ElastiCacheResponse.increase_replica_count = count  # type: ignore[attr-defined]  # the mend itself
    ElastiCacheResponse.decrease_replica_count = count  # type: ignore[attr-defined]  # the mend itself


def _mend_subnets() -> None:
    from moto.core.responses import ActionResult, EmptyResult
    from moto.elasticache.exceptions import ElastiCacheException
    from moto.elasticache.models import CacheSubnetGroup
    from moto.elasticache.responses import ElastiCacheResponse

    class InUse(ElastiCacheException):
        code = "CacheSubnetGroupInUse"
        message = "The subnet group is used by a cache."

    def delete(self: ElastiCacheResponse) -> EmptyResult:
        name, backend = str(self._get_param("CacheSubnetGroupName")), self.elasticache_backend
        backend.describe_cache_subnet_groups(name)
        if any(group.cache_subnet_group_name == name for group in backend.replication_groups.values()):
            raise InUse
        del backend.cache_subnet_groups[name]
        return EmptyResult()

    def modify(self: ElastiCacheResponse) -> ActionResult:
        name, backend = str(self._get_param("CacheSubnetGroupName")), self.elasticache_backend
        (group,) = backend.describe_cache_subnet_groups(name)
        changed = CacheSubnetGroup(
            account_id=backend.account_id,
            region_name=backend.region_name,
            cache_subnet_group_name=name,
            cache_subnet_group_description=self._get_param("CacheSubnetGroupDescription")
            or group.cache_subnet_group_description,
            subnet_ids=self._get_param("SubnetIds") or group.subnet_ids,
            tags=group.tags,
        )
        backend.cache_subnet_groups[name] = changed
        return ActionResult({"CacheSubnetGroup": changed})

    ElastiCacheResponse.delete_cache_subnet_group = delete  # type: ignore[attr-defined]  # the mend itself
    ElastiCacheResponse.modify_cache_subnet_group = modify  # type: ignore[attr-defined]  # the mend itself
