"""A balanced group of machines on Azure's sandbox: its size is the load's, and no plan takes it back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from e2e import cloud_contents
from e2e.conftest import Orchestrator

STACK = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: scaled, labels: {owner: us}}
resources:
  net: {type: Network@v1, placement: {provider: azure}, spec: {cidr: 10.20.0.0/16}}
  web:
    type: VirtualMachineGroup@v1
    placement: {provider: azure}
    spec:
      size: small
      image: {os: debian, version: "12"}
      network: net
      sshPublicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample me
      minimum: 1
      maximum: MOST
      scaling: {metric: {name: orders, perMachine: 50}}
  edge:
    type: LoadBalancer@v1
    placement: {provider: azure}
    spec: {network: net, public: false, listeners: [{port: 80, targetPort: 8080}], targets: [web]}
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev}
providers: {azure: {region: westeurope, subscriptionId: 00000000-0000-0000-0000-000000000000}}
"""
SET = "Microsoft.Compute/virtualMachineScaleSets/scaled-dev-web"


def arm(clouds: Mapping[str, str], path: str, body: dict[str, Any] | None = None) -> Any:
    start = f"{clouds['ORCHESTRATOR_ARM_ENDPOINT']}/subscriptions/{clouds['ARM_SUBSCRIPTION_ID']}"
    request = Request(
        f"{start}/resourceGroups/scaled-dev-westeurope/providers/{path}?api-version=2024-11-01",
        data=json.dumps(body).encode() if body else None,
        method="PATCH" if body else "GET",
        headers={"Authorization": f"Bearer {clouds['ORCHESTRATOR_ARM_TOKEN']}"},
    )
    with urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_the_load_decides_how_many_there_are(
    orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path
) -> None:
    stack = tmp_path / "stack.yaml"
    stack.write_text(STACK.replace("MOST", "4"))
    orchestrator("apply", str(tmp_path), "-y").ok()
    pool = arm(clouds, "Microsoft.Network/loadBalancers/scaled-dev-edge")["properties"]["backendAddressPools"]
    (interface,) = arm(clouds, SET)["properties"]["virtualMachineProfile"]["networkProfile"][
        "networkInterfaceConfigurations"
    ]
    joined = interface["properties"]["ipConfigurations"][0]["properties"]["loadBalancerBackendAddressPools"]
    assert [one["id"].lower() for one in joined] == [one["id"].lower() for one in pool]
    arm(clouds, SET, {"sku": {"name": "Standard_B1ms", "capacity": 3}})
    planned = orchestrator("plan", str(tmp_path), "--json").ok().json()["plan"]["changes"]
    assert {change["action"] for change in planned} <= {"same", "read"}
    stack.write_text(STACK.replace("MOST", "5"))
    orchestrator("apply", str(tmp_path), "-y").ok()
    assert arm(clouds, SET)["sku"]["capacity"] == 3
    orchestrator("destroy", str(tmp_path), "-y").ok()
    assert cloud_contents.azure(clouds) == {"azure groups": [], "azure resources": []}
