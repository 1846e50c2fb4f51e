"""KubernetesCluster on OpenStack: one control plane, its nodes, and what K3s cannot do there."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import OrchestratorError, TranslationError, Unsupported
from orchestrator.graph import CloudInit, Group, Node, outputs_in
from orchestrator.model.resources import AnyResource, KubernetesCluster, Network
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def group(
    make: Make, stacked: Stacked, with_: dict[str, Any] | None = None, cidr: str = "10.1.0.0/16", **spec: Any
) -> Group:
    cluster = make(KubernetesCluster, "openstack", "apps", with_, **spec)
    return translate(stacked(make(Network, "openstack", "net", cidr=cidr), cluster)).group_of("apps")


def kind(made: Group, name: str) -> list[Node]:
    return [node for node in made.nodes if node.type.endswith(f":{name}")]


def test_nodes_join_the_control_plane(make: Make, stacked: Stacked) -> None:
    made = group(make, stacked, nodes={"size": "large", "minimum": 3, "diskGiB": 100})
    servers = {node.name: node.properties for node in kind(made, "Instance")}
    assert list(servers) == ["apps", "apps-node-1", "apps-node-2", "apps-node-3"]
    assert servers["apps-node-1"]["flavorName"] == "m1.large"
    assert "blockDevices" in servers["apps-node-1"]
    assert "blockDevices" not in servers["apps"]
    slots = {slot.node: slot for slot in made.slots if isinstance(slot, CloudInit)}
    assert list(slots) == list(servers)
    told = {output.node for output in outputs_in(slots["apps-node-2"].user_data)}
    assert told == {"apps-token", "apps-port", "apps-node-2-port"}
    assert len(made.checks) == 5


def test_what_cannot_be_made_again_is_guarded(make: Make, stacked: Stacked) -> None:
    made = group(make, stacked, {"lifecycle": {"protect": True}})
    guarded = {node.name for node in made.nodes if node.options.protect}
    assert guarded == {"apps", "apps-state", "apps-token", "apps-admin", "apps-disk-key"}


def test_a_public_endpoint_is_the_control_plane_s_only(make: Make, stacked: Stacked) -> None:
    made = group(make, stacked, publicEndpoint=True)
    assert [node.name for node in kind(made, "FloatingIp")] == ["apps-address"]
    everywhere = [
        node.properties["portRangeMin"]
        for node in kind(made, "SecGroupRule")
        if node.properties.get("remoteIpPrefix") == "0.0.0.0/0"
    ]
    assert everywhere == [6443]
    assert "apps-address" in {output.node for output in outputs_in(made.outputs["endpoint"])}
    slot = made.slots[0]
    assert isinstance(slot, CloudInit)
    assert "apps-address" in {output.node for output in outputs_in(slot.user_data)}


@pytest.mark.parametrize(
    ("spec", "words", "degrade"),
    [
        ({"highAvailability": "zone"}, "the control plane is one server", ["highAvailability"]),
        ({"nodes": {"minimum": 1, "maximum": 5}}, "nothing on OpenStack adds nodes", ["nodes"]),
        ({"nodes": {"size": {"cpu": 64, "memoryGiB": 4}}}, "no known flavor", None),
        ({"version": "1.33"}, "pinned by checksum only for 1.34", None),
        ({"cidr": "10.43.0.0/20"}, "10.43.0.0/16 to containers", None),
    ],
)
def test_what_k3s_cannot_do_is_refused(
    spec: dict[str, Any], words: str, degrade: list[str] | None, make: Make, stacked: Stacked
) -> None:
    with pytest.raises(Unsupported, match=words) as caught:
        group(make, stacked, **spec)
    assert caught.value.hint
    if degrade:
        assert group(make, stacked, {"degrade": degrade}, **spec)


def test_k3s_has_to_be_fetched(make: Make, stacked: Stacked) -> None:
    net = make(Network, "openstack", "net", internetAccess=False)
    with pytest.raises(TranslationError, match="has no way there") as caught:
        translate(stacked(net, make(KubernetesCluster, "openstack", "apps")))
    assert isinstance(caught.value, OrchestratorError)
