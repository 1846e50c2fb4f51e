"""Records on Azure: in public zones and private ones, for addresses of whatever cloud."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.clouds import Target
from orchestrator.errors import TranslationError, Unsupported
from orchestrator.graph import Concat, Graph, Node, Output
from orchestrator.model.resources import (
    AnyResource,
    DnsRecord,
    DnsZone,
    LoadBalancer,
    Network,
    VirtualMachine,
)
from orchestrator.model.stack import Stack
from orchestrator.model.values import OutputRef, Template

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def node_of(graph: Graph, name: str) -> Node:
    return next(node for node in graph.nodes() if node.name == name)


def record(make: Make, stacked: Stacked, **spec: Any) -> Node:
    zone = make(DnsZone, "azure", "zone")
    return node_of(translate(stacked(zone, make(DnsRecord, "azure", "it", **spec))), "it")


@pytest.mark.parametrize(
    ("spec", "held", "wanted"),
    [
        ({"type": "AAAA", "values": ["2001:db8::1"]}, "aaaaRecords", [{"ipv6Address": "2001:db8::1"}]),
        ({"type": "CNAME", "values": ["a.example"]}, "cnameRecord", {"cname": "a.example"}),
        (
            {"type": "MX", "values": ["10 a.example", "20 b.example"]},
            "mxRecords",
            [{"preference": 10, "exchange": "a.example"}, {"preference": 20, "exchange": "b.example"}],
        ),
        ({"type": "TXT", "values": ["x" * 300]}, "txtRecords", [{"value": ["x" * 255, "x" * 45]}]),
    ],
)
def test_each_type_has_its_property(
    spec: dict[str, Any], held: str, wanted: Any, make: Make, stacked: Stacked
) -> None:
    properties = record(make, stacked, **spec).properties
    assert properties["recordType"] == spec["type"]
    assert properties[held] == wanted
    assert [name for name in properties if name.endswith(("Records", "Record"))] == [held]


def test_a_value_may_be_an_output(make: Make, stacked: Stacked) -> None:
    value = Template((OutputRef("web", "privateAddress"),))
    stack = stacked(
        make(Network, "azure", "net"),
        make(VirtualMachine, "azure", "web"),
        make(DnsZone, "azure", "zone"),
        make(DnsRecord, "azure", "it", type="A", values=[value]),
    )
    node = node_of(translate(stack), "it")
    assert node.properties["aRecords"] == [
        {"ipv4Address": Output("web-interface", ("ipConfigurations", 0, "privateIPAddress"))}
    ]


def test_a_mail_server_is_written_out(make: Make, stacked: Stacked) -> None:
    value = Template(("10 ", OutputRef("zone", "domain")))
    with pytest.raises(Unsupported, match="values: the host of an MX record"):
        record(make, stacked, type="MX", values=[value])


@pytest.mark.parametrize(
    ("private", "token"), [(False, "dns:RecordSet"), (True, "privatedns:PrivateRecordSet")]
)
def test_a_machine_is_known_by_the_address_that_the_zone_can_tell(
    private: bool, token: str, make: Make, stacked: Stacked
) -> None:
    inside = {"private": True, "network": "net"} if private else {}
    stack = stacked(
        make(Network, "azure", "net"),
        make(VirtualMachine, "azure", "web", publicAddress=True),
        make(DnsZone, "azure", "zone", **inside),
        make(DnsRecord, "azure", "it", target="web"),
    )
    graph = translate(stack)
    node = node_of(graph, "it")
    assert node.type == f"azure-native:{token}"
    source = "web-interface" if private else "web-address"
    assert node.properties["aRecords"][0]["ipv4Address"].node == source
    assert ("privateZoneName" if private else "zoneName") in node.properties
    group = next(group for group in graph.groups if group.resource == "it")
    assert group.outputs["fqdn"] == Concat((node["name"], ".", Output("zone", ("name",))))


def test_the_domain_itself_has_the_name_of_the_zone(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(DnsZone, "azure", "zone"),
        make(DnsRecord, "azure", "it", name="@", type="A", values=["192.0.2.1"]),
    )
    group = next(group for group in translate(stack).groups if group.resource == "it")
    assert group.outputs["fqdn"] == Output("zone", ("name",))


def test_a_machine_without_a_public_address_has_no_public_name(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(Network, "azure", "net"),
        make(VirtualMachine, "azure", "web"),
        make(DnsZone, "azure", "zone"),
        make(DnsRecord, "azure", "it", target="web"),
    )
    with pytest.raises(TranslationError, match="'web' has no publicAddress"):
        translate(stack)


def test_a_machine_of_another_cloud_may_be_meant(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(Network, "aws", "net"),
        make(VirtualMachine, "aws", "web", publicAddress=True),
        make(DnsZone, "azure", "zone"),
        make(DnsRecord, "azure", "it", target="web"),
    )
    address = node_of(translate(stack), "it").properties["aRecords"][0]["ipv4Address"]
    assert isinstance(address, Output)


def test_a_balancer_that_has_a_name_is_another_name(make: Make, stacked: Stacked) -> None:
    there = (make(Network, "aws", "net"), make(LoadBalancer, "aws", "edge"), make(DnsZone, "azure", "zone"))
    node = node_of(translate(stacked(*there, make(DnsRecord, "azure", "it", target="edge"))), "it")
    assert node.properties["recordType"] == "CNAME"
    assert isinstance(node.properties["cnameRecord"]["cname"], Output)
    apex = make(DnsRecord, "azure", "it", target="edge", name="@")
    with pytest.raises(TranslationError, match="'edge' has no address but a name"):
        translate(stacked(*there, apex))


def test_a_record_in_another_region_finds_the_group_of_its_zone(make: Make, stacked: Stacked) -> None:
    there = make(DnsRecord, "azure", "it", type="A", values=["192.0.2.1"]).model_copy(
        update={"target": Target("azure", "northeurope")}
    )
    node = node_of(translate(stacked(make(DnsZone, "azure", "zone"), there)), "it")
    assert node.properties["resourceGroupName"] == Output("foundation-azure-westeurope", ("name",))
