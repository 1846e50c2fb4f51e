"""What happens to services on Azure's sandbox after their birth: grown, copied, led elsewhere, upgraded."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from e2e import cloud_contents
from e2e.conftest import Orchestrator

START = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: changes, labels: {owner: us}}
resources:
  net: {type: Network@v1, placement: {provider: azure}, spec: {cidr: 10.20.0.0/16}}
"""
END = """\
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev}
providers: {azure: {region: westeurope, subscriptionId: 00000000-0000-0000-0000-000000000000}}
"""
DATABASE = """\
  db:
    type: DatabaseInstance@v1
    placement: {provider: azure}
    spec: {engine: mysql, version: "8.0", network: net, replicas: %d}
"""
CACHE = """\
  pages:
    type: Cache@v1
    placement: {provider: azure}
    spec: {network: net, size: %s}
"""
CLUSTER = """\
  apps:
    type: KubernetesCluster@v1
    placement: {provider: azure}
    spec: {network: net, version: "%s"}
"""
BALANCED = """\
  web:
    type: VirtualMachine@v1
    placement: {provider: azure}
    spec:
      size: small
      image: {os: debian, version: "12"}
      network: net
      sshPublicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample me
"""
BALANCER = """\
  edge:
    type: LoadBalancer@v1
    placement: {provider: azure}
    spec: {network: net, public: false, listeners: [{port: 80, targetPort: 8080}], targets: [web]}
"""


class Stack:
    """A stack that is applied again and again, and what ARM then tells of it."""

    def __init__(self, orchestrator: Orchestrator, clouds: Mapping[str, str], folder: Path) -> None:
        self.orchestrator, self.clouds, self.folder = orchestrator, clouds, folder

    def become(self, resources: str) -> dict[str, str]:
        """Apply it with these resources; what happened to each that is not as before."""
        (self.folder / "stack.yaml").write_text(START + resources + END)
        done = self.orchestrator("apply", str(self.folder), "-y", "--json").ok().json()
        changes = done["applied"]["plan"]["changes"]
        again = self.orchestrator("plan", str(self.folder), "--json").ok().json()["plan"]["changes"]
        assert {change["action"] for change in again} <= {"same", "read"}
        return {c["name"]: c["action"] for c in changes if c["action"] not in ("same", "read")}

    def arm(self, path: str) -> Any:
        """A resource of its group."""
        start = (
            f"{self.clouds['ORCHESTRATOR_ARM_ENDPOINT']}/subscriptions/{self.clouds['ARM_SUBSCRIPTION_ID']}"
        )
        request = Request(
            f"{start}/resourceGroups/changes-dev-westeurope/providers/{path}?api-version=2025-01-01",
            headers={"Authorization": f"Bearer {self.clouds['ORCHESTRATOR_ARM_TOKEN']}"},
        )
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def vanish(self) -> None:
        """Destroy it, and see that nothing stays."""
        self.orchestrator("destroy", str(self.folder), "-y").ok()
        assert cloud_contents.azure(self.clouds) == {"azure groups": [], "azure resources": []}


@pytest.fixture
def stack(orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path) -> Stack:
    return Stack(orchestrator, clouds, tmp_path)


def test_a_database_gets_copies_and_loses_them(stack: Stack) -> None:
    stack.become(DATABASE % 0)
    grown = stack.become(DATABASE % 2)
    # The tier that has copies is another one, and the server moves there as it is.
    assert grown.pop("db") == "update"
    assert {name for name in grown if name.startswith("db-copy-")} == set(grown)
    assert set(grown.values()) == {"create"}
    servers = stack.arm("Microsoft.DBforMySQL/flexibleServers")["value"]
    assert sorted(one["properties"]["replicationRole"] for one in servers) == ["Replica", "Replica", "Source"]
    gone = stack.become(DATABASE % 0)
    assert gone.pop("db") == "update"
    assert set(gone.values()) == {"delete"}
    stack.vanish()


def test_a_cache_grows_and_a_cluster_is_upgraded_in_place(stack: Stack) -> None:
    stack.become(CACHE % "small" + CLUSTER % "1.33")
    assert stack.become(CACHE % "large" + CLUSTER % "1.34") == {"pages": "update", "apps": "update"}
    (cluster,) = stack.arm("Microsoft.ContainerService/managedClusters")["value"]
    assert cluster["properties"]["currentKubernetesVersion"] == "1.34.1"
    (pool,) = cluster["properties"]["agentPoolProfiles"]
    assert pool["currentOrchestratorVersion"] == "1.34.1"
    stack.vanish()


def test_machines_join_a_balancer_and_leave_it(stack: Stack) -> None:
    stack.become(BALANCED)
    changed = stack.become(BALANCED + BALANCER)
    assert (changed["edge"], changed["web-interface"], changed["web-firewall"]) == (
        "create",
        "update",
        "update",
    )
    assert "web" not in changed
    left = stack.become(BALANCED)
    assert (left["edge"], left["web-interface"]) == ("delete", "update")
    stack.vanish()
