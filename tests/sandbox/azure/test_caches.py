"""The emulator's caches and private endpoints, driven by the real SDK clients."""

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.privatedns import PrivateDnsManagementClient
from azure.mgmt.redisenterprise import RedisEnterpriseManagementClient

ZONE = "privatelink.redis.azure.net"


@pytest.fixture
def redis(emulator: Any) -> Any:
    return emulator.client(RedisEnterpriseManagementClient)


@pytest.fixture
def network(emulator: Any, group: str) -> Any:
    client = emulator.client(NetworkManagementClient)
    inner = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    inner["subnets"] = [{"name": "one", "properties": {"addressPrefix": "10.0.1.0/24"}}]
    body = {"location": "westeurope", "properties": inner}
    client.virtual_networks.begin_create_or_update(group, "net", body).result()
    return client


def refused(code: str) -> Any:
    return pytest.raises(HttpResponseError, match=code)


def cluster(plan: str = "Balanced_B1", **changed: Any) -> dict[str, Any]:
    properties = {"publicNetworkAccess": "Disabled", **changed}
    return {"location": "West Europe", "sku": {"name": plan}, "properties": properties}


def test_a_cache_and_its_keys(redis: Any, group: str) -> None:
    made = redis.redis_enterprise.begin_create(group, "cache-keys", cluster()).result()
    assert made.host_name == "cache-keys.westeurope.redis.azure.net"
    assert made.resource_state == "Running"
    wanted = {"properties": {"accessKeysAuthentication": "Enabled", "clusteringPolicy": "NoCluster"}}
    database = redis.databases.begin_create(group, "cache-keys", "default", wanted).result()
    assert (database.port, database.client_protocol) == (10000, "Encrypted")
    keys = redis.databases.list_keys(group, "cache-keys", "default")
    assert len({keys.primary_key, keys.secondary_key}) == 2
    assert redis.databases.list_keys(group, "cache-keys", "default").primary_key == keys.primary_key
    with refused("PropertyChangeNotAllowed.*port"):
        changed = {"properties": {**wanted["properties"], "port": 10001}}
        redis.databases.begin_create(group, "cache-keys", "default", changed)
    larger = redis.redis_enterprise.begin_create(group, "cache-keys", cluster("Balanced_B5")).result()
    assert larger.sku.name == "Balanced_B5"
    redis.redis_enterprise.begin_delete(group, "cache-keys").result()
    with pytest.raises(ResourceNotFoundError):
        redis.databases.get(group, "cache-keys", "default")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (cluster("Enterprise_E10"), "retired"),
        (cluster("Balanced_B2"), "not one of"),
        (cluster(publicNetworkAccess=None), "publicNetworkAccess"),
    ],
)
def test_a_cache_that_cannot_be(redis: Any, group: str, body: dict[str, Any], said: str) -> None:
    with refused(said):
        redis.redis_enterprise.begin_create(group, "wrong", body)


@pytest.mark.parametrize("name", ["-cache", "two--dashes", "dash-"])
def test_a_name_that_is_none(redis: Any, group: str, name: str) -> None:
    with refused("not a valid name"):
        redis.redis_enterprise.begin_create(group, name, cluster())


def test_what_a_database_needs(emulator: Any, redis: Any, group: str) -> None:
    here = f"/resourceGroups/{group}/providers/Microsoft.Cache/redisEnterprise/cache-needs"
    assert emulator.arm("PUT", here, cluster("Balanced_B50"))[0] == 201
    status, answer = emulator.arm("PUT", f"{here}/databases/default", {"properties": {}})
    assert (status, "transitional" in answer["error"]["message"]) == (409, True)
    emulator.arm("GET", here), emulator.arm("GET", here)
    with refused("named 'default'"):
        redis.databases.begin_create(group, "cache-needs", "other", {"properties": {}})
    with refused("at most 25 GB"):
        redis.databases.begin_create(
            group, "cache-needs", "default", {"properties": {"clusteringPolicy": "NoCluster"}}
        )
    redis.databases.begin_create(group, "cache-needs", "default", {"properties": {}}).result()
    with refused("AccessKeysAuthenticationDisabled"):
        redis.databases.list_keys(group, "cache-needs", "default")


def test_a_private_endpoint_and_its_name(emulator: Any, redis: Any, network: Any, group: str) -> None:
    made = redis.redis_enterprise.begin_create(group, "cache-inside", cluster()).result()
    subnet = {"id": network.subnets.get(group, "net", "one").id}

    def endpoint(part: str) -> dict[str, Any]:
        connection = {"privateLinkServiceId": made.id, "groupIds": [part]}
        inner = {
            "subnet": subnet,
            "privateLinkServiceConnections": [{"name": "c", "properties": connection}],
        }
        return {"location": "westeurope", "properties": inner}

    begin = network.private_endpoints.begin_create_or_update
    with refused("PrivateEndpointUnsupportedGroupId"):
        begin(group, "end", endpoint("redis"))
    there = begin(group, "end", endpoint("redisEnterprise")).result().properties
    told = there.custom_dns_configs[0]
    assert (told.fqdn, told.ip_addresses) == (made.host_name, ["10.0.1.4"])
    state = there.private_link_service_connections[0].properties.private_link_service_connection_state
    assert state.status == "Approved"
    again = begin(group, "end", endpoint("redisEnterprise")).result().properties
    assert again.custom_dns_configs[0].ip_addresses == ["10.0.1.4"]
    zones = emulator.client(PrivateDnsManagementClient)
    zone = zones.private_zones.begin_create_or_update(group, ZONE, {"location": "global"}).result()
    config = {"name": "redis", "properties": {"privateDnsZoneId": zone.id}}
    named = network.private_dns_zone_groups.begin_create_or_update(
        group, "end", "default", {"properties": {"privateDnsZoneConfigs": [config]}}
    ).result()
    record = named.properties.private_dns_zone_configs[0].properties.record_sets[0]
    assert (record.record_set_name, record.ip_addresses) == ("cache-inside", ["10.0.1.4"])
    with refused("ResourceInUse"):
        redis.redis_enterprise.begin_delete(group, "cache-inside")
    with refused("InUseSubnetCannotBeDeleted"):
        network.subnets.begin_delete(group, "net", "one")


def test_a_network_has_one_zone_of_a_name(emulator: Any, network: Any, group: str) -> None:
    zones = emulator.client(PrivateDnsManagementClient)
    net = network.virtual_networks.get(group, "net").id
    body = {"location": "global", "properties": {"virtualNetwork": {"id": net}, "registrationEnabled": False}}
    other = f"{group}-other"[:80].rstrip("-")
    emulator.arm("PUT", f"/resourceGroups/{other}", {"location": "westeurope"})
    for place in (group, other):
        zones.private_zones.begin_create_or_update(place, ZONE, {"location": "global"}).result()
    zones.virtual_network_links.begin_create_or_update(group, ZONE, "link", body).result()
    with refused("Conflict"):
        zones.virtual_network_links.begin_create_or_update(other, ZONE, "link", body)
    emulator.arm("DELETE", f"/resourceGroups/{other}")
