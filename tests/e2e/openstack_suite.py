"""The life of a stack on OpenStack: the same steps on the emulator and on the real control plane."""

from collections.abc import Mapping
from pathlib import Path

import openstack
from e2e.cloud_contents import openstack as contents
from e2e.conftest import Orchestrator

STACK = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata:
  name: private
  labels: {{owner: tests}}
resources:
  net:
    type: Network@v1
    spec: {{cidr: 10.77.0.0/24}}
    placement: {{provider: openstack}}
  data:
    type: DatabaseInstance@v1
    spec: {{engine: mysql, version: "8.0", storageGiB: 20, network: net}}
    placement: {{provider: openstack}}
  app:
    type: VirtualMachine@v1
    spec:
      size: {size}
      image: {{os: debian, version: "12"}}
      network: net
      publicAddress: true
      expose: [{{port: 443, from: internet}}]
      userData: |
        #!/bin/sh
        echo "{text} ${{{{ resources.data.outputs.host }}}}" > /etc/app
    placement: {{provider: openstack}}
outputs:
  address: ${{{{ resources.app.outputs.publicAddress }}}}
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {{name: dev, labels: {{stage: dev}}}}
providers:
  openstack: {{region: RegionOne, cloud: {cloud}}}
"""


def write(folder: Path, cloud: str, size: str = "small", text: str = "hello") -> str:
    """The stack in that folder; sizes are resized in place, texts are replaced with the machine."""
    (folder / "stack.yaml").write_text(STACK.format(cloud=cloud, size=size, text=text))
    return str(folder)


def life(orchestrator: Orchestrator, clouds: Mapping[str, str], cloud: str, folder: Path) -> None:
    """Plan, apply, no-op, drift, heal, update, replace, destroy; the cloud is asked at each step."""
    stack, empty = write(folder, cloud), contents(clouds, cloud)
    plan = orchestrator("plan", stack, "--json").ok().json()
    assert {change["action"] for change in plan["plan"]["changes"]} == {"create"}
    assert contents(clouds, cloud) == empty

    made = orchestrator("apply", stack, "-y", "--json").ok().json()
    assert made["applied"]["outputs"]["address"]
    assert not [result for result in made["health"]["results"] if result["status"] == "failing"]
    present = contents(clouds, cloud)
    assert len(present["openstack servers"]) - len(empty["openstack servers"]) == 2
    assert len(present["openstack volumes"]) > len(empty["openstack volumes"])
    assert changed(orchestrator("apply", stack, "-y", "--json").ok().json()) == []

    drift(clouds, cloud)
    assert orchestrator("status", stack).code == 4
    orchestrator("apply", stack, "-y").ok()
    assert orchestrator("status", stack).code == 0

    write(folder, cloud, size="medium")
    assert changed(orchestrator("apply", stack, "-y", "--json").ok().json()) == [("app", "update")]
    write(folder, cloud, size="medium", text="bye")
    assert "REPLACEMENT" in orchestrator("plan", stack).ok().out
    replaced = changed(orchestrator("apply", stack, "-y", "--json").ok().json())
    assert ("app", "replace") in replaced
    assert {kind: len(names) for kind, names in contents(clouds, cloud).items()} == {
        kind: len(names) for kind, names in present.items()
    }
    orchestrator("destroy", stack, "-y").ok()
    assert contents(clouds, cloud) == empty


def changed(document: dict[str, dict[str, dict[str, list[dict[str, str]]]]]) -> list[tuple[str, str]]:
    """The nodes that something happened to."""
    changes = document["applied"]["plan"]["changes"]
    return sorted((c["name"], c["action"]) for c in changes if c["action"] not in ("same", "read"))


def drift(clouds: Mapping[str, str], cloud: str) -> None:
    """Somebody opens SSH to the world, and renames a server's metadata."""
    connection = openstack.connect(cloud=cloud)
    (server,) = [s for s in connection.compute.servers() if s.name == "app" or s.name.endswith("-app")]
    connection.compute.set_server_metadata(server, owner="somebody-else")
    connection.close()
