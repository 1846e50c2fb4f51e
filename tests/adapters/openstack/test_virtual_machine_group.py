"""VirtualMachineGroup on OpenStack: as many servers as asked for, alike, apart, and each watched."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import Unsupported
from orchestrator.graph import CloudApi, CloudInit, Group
from orchestrator.model.resources import AnyResource, Network, VirtualMachineGroup
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def group(make: Make, stacked: Stacked, with_: dict[str, Any] | None = None, **spec: Any) -> Group:
    many = make(VirtualMachineGroup, "openstack", "many", with_, **spec)
    return translate(stacked(make(Network, "openstack", "net"), many)).group_of("many")


def test_its_servers_are_alike_apart_and_watched(make: Make, stacked: Stacked) -> None:
    made = group(make, stacked, minimum=3, maximum=3, publicAddress=True, userData="#!/bin/sh\ntrue\n")
    servers = [node for node in made.nodes if node.type.endswith(":Instance")]
    assert [node.name for node in servers] == ["many-1", "many-2", "many-3"]
    assert len({node.properties["name"] for node in servers}) == 3
    hints = [node.properties["schedulerHints"] for node in servers]
    assert all(str(hint[0]["group"]) == "many.id" for hint in hints if isinstance(hint, list))
    kinds = [node.type.rsplit(":", 1)[1] for node in made.nodes]
    assert {kind: kinds.count(kind) for kind in ("SecGroup", "Port", "FloatingIp")} == {
        "SecGroup": 1, "Port": 3, "FloatingIp": 3,
    }  # fmt: skip
    slots = [slot for slot in made.slots if isinstance(slot, CloudInit)]
    assert [slot.node for slot in slots] == [node.name for node in servers]
    assert len({str(slot.address) for slot in slots}) == 3
    assert len(made.checks) == 4


def test_a_group_may_be_empty(make: Make, stacked: Stacked) -> None:
    grows = {"minimum": 0, "scaling": {"cpuPercent": 60}}
    made = group(make, stacked, {"degrade": ["scaling"]}, **grows)
    assert [node.name for node in made.nodes] == ["many"]
    assert isinstance(made.slots[0], CloudApi)


def test_it_does_not_follow_the_load(make: Make, stacked: Stacked) -> None:
    scaling = {"minimum": 1, "maximum": 4, "scaling": {"cpuPercent": 60}}
    with pytest.raises(Unsupported, match="nothing on OpenStack's compute service follows the load"):
        group(make, stacked, **scaling)
    made = group(make, stacked, {"degrade": ["scaling"]}, **scaling)
    assert sum(node.type.endswith(":Instance") for node in made.nodes) == 1
