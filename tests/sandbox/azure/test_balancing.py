"""The emulator's load balancers, driven by azure-mgmt-network."""

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.network import NetworkManagementClient


@pytest.fixture
def network(emulator: Any, group: str) -> Any:
    """A client, and a network of the group with one subnet."""
    client = emulator.client(NetworkManagementClient)
    inner = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    inner["subnets"] = [{"name": "one", "properties": {"addressPrefix": "10.0.1.0/24"}}]
    body = {"location": "westeurope", "properties": inner}
    client.virtual_networks.begin_create_or_update(group, "net", body).result()
    return client


def refused(code: str) -> Any:
    return pytest.raises(HttpResponseError, match=code)


def subnet(network: Any, group: str) -> dict[str, str]:
    return {"id": network.subnets.get(group, "net", "one").id}


def balancer(emulator: Any, group: str, front: dict[str, Any], name: str = "lb", **changed: Any) -> Any:
    start = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Network"
    here = f"{start}/loadBalancers/{name}"
    rule = {
        "protocol": "Tcp",
        "frontendPort": 80,
        "backendPort": 8080,
        "frontendIPConfiguration": {"id": f"{here}/frontendIPConfigurations/front"},
        "backendAddressPool": {"id": f"{here}/backendAddressPools/machines"},
        "probe": {"id": f"{here}/probes/health"},
    }
    probe = {"protocol": "Tcp", "port": 8080, "intervalInSeconds": 5}
    properties = {
        "frontendIPConfigurations": [{"name": "front", "properties": front}],
        "backendAddressPools": [{"name": "machines"}],
        "probes": [{"name": "health", "properties": {**probe, **changed.pop("probe", {})}}],
        "loadBalancingRules": [
            {"name": f"rule-{number}", "properties": {**rule, **more}}
            for number, more in enumerate(changed.pop("rules", [{}]))
        ],
        **changed,
    }
    return {"location": "westeurope", "sku": {"name": "Standard"}, "properties": properties}


SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"


def test_a_private_balancer_and_who_is_behind_it(emulator: Any, network: Any, group: str) -> None:
    begin = network.load_balancers.begin_create_or_update
    made = begin(group, "lb", balancer(emulator, group, {"subnet": subnet(network, group)})).result()
    front = made.properties.frontend_ip_configurations[0]
    assert front.properties.private_ip_address == "10.0.1.4"
    pool = made.properties.backend_address_pools[0]
    assert pool.id.endswith("/loadBalancers/lb/backendAddressPools/machines")
    assert made.properties.load_balancing_rules[0].properties.provisioning_state == "Succeeded"
    inner = {"subnet": subnet(network, group), "loadBalancerBackendAddressPools": [{"id": pool.id}]}
    nic = {"location": "westeurope", "properties": {"ipConfigurations": [{"name": "a", "properties": inner}]}}
    interface = network.network_interfaces.begin_create_or_update(group, "nic", nic).result()
    assert interface.properties.ip_configurations[0].properties.private_ip_address == "10.0.1.5"
    seen = network.load_balancer_backend_address_pools.get(group, "lb", "machines").properties
    assert [one.id for one in seen.backend_ip_configurations] == [
        interface.properties.ip_configurations[0].id
    ]
    assert len(seen.load_balancer_backend_addresses) == 1
    begin(group, "other", balancer(emulator, group, {"subnet": subnet(network, group)}, "other")).result()
    other = network.load_balancer_backend_address_pools.get(group, "other", "machines").id
    inner["loadBalancerBackendAddressPools"].append({"id": other})
    with refused("NetworkInterfaceReferencesMultipleLoadBalancersOfSameType"):
        network.network_interfaces.begin_create_or_update(group, "nic", nic)
    again = begin(group, "lb", balancer(emulator, group, {"subnet": subnet(network, group)})).result()
    assert again.properties.frontend_ip_configurations[0].properties.private_ip_address == "10.0.1.4"
    with refused("ResourceInUse"):
        network.load_balancers.begin_delete(group, "lb")
    network.network_interfaces.begin_delete(group, "nic").result()
    network.load_balancers.begin_delete(group, "lb").result()


def test_a_public_balancer_holds_its_address(emulator: Any, network: Any, group: str) -> None:
    begin = network.public_ip_addresses.begin_create_or_update
    address = begin(group, "ip", {"location": "westeurope", "sku": {"name": "Standard"}}).result()
    front = {"publicIPAddress": {"id": address.id}}
    network.load_balancers.begin_create_or_update(group, "lb", balancer(emulator, group, front)).result()
    with refused("PublicIPAddressInUse"):
        body = balancer(emulator, group, front, "two")
        network.load_balancers.begin_create_or_update(group, "two", body)
    with refused("PublicIPAddressCannotBeDeleted"):
        network.public_ip_addresses.begin_delete(group, "ip")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"probe": {"intervalInSeconds": 2}}, "InvalidProbeInterval"),
        ({"probe": {"protocol": "Http"}}, "InvalidProbeRequestPath"),
        ({"probe": {"requestPath": "/"}}, "InvalidProbeRequestPath"),
        ({"probes": []}, "InvalidResourceReference"),
        ({"rules": [{}, {"backendPort": 81}]}, "RulesUseSameFrontendPortProtocolAndIPConfig"),
        ({"rules": [{}, {"frontendPort": 81}]}, "RulesUseSameBackendPortProtocolAndPool"),
        ({"rules": [{"protocol": "Icmp"}]}, "InvalidParameter"),
    ],
)
def test_a_balancer_that_cannot_be(
    emulator: Any, network: Any, group: str, changed: dict[str, Any], code: str
) -> None:
    body = balancer(emulator, group, {"subnet": subnet(network, group)}, **changed)
    with refused(code):
        network.load_balancers.begin_create_or_update(group, "lb", body)


def test_a_frontend_is_either_public_or_private(emulator: Any, network: Any, group: str) -> None:
    with refused("LoadBalancerFrontendIPConfigurationIsInvalid"):
        network.load_balancers.begin_create_or_update(group, "lb", balancer(emulator, group, {}))
