"""Keys, firewalls, disks, secrets, names and queues on Azure as they live: changed, tampered with, mended."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from e2e.cloud_contents import contents
from e2e.conftest import Orchestrator

KEYS = ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIfirst me", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIsecond me")
ENVIRONMENT = {
    "apiVersion": "orchestrator.dev/v1",
    "kind": "Environment",
    "metadata": {"name": "dev"},
    "providers": {
        "azure": {"region": "westeurope", "subscriptionId": "00000000-0000-0000-0000-000000000000"}
    },
}


@dataclass(frozen=True)
class Cloud:
    """Azure as it is asked without us."""

    where: Mapping[str, str]

    def arm(self, path: str, body: dict[str, Any] | None = None, method: str = "") -> Any:
        """A resource of the stack's group, or a change of it."""
        start = f"{self.where['ORCHESTRATOR_ARM_ENDPOINT']}/subscriptions/{self.where['ARM_SUBSCRIPTION_ID']}"
        return self.call(
            f"{start}/resourceGroups/living-dev-westeurope/providers/Microsoft.{path}?api-version=2024-11-01",
            body,
            method,
        )

    def call(self, url: str, body: dict[str, Any] | None = None, method: str = "") -> Any:
        """A request with the sandbox's token."""
        data = None if body is None else json.dumps(body).encode()
        head = {"Authorization": f"Bearer {self.where['ORCHESTRATOR_ARM_TOKEN']}"}
        with urlopen(Request(url, data, head, method=method or ("PATCH" if body else "GET"))) as answer:
            return json.loads(answer.read() or b"null")

    def secret(self) -> str:
        """What applications read."""
        (vault,) = self.arm("KeyVault/vaults")["value"]
        return str(
            self.call(f"{vault['properties']['vaultUri']}secrets/living-dev-token?api-version=7.4")["value"]
        )


def write(folder: Path, key: str, disk: dict[str, Any], addresses: list[str], queue: dict[str, Any]) -> str:
    """The stack with these settings."""
    wall = {"network": "net", "ingress": [{"port": 443, "from": "network"}]}
    web = {"size": "small", "image": {"os": "debian", "version": "12"}, "network": "net"}
    kinds: dict[str, tuple[str, dict[str, Any]]] = {
        "net": ("Network", {"cidr": "10.40.0.0/16"}),
        "wall": ("Firewall", wall),
        "admin": ("KeyPair", {"publicKey": key}),
        "web": ("VirtualMachine", {**web, "firewalls": ["wall"], "keyPair": "admin"}),
        "data": ("Volume", disk),
        "token": ("Secret", {"value": {"environmentVariable": "SHOP_TOKEN"}}),
        "zone": ("DnsZone", {"domain": "shop.internal", "private": True, "network": "net"}),
        "www": ("DnsRecord", {"zone": "zone", "name": "www", "type": "A", "values": addresses}),
        "db": ("DnsRecord", {"zone": "zone", "name": "web", "target": "web"}),
        "orders": ("MessageQueue", queue),
    }
    stack = {
        "apiVersion": "orchestrator.dev/v1",
        "kind": "Stack",
        "metadata": {"name": "living", "labels": {"owner": "tests"}},
        "resources": {
            name: {"type": f"{kind}@v1", "placement": {"provider": "azure"}, "spec": spec}
            for name, (kind, spec) in kinds.items()
        },
        "outputs": {"name": "${{ resources.db.outputs.fqdn }}"},
    }
    (folder / "stack.yaml").write_text(f"{json.dumps(stack)}\n---\n{json.dumps(ENVIRONMENT)}\n")
    return str(folder / "stack.yaml")


def changed(document: dict[str, Any]) -> dict[str, str]:
    """What happens to which node; those that stay are left out."""
    plan = document["applied"]["plan"] if "applied" in document else document["plan"]
    return {c["name"]: c["action"] for c in plan["changes"] if c["action"] not in ("same", "read")}


@pytest.fixture
def cloud(clouds: Mapping[str, str]) -> Cloud:
    """Azure of the sandbox."""
    return Cloud(clouds)


def test_the_life_of_services(
    orchestrator: Orchestrator, clouds: Mapping[str, str], cloud: Cloud, tmp_path: Path
) -> None:
    empty, token = contents(clouds), {"SHOP_TOKEN": "first-0123456789abcdef"}
    stack = write(tmp_path, KEYS[0], {"sizeGiB": 20}, ["192.0.2.1"], {"visibilityTimeout": "30s"})
    made = orchestrator("apply", stack, "-y", "--json", **token).ok()
    assert "first-0123456789abcdef" not in made.out + made.err
    assert cloud.secret() == "first-0123456789abcdef"
    machine = cloud.arm("Compute/virtualMachines/living-dev-web")["properties"]
    assert machine["storageProfile"]["dataDisks"] == []
    shown = orchestrator("outputs", stack, "--json").ok().json()["outputs"]
    assert shown == {"name": "web.shop.internal"}

    # All of this changes where it is: the disk is attached, grows, and keeps what is on it.
    token = {"SHOP_TOKEN": "second-0123456789abcdef"}
    queue = {"visibilityTimeout": "90s", "deadLetter": {"after": 3}}
    stack = write(tmp_path, KEYS[0], {"sizeGiB": 40, "attachTo": "web"}, ["192.0.2.1", "192.0.2.2"], queue)
    plan = orchestrator("apply", stack, "-y", "--json", **token).ok().json()
    assert changed(plan) == dict.fromkeys(("web", "data", "token", "www", "orders"), "update")
    disk = cloud.arm("Compute/disks/living-dev-data")
    assert disk["managedBy"].endswith("/living-dev-web") and disk["properties"]["diskSizeGB"] == 40
    assert cloud.arm("Compute/virtualMachines/living-dev-web")["properties"]["vmId"] == machine["vmId"]
    assert cloud.secret() == "second-0123456789abcdef"

    tampered(cloud)
    drift = orchestrator("status", stack, "--json", **token)
    assert drift.code == 4
    assert {c["name"] for c in drift.json()["drift"]["changes"]} == {"wall", "www", "orders"}
    mended = orchestrator("apply", stack, "-y", "--json", **token).ok().json()
    assert changed(mended).keys() == {"wall", "www", "orders"}
    assert len(cloud.arm("Network/privateDnsZones/shop.internal/A/www")["properties"]["aRecords"]) == 2
    assert orchestrator("status", stack, "--json", **token).ok().json()["drift"]["changes"] == []

    # Another key is another machine; its disk waits meanwhile.
    stack = write(tmp_path, KEYS[1], {"sizeGiB": 40, "attachTo": "web"}, ["192.0.2.1", "192.0.2.2"], queue)
    plan = orchestrator("apply", stack, "-y", "--json", **token).ok().json()
    assert changed(plan) == {"admin": "update", "web": "replace"}
    assert cloud.arm("Compute/virtualMachines/living-dev-web")["properties"]["vmId"] != machine["vmId"]
    assert (
        cloud.arm("Compute/disks/living-dev-data")["properties"]["uniqueId"] == disk["properties"]["uniqueId"]
    )

    orchestrator("destroy", stack, "-y", **token).ok()
    assert contents(clouds) == empty


def tampered(cloud: Cloud) -> None:
    """Somebody opens a port, leads a name elsewhere, and has messages given out more often."""
    wall = "Network/networkSecurityGroups/living-dev-wall/securityRules/ssh"
    rule = {"priority": 900, "direction": "Inbound", "access": "Allow", "protocol": "*"}
    everywhere = {"sourceAddressPrefix": "*", "destinationAddressPrefix": "*"}
    ports = {"sourcePortRange": "*", "destinationPortRange": "22"}
    cloud.arm(wall, {"properties": {**rule, **everywhere, **ports}}, "PUT")
    record = {"properties": {"ttl": 300, "aRecords": [{"ipv4Address": "198.51.100.1"}]}}
    cloud.arm("Network/privateDnsZones/shop.internal/A/www", record, "PUT")
    (bus,) = cloud.arm("ServiceBus/namespaces")["value"]
    queue = f"ServiceBus/namespaces/{bus['name']}/queues/living-dev-orders"
    told = cloud.arm(queue)["properties"]
    cloud.arm(queue, {"properties": {**told, "maxDeliveryCount": 99}}, "PUT")
