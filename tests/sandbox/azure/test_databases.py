"""The emulator's database services, driven by the real SDK clients."""

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.mysqlflexibleservers import MySQLManagementClient
from azure.mgmt.postgresqlflexibleservers import PostgreSQLManagementClient

PASSWORD = "Abcdef-12345"
CLIENTS = [MySQLManagementClient, PostgreSQLManagementClient]


def body(tier: str = "GeneralPurpose", **properties: Any) -> dict[str, Any]:
    login = {"administratorLogin": "owner", "administratorLoginPassword": PASSWORD}
    return {
        "location": "westeurope",
        "sku": {"name": "Standard_D2ds_v4", "tier": tier},
        "properties": {"createMode": "Default", **login, **properties},
    }


def refused(code: str) -> Any:
    return pytest.raises(HttpResponseError, match=code)


def copy_of(source: str) -> dict[str, Any]:
    return {
        "location": "westeurope",
        "properties": {"createMode": "Replica", "sourceServerResourceId": source},
    }


@pytest.mark.parametrize(
    ("client", "host", "role"), [(CLIENTS[0], "mysql", "Replica"), (CLIENTS[1], "postgres", "AsyncReplica")]
)
def test_a_server_and_its_copy(emulator: Any, group: str, client: Any, host: str, role: str) -> None:
    servers = emulator.client(client).servers
    begin = getattr(servers, "begin_create_or_update", None) or servers.begin_create
    first = begin(group, f"{host}-one", body()).result()
    assert first.fully_qualified_domain_name == f"{host}-one.{host}.database.azure.com"
    assert (first.state, first.administrator_login_password) == ("Ready", None)
    copy = begin(group, f"{host}-copy", copy_of(first.id)).result()
    assert (copy.replication_role, copy.administrator_login) == (role, "owner")
    assert copy.source_server_resource_id == first.id
    assert servers.get(group, f"{host}-one").replication_role in ("Source", "Primary")
    with refused("ReadReplicaNotSupported.*itself a replica"):
        begin(group, f"{host}-third", copy_of(copy.id))
    with refused("ResourceInUse"):
        servers.begin_delete(group, f"{host}-one")
    small = begin(group, f"{host}-small", body("Burstable")).result()
    with refused("ReadReplicaNotSupported.*Burstable"):
        begin(group, f"{host}-fourth", copy_of(small.id))
    servers.begin_delete(group, f"{host}-copy").result()
    servers.begin_delete(group, f"{host}-one").result()


def test_a_postgresql_server_takes_time(emulator: Any, group: str) -> None:
    path = f"/resourceGroups/{group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/slow"
    assert emulator.arm("PUT", path, body())[0] == 202
    states = [emulator.arm("GET", path)[1]["properties"]["state"] for _ in range(2)]
    assert states == ["Provisioning", "Ready"]
    assert emulator.arm("DELETE", path)[0] == 202
    assert emulator.arm("GET", path)[1]["properties"]["state"] == "Dropping"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"storage": {"storageSizeGB": 20}}, "storage size 20"),
        ({"backup": {"backupRetentionDays": 3}}, "7 to 35 days"),
        ({"version": "9.6"}, "version '9.6'"),
        ({"administratorLoginPassword": "short"}, "PasswordNotComplex"),
        ({"administratorLogin": None}, "administratorLogin"),
        ({"createMode": "Replica"}, "sourceServerResourceId"),
        ({"fullyQualified": "x"}, "fullyQualified"),
    ],
)
def test_a_postgresql_server_that_cannot_be(
    emulator: Any, group: str, changed: dict[str, Any], said: str
) -> None:
    path = f"/resourceGroups/{group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/wrong"
    status, answer = emulator.arm("PUT", path, body(**changed))
    assert status == 400
    assert said in f"{answer['error']['code']} {answer['error']['message']}"


def test_two_zones_need_a_larger_tier(emulator: Any, group: str) -> None:
    servers = emulator.client(PostgreSQLManagementClient).servers
    with refused("HANotSupportedForBurstable"):
        servers.begin_create_or_update(
            group, "twice", body("Burstable", highAvailability={"mode": "ZoneRedundant"})
        )


def test_databases_settings_and_openings_of_postgresql(emulator: Any, group: str) -> None:
    client = emulator.client(PostgreSQLManagementClient)
    client.servers.begin_create_or_update(group, "settings", body()).result()
    client.databases.begin_create(group, "settings", "shop", {"properties": {}}).result()
    assert client.databases.get(group, "settings", "shop").charset == "UTF8"
    found = client.configurations.get(group, "settings", "require_secure_transport")
    assert (found.value, found.source) == ("on", "system-default")
    change = {"properties": {"value": "off", "source": "user-override"}}
    client.configurations.begin_put(group, "settings", "require_secure_transport", change).result()
    found = client.configurations.get(group, "settings", "require_secure_transport")
    assert (found.value, found.source, found.default_value) == ("off", "user-override", "on")
    with refused("InvalidParameterValue"):
        wrong = {"properties": {"startIpAddress": "10.0.0.2", "endIpAddress": "10.0.0.1"}}
        client.firewall_rules.begin_create_or_update(group, "settings", "all", wrong)
    right = {"properties": {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}}
    client.firewall_rules.begin_create_or_update(group, "settings", "all", right).result()


def test_the_subnet_is_delegated_to_the_right_service(emulator: Any, group: str) -> None:
    net = f"/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/net"
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    emulator.arm("PUT", net, {"location": "westeurope", "properties": space})
    emulator.arm("GET", net), emulator.arm("GET", net)
    delegation = {"name": "d", "properties": {"serviceName": "Microsoft.DBforMySQL/flexibleServers"}}
    inner = {"addressPrefix": "10.0.1.0/24", "delegations": [delegation]}
    subnet = emulator.arm("PUT", f"{net}/subnets/one", {"properties": inner})[1]["id"]
    servers = emulator.client(PostgreSQLManagementClient).servers
    with refused("SubnetNotDelegated.*DBforPostgreSQL"):
        servers.begin_create_or_update(group, "inside", body(network={"delegatedSubnetResourceId": subnet}))
