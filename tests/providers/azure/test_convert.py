"""Between flat properties and ARM bodies: nothing is lost, and what the cloud adds is no difference."""

from typing import Any

import pytest

from orchestrator.providers.azure import convert, ids
from orchestrator.providers.azure.table import load
from orchestrator.providers.kit.trouble import ProviderError

MACHINE = {
    "location": "westeurope",
    "tags": {"addressPrefix": "a tag that is called like a property"},
    "zones": ["1"],
    "hardwareProfile": {"vmSize": "Standard_B1s"},
    "identity": {"type": "UserAssigned", "userAssignedIdentities": ["/subscriptions/1/resourceGroups/g/id"]},
    # A property of the body that bears the name of what marks parts of the id.
    "osProfile": {
        "linuxConfiguration": {
            "ssh": {"publicKeys": [{"path": "/home/a/.ssh/authorized_keys", "keyData": "k"}]}
        }
    },
    "storageProfile": {
        "osDisk": {"createOption": "FromImage", "managedDisk": {"storageAccountType": "Premium_LRS"}},
        "dataDisks": [{"lun": 0, "createOption": "Empty", "diskSizeGB": 10}],
    },
    "networkProfile": {"networkInterfaces": [{"id": "/subscriptions/1/nic", "primary": True}]},
}


@pytest.mark.parametrize(
    ("file", "inputs"),
    [
        ("compute.VirtualMachine", MACHINE),
        (
            "network.VirtualNetwork",
            {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [
                    {"name": "a", "addressPrefix": "10.0.1.0/24", "networkSecurityGroup": {"id": "x"}}
                ],
            },
        ),
        (
            "storage.StorageAccount",
            {
                "sku": {"name": "Standard_LRS"},
                "networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "1.2.3.4"}]},
                "encryption": {"keyVaultProperties": {"keyName": "k"}},
            },
        ),
        (
            "monitor.MetricAlert",
            {
                "criteria": {
                    "odataType": "x",
                    "allOf": [{"name": "n", "threshold": 5, "failingPeriods": None}],
                }
            },
        ),
    ],
)
def test_there_and_back(file: str, inputs: dict[str, Any]) -> None:
    table = load(file)
    wanted = {key: value for key, value in inputs.items() if value is not None}
    back = convert.from_body(table, convert.to_body(table, wanted))
    if file == "monitor.MetricAlert":
        wanted["criteria"]["allOf"][0].pop("failingPeriods")
    assert back == wanted


def test_where_properties_go() -> None:
    body = convert.to_body(load("compute.VirtualMachine"), MACHINE)
    assert set(body) == {"location", "tags", "zones", "identity", "properties"}
    assert body["identity"]["userAssignedIdentities"] == {"/subscriptions/1/resourceGroups/g/id": {}}
    alert = convert.to_body(load("monitor.MetricAlert"), {"criteria": {"odataType": "x"}, "ruleName": "n"})
    assert alert == {"properties": {"criteria": {"odata.type": "x"}}}  # names are in the path


def test_only_what_was_declared_is_compared() -> None:
    table = load("network.VirtualNetwork")
    told = {
        "enableDdosProtection": False,
        "resourceGuid": "g",
        "dhcpOptions": {"dnsServers": []},
        "subnets": [
            {
                "name": "B",
                "addressPrefix": "10.0.2.0/24",
                "privateEndpointNetworkPolicies": "Disabled",
                "id": "/b",
            },
            {"name": "a", "addressPrefix": "10.0.1.0/24", "privateEndpointNetworkPolicies": "Disabled"},
        ],
    }
    declared = {"subnets": [{"name": "a"}, {"name": "b", "addressPrefix": "10.0.2.0/24"}]}
    assert convert.only_declared(table, told, declared) == {
        "resourceGuid": "g",
        "subnets": [{"name": "B", "addressPrefix": "10.0.2.0/24", "id": "/b"}, {"name": "a"}],
    }


def test_what_somebody_attached_is_seen() -> None:
    table = load("network.Subnet")
    told = {"networkSecurityGroup": {"id": "/x"}, "delegations": [{"name": "d"}], "sharingScope": "Tenant"}
    seen = convert.only_declared(table, told, {"addressPrefix": "10.0.0.0/24"})
    assert seen == {"networkSecurityGroup": {"id": "/x"}, "delegations": [{"name": "d"}]}


@pytest.mark.parametrize(
    ("file", "path", "old", "new", "same"),
    [
        ("network.Subnet", ("networkSecurityGroup", "id"), "/subscriptions/A/x", "/subscriptions/a/X/", True),
        ("network.Subnet", ("networkSecurityGroup", "id"), "/subscriptions/A/x", "/subscriptions/A/y", False),
        ("network.VirtualNetwork", ("location",), "West Europe", "westeurope", True),
        ("network.VirtualNetwork", ("location",), "North Europe", "westeurope", False),
        ("network.VirtualNetwork", ("virtualNetworkName",), "Net", "net", True),
        ("network.SecurityRule", ("protocol",), "tcp", "Tcp", True),
        ("network.NetworkSecurityGroup", ("securityRules", 0, "access"), "allow", "Allow", True),
        ("network.SecurityRule", ("description",), "A", "a", False),
        ("network.VirtualNetwork", ("tags", "a"), "A", "a", False),
        ("network.SecurityRule", ("priority",), 100, 100.5, False),
    ],
)
def test_what_azure_takes_for_the_same(
    file: str, path: tuple[str | int, ...], old: object, new: object, same: bool
) -> None:
    assert convert.equal(load(file), path, old, new) is same


def test_ids() -> None:
    table = load("network.Subnet")
    names = {"resourceGroupName": "g", "virtualNetworkName": "n", "subnetName": "s"}
    id = ids.build(table, "1", names)
    assert id == "/subscriptions/1/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n/subnets/s"
    assert ids.names(table, id.upper().replace("/G/", "/g/").replace("/N/", "/n/") + "/") == {
        **names,
        "subnetName": "S",
    }
    with pytest.raises(ProviderError, match="is not the id of a azure-native:network:Subnet"):
        ids.names(table, "/subscriptions/1/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n")
