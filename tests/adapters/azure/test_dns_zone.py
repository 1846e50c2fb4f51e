"""Zones on Azure: a private one answers in its network, by the address that Azure has in every network."""

from collections.abc import Callable

from orchestrator.adapters import translate
from orchestrator.graph import Output
from orchestrator.model.resources import AnyResource, DnsZone, Network
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def test_a_private_zone_is_linked_with_its_network(make: Make, stacked: Stacked) -> None:
    zone = make(DnsZone, "azure", "zone", private=True, network="net")
    graph = translate(stacked(make(Network, "azure", "net"), zone))
    group = next(group for group in graph.groups if group.resource == "zone")
    assert [node.type for node in group.nodes] == [
        "azure-native:privatedns:PrivateZone",
        "azure-native:privatedns:VirtualNetworkLink",
    ]
    assert group.nodes[1].properties["virtualNetwork"] == {"id": Output("net", ("id",))}
    assert group.outputs["nameServers"] == ("168.63.129.16",)


def test_a_public_zone_tells_who_answers(make: Make, stacked: Stacked) -> None:
    graph = translate(stacked(make(DnsZone, "azure", "zone")))
    group = next(group for group in graph.groups if group.resource == "zone")
    assert group.outputs["nameServers"] == Output("zone", ("nameServers",))
    assert group.outputs["domain"] == Output("zone", ("name",))
