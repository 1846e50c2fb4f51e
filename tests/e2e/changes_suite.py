"""Changes on OpenStack: which are made in place, and what outlives a replacement.

The same steps on the emulator and on the real control plane, which has no name servers and keeps no secrets.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openstack
from e2e.cloud_contents import openstack as contents
from e2e.conftest import Orchestrator

ADMIN = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP0ooRvcrDVcb6o261gGcTgGLdjxshXLiL2SRy2JCPrP admin"
OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGh0dHBzOi8vZXhhbXBsZS5vcmcvb3JjaGVzdHJhdG9y other"
START = {
    "key": ADMIN,
    "machine": "keyPair: admin",
    "rules": "[{port: 443, from: internet}]",
    "egress": "all",
    "size": "20",
    "values": "[192.0.2.1]",
    "text": "first",
    "retention": "1d",
}
STACK = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {{name: changes, labels: {{owner: tests}}}}
resources:
  net: {{type: Network@v1, placement: {{provider: openstack}}, spec: {{cidr: 10.20.0.0/16}}}}
  admin: {{type: KeyPair@v1, placement: {{provider: openstack}}, spec: {{publicKey: {key}}}}}
  edge:
    type: Firewall@v1
    placement: {{provider: openstack}}
    spec: {{network: net, ingress: {rules}, egress: {egress}}}
  web:
    type: VirtualMachine@v1
    placement: {{provider: openstack}}
    spec: {{size: small, image: {{os: debian, version: "12"}}, network: net, {machine}}}
  data:
    type: Volume@v1
    placement: {{provider: openstack}}
    spec: {{sizeGiB: {size}, attachTo: web, encrypted: {encrypted}}}
{services}  orders:
    type: MessageQueue@v1
    placement: {{provider: openstack}}
    spec: {{network: net, retention: {retention}}}
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {{name: dev, labels: {{stage: dev}}}}
providers: {{openstack: {{region: RegionOne, cloud: {cloud}}}}}
policies: {{packs: []}}
"""


SERVICES = """\
  token:
    type: Secret@v1
    placement: {{provider: openstack}}
    spec: {{value: {{environmentVariable: TOKEN}}, description: {text}}}
  zone: {{type: DnsZone@v1, placement: {{provider: openstack}}, spec: {{domain: changes.example.com}}}}
  www:
    type: DnsRecord@v1
    placement: {{provider: openstack}}
    spec: {{zone: zone, name: www, type: A, values: {values}}}
"""


class Life:
    """A stack, and what an apply does to it after a change."""

    def __init__(self, orchestrator: Orchestrator, cloud: str, folder: Path, *, small: bool) -> None:
        """Small: a cloud of the core services, with no volume types but its own."""
        self.orchestrator, self.cloud, self.folder, self.small = orchestrator, cloud, folder, small
        self.spec = dict(START)

    def apply(self, token: str = "first-token-0123456789", **change: str) -> dict[str, str]:
        """The nodes that something happened to, and what."""
        self.spec.update(change)
        services = "" if self.small else SERVICES.format(**self.spec)
        encrypted = str(not self.small).lower()
        text = STACK.format(cloud=self.cloud, services=services, encrypted=encrypted, **self.spec)
        (self.folder / "stack.yaml").write_text(text)
        done = self.orchestrator("apply", str(self.folder), "-y", "--json", TOKEN=token).ok().json()
        changes: list[dict[str, Any]] = done["applied"]["plan"]["changes"]
        return {c["name"]: c["action"] for c in changes if c["action"] not in ("same", "read")}

    def destroy(self) -> None:
        self.orchestrator("destroy", str(self.folder), "-y", TOKEN="x").ok()


def changes(life: Life, clouds: Mapping[str, str]) -> None:
    """Made, changed in each way, and gone; the cloud is asked before and after."""
    empty = contents(clouds, life.cloud)
    assert set(life.apply().values()) == {"create"}
    volumes = volume_ids(life)
    services = {} if life.small else {"www": "update", "token": "update"}
    assert life.apply(size="30", values="[192.0.2.2]", text="second") == {"data": "update", **services}
    token = {"token": "second-token-0123456789"}
    assert life.apply(**token) == ({} if life.small else {"token": "replace"})

    shared = life.apply(**token, machine="keyPair: admin, firewalls: [edge]")
    assert shared == {
        "web-port": "update",
        "web-firewall-out-ipv4": "delete",
        "web-firewall-out-ipv6": "delete",
    }
    narrowed = life.apply(**token, rules="[{port: 8443, from: network}]", egress="network")
    assert narrowed == {
        "edge-tcp-443-0.0.0.0-0": "delete",
        "edge-tcp-8443-10.20.0.0-16": "create",
        "edge-out-ipv4": "delete",
        "edge-out-ipv6": "delete",
        "edge-out-10.20.0.0-16": "create",
    }

    rekeyed = life.apply(**token, key=OTHER)
    assert (rekeyed["admin"], rekeyed["web"], rekeyed["data-link"]) == ("replace", "replace", "replace")
    requeued = life.apply(**token, retention="2d")
    assert (requeued["orders"], requeued["orders-data-link"]) == ("replace", "replace")
    assert volume_ids(life) == volumes, "what holds data outlives its machine"
    assert life.apply(**token) == {}
    life.destroy()
    assert contents(clouds, life.cloud) == empty


def volume_ids(life: Life) -> dict[str, str]:
    connection = openstack.connect(cloud=life.cloud)
    found = {volume.name: volume.id for volume in connection.block_storage.volumes()}
    connection.close()
    return found
