"""Cache on Azure: Azure Managed Redis, reached by a private endpoint in the network."""

from typing import Final

from orchestrator.adapters.azure.foundation import REDIS_NAMES, group_name, placed, redis_zone
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import AzureMonitor, Lookup, Node, Options, Secret, Value
from orchestrator.model.resources import Cache

PORT: Final = 10000
"""Azure Managed Redis has no other."""
# Of 1, 6 and 12 GiB.
PLANS = {"small": "Balanced_B1", "medium": "Balanced_B5", "large": "Balanced_B10"}
# It goes through these by itself while the cache answers.
SERVING = ("Running", "Updating", "Scaling")
NAME_LIMIT = 60

LIMITS: Final[tuple[Limit[Cache], ...]] = (
    Limit(
        "replicas",
        lambda cache: cache.spec.replicas > 0,
        "copies of a cache on Azure take over, but answer no reads",
        "set replicas: 0, and highAvailability: zone for a copy that takes over",
        "one cache that answers all reads",
    ),
)


def translate(cache: Cache, site: Site) -> Translation:
    """Azure encrypts every cache where it lies, also when the spec does not ask for it."""
    cluster = _cluster(cache, site)
    database = _database(cache, site, cluster)
    endpoint = _endpoint(cache, site, cluster, database)
    key = Lookup(
        "azure-native:redisenterprise:listDatabaseKeys",
        {
            "resourceGroupName": group_name(site),
            "clusterName": cluster["name"],
            "databaseName": database["name"],
        },
        ("primaryKey",),
        site.target,
    )
    return Translation(
        nodes=(cluster, database, *_link(cache, site), endpoint, _name(cache, site, endpoint)),
        outputs={
            "id": cluster["id"],
            "host": cluster["hostName"],
            "port": PORT,
            "password": Secret(key),
            "readHost": cluster["hostName"],
        },
        slots=(AzureMonitor("Microsoft.Cache/redisEnterprise", cluster["id"], group_name(site)),),
        checks=checks(cache, cluster["resourceState"], SERVING, host=cluster["hostName"], port=PORT),
        # Its name and its key are what applications know.
        protected=(cluster.name, database.name),
    )


def _cluster(cache: Cache, site: Site) -> Node:
    doubled = cache.spec.high_availability == "zone"
    properties: dict[str, Value] = {
        **placed(site),
        "clusterName": site.unique(limit=NAME_LIMIT),
        "sku": {"name": PLANS[cache.spec.size]},
        # Where the region has zones, the copy is in another one.
        "highAvailability": "Enabled" if doubled else "Disabled",
        "minimumTlsVersion": "1.2",
        "publicNetworkAccess": "Disabled",
    }
    return Node("azure-native:redisenterprise:RedisEnterprise", cache.name, properties)


def _database(cache: Cache, site: Site, cluster: Node) -> Node:
    properties: dict[str, Value] = {
        "resourceGroupName": group_name(site),
        "clusterName": cluster["name"],
        "databaseName": "default",
        "port": PORT,
        "clientProtocol": "Encrypted" if cache.spec.require_tls else "Plaintext",
        # One server for all keys, as every client knows it.
        "clusteringPolicy": "NoCluster",
        # A full cache forgets what was not used for long, rather than refuse what is new.
        "evictionPolicy": "AllKeysLRU",
        "accessKeysAuthentication": "Enabled",
    }
    return Node("azure-native:redisenterprise:Database", f"{cache.name}-database", properties)


def _endpoint(cache: Cache, site: Site, cluster: Node, database: Node) -> Node:
    """After the database: a cluster takes one change at a time."""
    connection: dict[str, Value] = {
        "name": "cache",
        "privateLinkServiceId": cluster["id"],
        "groupIds": ["redisEnterprise"],
    }
    properties: dict[str, Value] = {
        **placed(site),
        "privateEndpointName": site.named("endpoint"),
        "subnet": {"id": site.output(cache.spec.network, "privateSubnetId")},
        "privateLinkServiceConnections": [connection],
    }
    options = Options(depends_on=(database.name,))
    return Node("azure-native:network:PrivateEndpoint", f"{cache.name}-endpoint", properties, options)


def _name(cache: Cache, site: Site, endpoint: Node) -> Node:
    """The record of the endpoint's address, which Azure keeps right by itself."""
    config: dict[str, Value] = {"name": "redis", "privateDnsZoneId": redis_zone(site)["id"]}
    properties: dict[str, Value] = {
        "resourceGroupName": group_name(site),
        "privateEndpointName": endpoint["name"],
        "privateDnsZoneGroupName": "default",
        "privateDnsZoneConfigs": [config],
    }
    return Node("azure-native:network:PrivateDnsZoneGroup", f"{cache.name}-name", properties)


def _link(cache: Cache, site: Site) -> tuple[Node, ...]:
    """The network's link with the names of caches, made with the first cache of the network."""
    inside = (
        other.name
        for other in site.stack.resources
        if isinstance(other, Cache) and other.spec.network == cache.spec.network
    )
    if next(inside) != cache.name:
        return ()
    network = site.network(cache.spec.network)
    properties: dict[str, Value] = {
        "resourceGroupName": group_name(site),
        "location": "global",
        "privateZoneName": REDIS_NAMES,
        "virtualNetworkLinkName": f"{network.name}-caches",
        "virtualNetwork": {"id": site.output(network.name, "id")},
        "registrationEnabled": False,
    }
    options = Options(depends_on=(redis_zone(site).name,))
    title = f"{network.name}-caches-link"
    return (Node("azure-native:privatedns:VirtualNetworkLink", title, properties, options),)
