"""Volumes on Azure: a machine names its disks, each in a slot that others cannot take."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.adapters.azure.virtual_machine import TYPES
from orchestrator.adapters.azure.volume import MOST_DISKS
from orchestrator.errors import Unsupported
from orchestrator.graph import Output
from orchestrator.model.resources import AnyResource, Network, VirtualMachine, Volume
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def slots(make: Make, stacked: Stacked, *volumes: str, **spec: Any) -> dict[str, int]:
    """The slot of each disk of a machine, by the volume's name."""
    machine = make(VirtualMachine, "azure", "web", **{"size": "xlarge", **spec})
    others = [make(Volume, "azure", name, attachTo="web") for name in volumes]
    graph = translate(stacked(make(Network, "azure", "net"), machine, *others))
    web = {node.name: node for node in graph.nodes()}["web"]
    assert set(volumes) <= set(web.needs())
    storage = web.properties["storageProfile"]
    assert isinstance(storage, dict)
    found = {}
    for disk in storage.get("dataDisks", ()):
        assert isinstance(disk["managedDisk"]["id"], Output)
        found[disk["managedDisk"]["id"].node] = disk["lun"]
    return found


def test_a_disk_stays_in_its_slot_while_others_come_and_go(make: Make, stacked: Stacked) -> None:
    before = slots(make, stacked, "data", "logs")
    after = slots(make, stacked, "archive", "data", "logs")
    assert len(set(after.values())) == 3
    assert after.items() >= before.items()
    assert slots(make, stacked) == {}


def test_two_names_never_share_a_slot(make: Make, stacked: Stacked) -> None:
    names = [f"v{number}" for number in range(16)]
    assert len(set(slots(make, stacked, *names).values())) == 16


def test_a_small_machine_takes_few_disks(make: Make, stacked: Stacked) -> None:
    with pytest.raises(Unsupported, match="3 volumes are attached to it, and a Standard_B1ms takes 2"):
        slots(make, stacked, "a", "b", "c", size="small")
    assert len(slots(make, stacked, "a", "b", size="small")) == 2


def test_every_type_of_machine_says_how_many_it_takes() -> None:
    assert {machine.name for machine in TYPES} == set(MOST_DISKS)


def test_a_disk_that_waits_belongs_to_nobody(make: Make, stacked: Stacked) -> None:
    graph = translate(stacked(make(Volume, "azure", "spare", performance="fast")))
    disk = {node.name: node for node in graph.nodes()}["spare"].properties
    assert disk["sku"] == {"name": "Premium_LRS"}
    assert disk["networkAccessPolicy"] == "DenyAll"


def test_a_disk_cannot_wait_for_its_machine(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(Network, "azure", "net"),
        make(VirtualMachine, "azure", "web"),
        make(Volume, "azure", "data", {"dependsOn": ["web"]}, attachTo="web"),
    )
    with pytest.raises(Unsupported, match="they are made before it") as caught:
        translate(stack)
    assert caught.value.where == "data"
