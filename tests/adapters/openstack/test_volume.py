"""Volumes and secrets on OpenStack: encrypted by their type, refused when fast, hidden in the graph."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import Unsupported
from orchestrator.graph import EnvironmentSecret, Node, Output, Secret, render
from orchestrator.model.resources import AnyResource, Network, VirtualMachine, Volume
from orchestrator.model.resources import Secret as SecretResource
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def nodes(stack: Stack) -> dict[str, Node]:
    return {node.name: node for node in translate(stack).nodes()}


@pytest.mark.parametrize(("encrypted", "kind"), [(True, "LUKS"), (False, None)])
def test_encryption_is_a_volume_type(encrypted: bool, kind: str | None, make: Make, stacked: Stacked) -> None:
    disk = nodes(stacked(make(Volume, "openstack", "data", encrypted=encrypted)))["data"]
    assert disk.properties.get("volumeType") == kind


def test_a_fast_volume_is_refused_unless_that_may_stay_undone(make: Make, stacked: Stacked) -> None:
    fast: dict[str, Any] = {"performance": "fast"}
    with pytest.raises(Unsupported, match="performance: which volume type is fast") as caught:
        translate(stacked(make(Volume, "openstack", "data", **fast)))
    assert "degrade: [performance]" in caught.value.hint
    accepted = make(Volume, "openstack", "data", with_={"degrade": ["performance"]}, **fast)
    assert nodes(stacked(accepted))["data"].properties["volumeType"] == "LUKS"


def test_a_volume_belongs_to_its_machine_or_to_none(make: Make, stacked: Stacked) -> None:
    net, web = make(Network, "openstack", "net"), make(VirtualMachine, "openstack", "web")
    data, spare = make(Volume, "openstack", "data", attachTo="web"), make(Volume, "openstack", "spare")
    found = nodes(stacked(net, web, data, spare))
    link = found["data-link"].properties
    assert (link["instanceId"], link["volumeId"]) == (Output("web", ("id",)), Output("data", ("id",)))
    assert "spare-link" not in found


def test_a_secret_is_never_shown(make: Make, stacked: Stacked) -> None:
    outside = {"value": {"environmentVariable": "TOKEN"}}
    graph = translate(
        stacked(
            make(SecretResource, "openstack", "key"), make(SecretResource, "openstack", "token", **outside)
        )
    )
    found = {node.name: node for node in graph.nodes()}
    assert found["key"].properties["payload"] == Secret(Output("key-value", ("result",)))
    assert found["token"].properties["payload"] == EnvironmentSecret("TOKEN")
    assert "payload: ***" in render(graph)
    assert "metadata" not in found["key"].properties
