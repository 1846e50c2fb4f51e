"""A small stack on the real Pulumi engine: made, left alone, changed, replaced, drifted, destroyed."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.automation import CommandError

PASSWORD = "Geheim-4711-Wort"
USER_DATA = base64.b64encode(b"#cloud-config\n# hidden-user-data\n").decode()
IMAGE = {"publisher": "Debian", "offer": "debian-12", "sku": "12-gen2", "version": "latest"}


@pytest.fixture
def stack(declare: Any, get: Any) -> Callable[..., Callable[[], None]]:
    """Group, network, subnet, firewall, interface, machine, storage, database and alert."""

    def make(
        *,
        tags: dict[str, str] | None = None,
        machine_size: str = "Standard_B1s",
        user_data: str = USER_DATA,
        bucket: dict[str, Any] | None = None,
        location: str = "West Europe",
    ) -> Callable[[], None]:
        tags = {"orchestrator-stack": "shop/dev", **(tags or {})}

        def program() -> None:
            def node(token: str, name: str, props: dict[str, Any], *outputs: str) -> Any:
                return declare(f"azure-native:{token}", name, props, *outputs, version="3.29.0")

            group = node("resources:ResourceGroup", "shop", {"location": location, "tags": tags}, "name")
            here = {"resourceGroupName": get(group, "name")}
            tagged = {**here, "location": location, "tags": tags}
            net = node(
                "network:VirtualNetwork",
                "net",
                {**tagged, "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
                "name",
            )
            rule = {
                "name": "https",
                "protocol": "tcp",
                "access": "Allow",
                "direction": "Inbound",
                "priority": 200,
                "sourceAddressPrefix": "*",
                "destinationAddressPrefix": "*",
                "sourcePortRange": "*",
                "destinationPortRange": "443",
            }
            firewall = node("network:NetworkSecurityGroup", "firewall", {**tagged, "securityRules": [rule]})
            subnet = node(
                "network:Subnet",
                "subnet",
                {
                    **here,
                    "virtualNetworkName": get(net, "name"),
                    "addressPrefix": "10.0.1.0/24",
                    "networkSecurityGroup": {"id": firewall.id},
                },
            )
            inner = {"name": "main", "subnet": {"id": subnet.id}, "privateIPAllocationMethod": "Dynamic"}
            interface = node(
                "network:NetworkInterface", "nic", {**tagged, "ipConfigurations": [inner]}, "ipConfigurations"
            )
            machine = node(
                "compute:VirtualMachine",
                "web",
                {
                    **tagged,
                    "hardwareProfile": {"vmSize": machine_size},
                    "storageProfile": {
                        "imageReference": IMAGE,
                        "osDisk": {"createOption": "FromImage", "deleteOption": "Delete"},
                    },
                    "osProfile": {
                        "computerName": "web",
                        "adminUsername": "owner",
                        "adminPassword": pulumi.Output.secret(PASSWORD),
                        "customData": user_data,
                    },
                    "networkProfile": {"networkInterfaces": [{"id": interface.id, "primary": True}]},
                },
                "provisioningState",
            )
            store = node(
                "storage:StorageAccount",
                "store",
                {
                    **tagged,
                    "kind": "StorageV2",
                    "sku": {"name": "Standard_LRS"},
                    **(bucket or {}),
                },
                "primaryEndpoints",
                "name",
            )
            node(
                "storage:BlobServiceProperties",
                "versions",
                {
                    **here,
                    "accountName": get(store, "name"),
                    "isVersioningEnabled": True,
                },
            )
            node("storage:BlobContainer", "pictures", {**here, "accountName": get(store, "name")})
            database = node(
                "dbformysql:Server",
                "db",
                {
                    **tagged,
                    "administratorLogin": "owner",
                    "administratorLoginPassword": PASSWORD,
                    "sku": {"name": "Standard_B1ms", "tier": "Burstable"},
                    "version": "8.0.21",
                    "storage": {"storageSizeGB": 32},
                },
                "fullyQualifiedDomainName",
                "name",
            )
            node(
                "dbformysql:Configuration",
                "tls",
                {
                    **here,
                    "serverName": get(database, "name"),
                    "configurationName": "require_secure_transport",
                    "value": "ON",
                    "source": "user-override",
                },
            )
            node(
                "monitor:MetricAlert",
                "busy",
                {
                    **here,
                    "severity": 2,
                    "enabled": True,
                    "scopes": [machine.id],
                    "tags": tags,
                    "evaluationFrequency": "PT1M",
                    "windowSize": "PT5M",
                    "criteria": {
                        "odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                        "allOf": [
                            {
                                "criterionType": "StaticThresholdCriterion",
                                "name": "cpu",
                                "operator": "GreaterThan",
                                "metricName": "Percentage CPU",
                                "threshold": 90,
                                "timeAggregation": "Average",
                            }
                        ],
                    },
                },
            )
            pulumi.export("group", get(group, "name"))
            pulumi.export("machine", machine.id)
            pulumi.export("state", get(machine, "provisioningState"))
            pulumi.export("address", get(interface, "ipConfigurations")[0]["privateIPAddress"])
            pulumi.export("blob", get(store, "primaryEndpoints")["blob"])
            pulumi.export("host", get(database, "fullyQualifiedDomainName"))

        return program

    return make


def changed(plan: dict[str, dict[str, Any]]) -> dict[str, str]:
    """What a plan does, without what stays the same."""
    return {name: step["op"] for name, step in plan.items() if step["op"] not in ("same", "refresh", "read")}


def test_a_whole_life(engine: Any, stack: Any, sandbox: Any) -> None:
    plan = engine.preview(stack())
    assert set(changed(plan).values()) == {"create"}
    assert sandbox.groups() == []

    assert engine.up(stack()) == {"create": 13}
    outputs = {key: out.value for key, out in engine._stack(stack()).outputs().items()}
    assert outputs["state"] == "Succeeded"
    assert outputs["address"] == "10.0.1.4"
    assert outputs["blob"].startswith("https://store") and outputs["blob"].endswith(".blob.core.windows.net/")
    assert outputs["host"].endswith(".mysql.database.azure.com")
    group, machine = outputs["group"], outputs["machine"]
    state = engine.state()
    assert state["web"]["id"] == machine
    assert machine.startswith(
        f"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/{group}/prov"
    )
    assert state["web"]["outputs"]["instanceView"]["statuses"][1]["code"] == "PowerState/running"
    for secret in (PASSWORD, USER_DATA, "hidden-user-data"):
        assert secret not in engine.state_text()
        assert secret not in json.dumps(plan)

    # Nothing to do: neither against the cloud with all that it filled in, nor for other words for the same.
    assert changed(engine.preview(stack(), refresh=True)) == {}
    assert engine.up(stack(location="westeurope")) == {"same": 13}

    changed_in_place(engine, stack, sandbox, group)
    now = replaced(engine, stack, sandbox, machine)
    drifted(engine, now, sandbox, group)

    engine.destroy(now)
    assert sandbox.groups() == []


def changed_in_place(engine: Any, stack: Any, sandbox: Any, group: str) -> None:
    """Tags everywhere, a bigger machine, a setting of the storage account: nothing is replaced."""
    wanted = stack(tags={"team": "shop"}, machine_size="Standard_B2s", bucket={"minimumTlsVersion": "TLS1_2"})
    assert engine.up(wanted) == {"update": 8, "same": 5}
    assert "hardwareProfile.vmSize" in engine.steps["web"]["diff"]
    here = f"resourceGroups/{group}/providers"
    net = sandbox.arm("GET", f"{here}/Microsoft.Network/virtualNetworks")[1]["value"][0]
    assert net["tags"]["team"] == "shop"
    assert [s["properties"]["addressPrefix"] for s in net["properties"]["subnets"]] == ["10.0.1.0/24"]
    # Taking a setting out of the program is a change too.
    assert engine.up(stack()) == {"update": 8, "same": 5}
    account = sandbox.arm("GET", f"{here}/Microsoft.Storage/storageAccounts")[1]["value"][0]
    assert account["properties"]["minimumTlsVersion"] == "TLS1_0"


def replaced(engine: Any, stack: Any, sandbox: Any, machine: str) -> Callable[[], None]:
    """Other user-data means another machine, on the same interface."""
    before = sandbox.arm("GET", machine)[1]["properties"]["vmId"]
    wanted: Callable[[], None] = stack(user_data=base64.b64encode(b"#!/bin/sh\n").decode())
    plan = engine.preview(wanted)
    assert changed(plan) == {"web": "replace", "busy": "update"}
    engine.up(wanted)
    now = engine.state()["web"]["id"]
    assert sandbox.arm("GET", now)[1]["properties"]["vmId"] != before
    assert sandbox.arm("GET", machine)[0] == 404
    return wanted


def drifted(engine: Any, program: Callable[[], None], sandbox: Any, group: str) -> None:
    """Somebody opens a port, tags the machine and deletes the container."""
    here = f"resourceGroups/{group}/providers"
    firewall = sandbox.arm("GET", f"{here}/Microsoft.Network/networkSecurityGroups")[1]["value"][0]["id"]
    rule = {
        "protocol": "Tcp",
        "access": "Allow",
        "direction": "Inbound",
        "priority": 300,
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*",
        "sourcePortRange": "*",
        "destinationPortRange": "22",
    }
    assert sandbox.arm("PUT", f"{firewall}/securityRules/ssh", {"properties": rule})[0] == 201
    machine = engine.state()["web"]["id"]
    assert sandbox.arm("PATCH", machine, {"tags": {"who": "me"}})[0] == 200
    container = engine.state()["pictures"]["id"]
    assert sandbox.arm("DELETE", container)[0] == 200
    plan = engine.preview(program, refresh=True)
    assert changed(plan) == {"firewall": "update", "web": "update", "pictures": "create"}
    assert any("securityRules[1]" in path for path in plan["firewall"]["diff"])
    assert any(path.startswith("tags") for path in plan["web"]["diff"])
    engine.up(program, refresh=True)
    assert len(sandbox.arm("GET", firewall)[1]["properties"]["securityRules"]) == 1
    assert changed(engine.preview(program, refresh=True)) == {}


def test_a_failed_creation_is_mended_by_the_next_run(engine: Any, declare: Any, sandbox: Any) -> None:
    def program() -> None:
        group = declare(
            "azure-native:resources:ResourceGroup", "rg", {"resourceGroupName": "mended"}, version="3.29.0"
        )
        names = {"resourceGroupName": "mended", "virtualNetworkName": "net"}
        space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
        declare(
            "azure-native:network:VirtualNetwork",
            "net",
            {**names, **space},
            version="3.29.0",
            depends_on=[group],
        )

    sandbox.fault(
        method="PUT",
        path="virtualNetworks/net$",
        status=409,
        code="NoCapacity",
        message="full",
        when="operation",
    )
    with pytest.raises(CommandError, match="NoCapacity: full"):
        engine.up(program)
    left = engine.state()["net"]
    assert left["id"].endswith("/virtualNetworks/net")
    assert left["outputs"]["provisioningState"] == "Failed"

    assert engine.up(program) == {"same": 2, "update": 1}
    assert engine.state()["net"]["outputs"]["provisioningState"] == "Succeeded"
    engine.destroy(program)
    assert sandbox.groups() == []
