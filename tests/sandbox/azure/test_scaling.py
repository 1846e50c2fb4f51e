"""The emulator's scale sets and autoscale settings, driven by the real SDK clients."""

import base64
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.monitor import MonitorManagementClient
from azure.mgmt.network import NetworkManagementClient

IMAGE = {"publisher": "Debian", "offer": "debian-12", "sku": "12-gen2", "version": "latest"}


@pytest.fixture
def subnet(emulator: Any, group: str) -> dict[str, str]:
    client = emulator.client(NetworkManagementClient)
    inner = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    inner["subnets"] = [{"name": "one", "properties": {"addressPrefix": "10.0.1.0/24"}}]
    body = {"location": "westeurope", "properties": inner}
    client.virtual_networks.begin_create_or_update(group, "net", body).result()
    return {"id": client.subnets.get(group, "net", "one").id}


@pytest.fixture
def sets(emulator: Any) -> Any:
    return emulator.client(ComputeManagementClient).virtual_machine_scale_sets


def refused(code: str) -> Any:
    return pytest.raises(HttpResponseError, match=code)


def scale_set(subnet: dict[str, str], capacity: int = 2, **changed: Any) -> dict[str, Any]:
    login = {"adminUsername": "owner", "adminPassword": "Abcdef-12345", "computerNamePrefix": "web"}
    address = {"name": "a", "properties": {"subnet": subnet, **changed.pop("address", {})}}
    interface = {"name": "nic", "properties": {"primary": True, "ipConfigurations": [address]}}
    network = {"networkInterfaceConfigurations": [interface], **changed.pop("network", {})}
    disk = {"createOption": "FromImage", **changed.pop("disk", {})}
    profile = {
        "osProfile": {**login, **changed.pop("login", {})},
        "storageProfile": {"imageReference": IMAGE, "osDisk": disk},
        "networkProfile": network,
    }
    return {
        "location": "westeurope",
        "sku": {"name": "Standard_B1s", "capacity": capacity},
        "properties": {
            "singlePlacementGroup": False,
            "upgradePolicy": {"mode": "Automatic"},
            "virtualMachineProfile": profile,
            **changed,
        },
    }


def test_a_scale_set_grows_and_shrinks(emulator: Any, group: str, subnet: Any, sets: Any) -> None:
    made = sets.begin_create_or_update(group, "web", scale_set(subnet)).result()
    assert made.properties.provisioning_state == "Succeeded"
    assert made.properties.virtual_machine_profile.os_profile.admin_password is None
    machines = emulator.client(ComputeManagementClient).virtual_machine_scale_set_vms
    assert [one.instance_id for one in machines.list(group, "web")] == ["0", "1"]
    sets.begin_update(group, "web", {"sku": {"name": "Standard_B1s", "capacity": 3}}).result()
    assert [one.instance_id for one in machines.list(group, "web")] == ["0", "1", "2"]
    with refused("InUseSubnetCannotBeDeleted"):
        emulator.client(NetworkManagementClient).subnets.begin_delete(group, "net", "one")
    with refused("PropertyChangeNotAllowed.*computerNamePrefix"):
        sets.begin_create_or_update(group, "web", scale_set(subnet, login={"computerNamePrefix": "other"}))
    changed = scale_set(subnet, login={"customData": base64.b64encode(b"new").decode()})
    sets.begin_create_or_update(group, "web", changed).result()  # for the machines that come later
    sets.begin_delete(group, "web").result()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"capacity": 1001}, "0 to 1000"),
        ({"capacity": 101, "singlePlacementGroup": True}, "0 to 100"),
        ({"disk": {"deleteOption": "Delete"}}, "Flexible"),
        ({"network": {"networkInterfaceConfigurations": []}}, "network interface"),
        ({"upgradePolicy": {"mode": "Rolling"}}, "health probe"),
        ({"login": {"adminPassword": None}}, "Authentication using either SSH"),
        ({"login": {"customData": "not base64!"}}, "Base64"),
        ({"login": {"computerNamePrefix": None}}, "computerNamePrefix"),
        ({"upgradePolicyy": {}}, "upgradePolicyy"),
    ],
)
def test_a_scale_set_that_cannot_be(
    group: str, subnet: Any, sets: Any, changed: dict[str, Any], said: str
) -> None:
    with refused(said):
        sets.begin_create_or_update(group, "web", scale_set(subnet, **changed))


def test_rolling_upgrades_follow_a_probe_that_is_used(
    emulator: Any, group: str, subnet: Any, sets: Any
) -> None:
    network = emulator.client(NetworkManagementClient)
    start = subnet["id"].partition("/virtualNetworks/")[0]
    here = f"{start}/loadBalancers/lb"
    probe = {"protocol": "Tcp", "port": 80, "intervalInSeconds": 5}
    rule = {
        "protocol": "Tcp",
        "frontendPort": 80,
        "backendPort": 80,
        "frontendIPConfiguration": {"id": f"{here}/frontendIPConfigurations/front"},
        "backendAddressPool": {"id": f"{here}/backendAddressPools/machines"},
        "probe": {"id": f"{here}/probes/used"},
    }
    properties = {
        "frontendIPConfigurations": [{"name": "front", "properties": {"subnet": subnet}}],
        "backendAddressPools": [{"name": "machines"}],
        "probes": [{"name": name, "properties": probe} for name in ("used", "idle")],
        "loadBalancingRules": [{"name": "web", "properties": rule}],
    }
    balancer = {"location": "westeurope", "sku": {"name": "Standard"}, "properties": properties}
    network.load_balancers.begin_create_or_update(group, "lb", balancer).result()

    def balanced(probe: str) -> dict[str, Any]:
        return scale_set(
            subnet,
            address={"loadBalancerBackendAddressPools": [{"id": f"{here}/backendAddressPools/machines"}]},
            network={"healthProbe": {"id": f"{here}/probes/{probe}"}},
            upgradePolicy={"mode": "Rolling"},
        )

    with refused("InvalidResourceReference"):
        sets.begin_create_or_update(group, "web", balanced("none"))
    with refused("CannotUseInactiveHealthProbe"):
        sets.begin_create_or_update(group, "web", balanced("idle"))
    made = sets.begin_create_or_update(group, "web", balanced("used")).result()
    assert made.properties.upgrade_policy.rolling_upgrade_policy.max_batch_instance_percent == 20
    with refused("ResourceInUse"):
        network.load_balancers.begin_delete(group, "lb")


def setting(target: str, cooldown: str = "PT5M", window: str = "PT5M", most: str = "4") -> dict[str, Any]:
    trigger = {
        "metricName": "Percentage CPU",
        "metricResourceUri": target,
        "timeGrain": "PT1M",
        "timeWindow": window,
        "statistic": "Average",
        "timeAggregation": "Average",
        "operator": "GreaterThan",
        "threshold": 60,
    }
    action = {"direction": "Increase", "type": "ChangeCount", "value": "1", "cooldown": cooldown}
    profile = {
        "name": "load",
        "capacity": {"minimum": "2", "maximum": most, "default": "2"},
        "rules": [{"metricTrigger": trigger, "scaleAction": action}],
    }
    properties = {"enabled": True, "targetResourceUri": target, "profiles": [profile]}
    return {"location": "westeurope", "properties": properties}


def test_one_setting_for_a_scale_set(emulator: Any, group: str, subnet: Any, sets: Any) -> None:
    target = sets.begin_create_or_update(group, "web", scale_set(subnet)).result().id
    settings = emulator.client(MonitorManagementClient).autoscale_settings
    for wrong, said in (
        (setting(target, cooldown="PT30S"), "1 minute to 1 week"),
        (setting(target, window="PT1M"), "5 minutes to 12 hours"),
        (setting(target, most="1"), "not in order"),
        (setting(f"{target}-none"), "InvalidResourceReference"),
    ):
        with refused(said):
            settings.create_or_update(group, "load", wrong)
    path = f"/resourceGroups/{group}/providers/Microsoft.Insights/autoscaleSettings/load"
    status, answer = emulator.arm("PUT", path, setting(target, cooldown="five"))
    assert (status, "ISO 8601" in answer["error"]["message"]) == (400, True)
    assert emulator.arm("PUT", path, setting(target, cooldown="PT90S"))[0] == 201
    told = emulator.arm("GET", path)[1]["properties"]["profiles"][0]["rules"][0]
    assert told["scaleAction"]["cooldown"] == "PT1M30S"
    made = settings.create_or_update(group, "load", setting(target))
    assert made.profiles[0].capacity.maximum == "4"
    with refused("Conflict"):
        settings.create_or_update(group, "again", setting(target))
    settings.delete(group, "load")
