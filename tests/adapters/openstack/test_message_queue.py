"""MessageQueue on OpenStack: a server of its own, in a network, open to that network only."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import TranslationError, Unsupported
from orchestrator.graph import Concat, Graph, Output, TcpCheck
from orchestrator.model.resources import AnyResource, MessageQueue, Network
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def translated(make: Make, stacked: Stacked, with_: dict[str, Any] | None = None, **spec: Any) -> Graph:
    queue = make(MessageQueue, "openstack", "orders", with_, **{"network": "net", **spec})
    return translate(stacked(make(Network, "openstack", "net"), queue))


def test_only_its_network_reaches_it(make: Make, stacked: Stacked) -> None:
    graph = translated(make, stacked)
    openings = [
        (node.properties["portRangeMin"], node.properties["remoteIpPrefix"])
        for node in graph.nodes()
        if node.properties.get("direction") == "ingress"
    ]
    assert openings == [(5671, "10.1.0.0/16"), (9180, "10.1.0.0/16")]
    assert not any(node.type.endswith("FloatingIp") for node in graph.nodes())


def test_it_tells_how_to_speak_to_it(make: Make, stacked: Stacked) -> None:
    group = translated(make, stacked).group_of("orders")
    inside = Output("orders-port", ("allFixedIps", 0))
    assert group.outputs["url"] == Concat(("amqps://", inside, ":5671"))
    assert (group.outputs["protocol"], group.outputs["username"]) == ("amqp", "orchestrator")
    assert [check.probe for check in group.checks][1:] == [TcpCheck(inside, 5671)]


def test_what_keeps_the_order_is_another_queue(make: Make, stacked: Stacked) -> None:
    with pytest.raises(Unsupported, match="fifo: RabbitMQ keeps the order, but") as caught:
        translated(make, stacked, fifo=True)
    assert "degrade: [fifo]" in caught.value.hint
    accepted = translated(make, stacked, {"degrade": ["fifo"]}, fifo=True)
    name = translated(make, stacked).group_of("orders").outputs["name"]
    assert accepted.group_of("orders").outputs["name"] == f"{name}.fifo"


def test_it_needs_a_place_to_stand_and_a_way_out(make: Make, stacked: Stacked) -> None:
    with pytest.raises(Unsupported, match="OpenStack has no queues") as caught:
        translated(make, stacked, network=None)
    assert caught.value.hint.startswith("set network")
    closed = make(Network, "openstack", "net", internetAccess=False)
    with pytest.raises(TranslationError, match="its network 'net' has no way there"):
        translate(stacked(closed, make(MessageQueue, "openstack", "orders", network="net")))


def test_an_encrypted_queue_keeps_its_key(make: Make, stacked: Stacked) -> None:
    held = {"lifecycle": {"protect": True}}
    graph = translated(make, stacked, held)
    guarded = {node.name for node in graph.nodes() if node.options.protect}
    assert guarded == {"orders", "orders-data", "orders-password", "orders-disk-key"}
    plain = {node.name for node in translated(make, stacked, encrypted=False).nodes()}
    assert "orders-disk-key" not in plain
