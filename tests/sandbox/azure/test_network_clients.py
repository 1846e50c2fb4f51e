"""The emulator's network types, driven by azure-mgmt-network and azure-mgmt-privatedns."""

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.privatedns import PrivateDnsManagementClient


@pytest.fixture(scope="module")
def network(emulator: Any) -> Any:
    return emulator.client(NetworkManagementClient)


def refused(code: str) -> Any:
    return pytest.raises(HttpResponseError, match=code)


def vnet(network: Any, group: str, name: str = "net", **properties: Any) -> Any:
    body = {
        "location": "West Europe",
        "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, **properties},
    }
    return network.virtual_networks.begin_create_or_update(group, name, body).result()


def subnet(network: Any, group: str, name: str, prefix: str, **more: Any) -> Any:
    body = {"properties": {"addressPrefix": prefix, **more}}
    return network.subnets.begin_create_or_update(group, "net", name, body).result()


def test_a_network_and_its_subnets(network: Any, group: str) -> None:
    made = vnet(network, group, subnets=[{"name": "one", "properties": {"addressPrefix": "10.0.1.0/24"}}])
    assert made.location == "westeurope"
    assert made.properties.provisioning_state == "Succeeded"
    subnet(network, group, "two", "10.0.2.0/24")
    found = network.virtual_networks.get(group, "NET")
    assert [s.name for s in found.properties.subnets] == ["one", "two"]
    assert network.subnets.get(group, "net", "one").properties.address_prefix == "10.0.1.0/24"
    network.subnets.begin_delete(group, "net", "one").result()
    assert [s.name for s in network.subnets.list(group, "net")] == ["two"]


def test_a_put_without_subnets_deletes_them(network: Any, group: str) -> None:
    vnet(network, group)
    subnet(network, group, "two", "10.0.2.0/24")
    vnet(network, group)
    with pytest.raises(ResourceNotFoundError):
        network.subnets.get(group, "net", "two")


def test_subnets_lie_within_the_network_and_apart(network: Any, group: str) -> None:
    vnet(network, group)
    with refused("NetcfgInvalidSubnet"):
        subnet(network, group, "out", "192.168.0.0/24")
    subnet(network, group, "in", "10.0.0.0/24")
    with refused("NetcfgSubnetRangesOverlap"):
        subnet(network, group, "again", "10.0.0.128/25")


def test_tags_are_patched_and_etags_guard(network: Any, group: str) -> None:
    made = vnet(network, group)
    tagged = network.virtual_networks.update_tags(group, "net", {"tags": {"a": "1"}})
    assert tagged.tags == {"a": "1"}
    assert tagged.properties.address_space.address_prefixes == ["10.0.0.0/16"]
    assert tagged.etag != made.etag
    with refused("PreconditionFailed"):
        body = {
            "location": "westeurope",
            "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
        }
        headers = {"If-Match": made.etag}
        network.virtual_networks.begin_create_or_update(group, "net", body, headers=headers)


def test_rules_of_a_security_group(network: Any, group: str) -> None:
    rule = {
        "protocol": "Tcp",
        "access": "Allow",
        "direction": "Inbound",
        "priority": 200,
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*",
        "sourcePortRange": "*",
        "destinationPortRange": "443",
    }
    body = {
        "location": "westeurope",
        "properties": {"securityRules": [{"name": "https", "properties": rule}]},
    }
    made = network.network_security_groups.begin_create_or_update(group, "nsg", body).result()
    assert [r.name for r in made.properties.security_rules] == ["https"]
    assert len(made.properties.default_security_rules) == 6
    rules = network.security_rules
    with refused("SecurityRuleConflict"):
        rules.begin_create_or_update(group, "nsg", "again", {"properties": rule})
    with refused("SecurityRuleInvalidPriority"):
        rules.begin_create_or_update(group, "nsg", "low", {"properties": {**rule, "priority": 5}})
    with refused("Required property 'priority'"):
        missing = {key: value for key, value in rule.items() if key != "priority"}
        rules.begin_create_or_update(group, "nsg", "none", {"properties": missing})
    rules.begin_create_or_update(group, "nsg", "more", {"properties": {**rule, "priority": 300}}).result()
    assert {r.name for r in rules.list(group, "nsg")} == {"https", "more"}


def test_the_rules_of_a_group_change_all_at_once(network: Any, group: str) -> None:
    rule = {
        "protocol": "Tcp",
        "access": "Allow",
        "direction": "Inbound",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*",
        "sourcePortRange": "*",
    }

    def ruled(**priorities: int) -> dict[str, Any]:
        rules = [
            {"name": name, "properties": {**rule, "priority": priority, "destinationPortRange": "443"}}
            for name, priority in priorities.items()
        ]
        return {"location": "westeurope", "properties": {"securityRules": rules}}

    begin = network.network_security_groups.begin_create_or_update
    begin(group, "nsg", ruled(one=100, two=101)).result()
    changed = begin(group, "nsg", ruled(two=100, one=101)).result()
    assert {r.name: r.properties.priority for r in changed.properties.security_rules} == {
        "two": 100,
        "one": 101,
    }
    with refused("SecurityRuleConflict"):
        begin(group, "nsg", ruled(three=100, one=100))
    kept = network.security_rules.list(group, "nsg")
    assert {r.name for r in kept} == {"one", "two"}


def test_an_interface_holds_what_it_uses(network: Any, group: str) -> None:
    vnet(network, group)
    nsg = network.network_security_groups.begin_create_or_update(
        group, "nsg", {"location": "westeurope"}
    ).result()
    sub = subnet(network, group, "one", "10.0.1.0/24", networkSecurityGroup={"id": nsg.id})
    address = network.public_ip_addresses.begin_create_or_update(
        group, "ip", {"location": "westeurope", "sku": {"name": "Standard"}}
    ).result()
    assert address.properties.ip_address.startswith("203.0.113.")
    inner = {"subnet": {"id": sub.id}, "publicIPAddress": {"id": address.id}}
    body = {
        "location": "westeurope",
        "properties": {"ipConfigurations": [{"name": "main", "properties": inner}]},
    }
    nic = network.network_interfaces.begin_create_or_update(group, "nic", body).result()
    assert nic.properties.ip_configurations[0].properties.private_ip_address == "10.0.1.4"
    with refused("PublicIPAddressInUse"):
        network.network_interfaces.begin_create_or_update(group, "nic2", body)
    for code, begin, name in (
        ("InUseSubnetCannotBeDeleted", network.virtual_networks.begin_delete, ("net",)),
        ("InUseSubnetCannotBeDeleted", network.subnets.begin_delete, ("net", "one")),
        ("InUseNetworkSecurityGroupCannotBeDeleted", network.network_security_groups.begin_delete, ("nsg",)),
        ("PublicIPAddressCannotBeDeleted", network.public_ip_addresses.begin_delete, ("ip",)),
    ):
        with refused(code):
            begin(group, *name)
    again = network.network_interfaces.begin_create_or_update(group, "nic", body).result()
    assert again.properties.ip_configurations[0].properties.private_ip_address == "10.0.1.4"
    network.network_interfaces.begin_delete(group, "nic").result()
    network.virtual_networks.begin_delete(group, "net").result()


def test_references_must_exist(network: Any, group: str) -> None:
    nowhere = (
        f"/subscriptions/1/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/no/subnets/no"
    )
    inner = {"ipConfigurations": [{"name": "main", "properties": {"subnet": {"id": nowhere}}}]}
    with refused("InvalidResourceReference"):
        network.network_interfaces.begin_create_or_update(
            group, "n", {"location": "westeurope", "properties": inner}
        )


def test_one_operation_at_a_time_within_a_network(network: Any, group: str) -> None:
    vnet(network, group)
    body = {"properties": {"addressPrefix": "10.0.1.0/24"}}
    running = network.subnets.begin_create_or_update(group, "net", "one", body, polling=False)
    with refused("AnotherOperationInProgress"):
        subnet(network, group, "two", "10.0.2.0/24")
    assert running.result().properties.provisioning_state == "Creating"
    for _ in range(3):
        network.subnets.get(group, "net", "one")
    subnet(network, group, "two", "10.0.2.0/24")


def test_private_zones_and_links(emulator: Any, network: Any, group: str) -> None:
    dns = emulator.client(PrivateDnsManagementClient)
    net = vnet(network, group)
    name = "shop.mysql.database.azure.com"
    with refused("LocationNotAvailableForResourceType"):
        dns.private_zones.begin_create_or_update(group, name, {"location": "westeurope"})
    zone = dns.private_zones.begin_create_or_update(group, name, {"location": "global"}).result()
    assert zone.properties.provisioning_state == "Succeeded"
    body = {
        "location": "global",
        "properties": {"virtualNetwork": {"id": net.id}, "registrationEnabled": False},
    }
    link = dns.virtual_network_links.begin_create_or_update(group, name, "link", body).result()
    assert link.properties.virtual_network_link_state == "Completed"
    assert dns.private_zones.get(group, name).properties.number_of_virtual_network_links == 1
    with refused("CannotDeleteResource"):
        dns.private_zones.begin_delete(group, name)
    dns.virtual_network_links.begin_delete(group, name, "link").result()
    dns.private_zones.begin_delete(group, name).result()
