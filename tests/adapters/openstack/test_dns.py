"""Zones and records on OpenStack: written as in a zone file, refused before Designate would."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import OrchestratorError, TranslationError, Unsupported
from orchestrator.graph import Concat, Node, Output
from orchestrator.model.resources import AnyResource, DnsRecord, DnsZone, Network, VirtualMachine
from orchestrator.model.stack import Stack
from orchestrator.model.values import OutputRef, Template
from orchestrator.sandbox.openstack.designate_errors import check_records

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]
ZONE = {"domain": "example.com"}


def nodes(stack: Stack) -> dict[str, Node]:
    return {node.name: node for node in translate(stack).nodes()}


def record(make: Make, stacked: Stacked, **spec: Any) -> dict[str, Any]:
    """The properties of a record in a zone."""
    made = make(DnsRecord, "openstack", "www", {"spec": {"zone": "zone", **spec}})
    return dict(nodes(stacked(make(DnsZone, "openstack", "zone", **ZONE), made))["www"].properties)


@pytest.mark.parametrize(
    ("name", "full"), [("@", "example.com."), ("www", "www.example.com."), ("*.a", "*.a.example.com.")]
)
def test_names_end_with_a_dot(name: str, full: str, make: Make, stacked: Stacked) -> None:
    assert record(make, stacked, name=name, type="A", values=["192.0.2.1"])["name"] == full


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("A", "192.0.2.1", "192.0.2.1"),
        ("AAAA", "2001:db8::1", "2001:db8::1"),
        ("CNAME", "a.example.org", "a.example.org."),
        ("CNAME", "a.example.org.", "a.example.org."),
        ("MX", "10 mail.example.org", "10 mail.example.org."),
        ("TXT", "v=spf1 -all", '"v=spf1 -all"'),
        ("TXT", 'say "hi" \\', '"say \\"hi\\" \\\\"'),
        ("TXT", "x" * 300, '"' + "x" * 253 + '" "' + "x" * 47 + '"'),
        ("TXT", "x" * 252 + '"y', '"' + "x" * 252 + '" "\\"y"'),
    ],
)
def test_values_are_written_as_designate_takes_them(
    kind: str, value: str, written: str, make: Make, stacked: Stacked
) -> None:
    made = record(make, stacked, name="www", type=kind, values=[value])
    assert made["records"] == (written,)
    assert check_records(kind, [written]) == [written]


def test_a_value_that_is_known_later_is_put_into_words_then(make: Make, stacked: Stacked) -> None:
    later = Template((OutputRef("zone", "id"),))
    assert record(make, stacked, name="www", type="TXT", values=[later])["records"] == (
        Concat(('"', Output("zone", ("id",)), '"')),
    )


def test_a_machine_is_known_by_its_public_address(make: Make, stacked: Stacked) -> None:
    net, zone = make(Network, "openstack", "net"), make(DnsZone, "openstack", "zone", **ZONE)
    public = make(VirtualMachine, "openstack", "web", publicAddress=True)
    www = make(DnsRecord, "openstack", "www", zone="zone", target="web")
    made = nodes(stacked(net, zone, public, www))["www"].properties
    assert (made["type"], made["records"]) == ("A", (Output("web-address", ("address",)),))
    hidden = make(VirtualMachine, "openstack", "web")
    with pytest.raises(TranslationError, match="'web' has no publicAddress on openstack") as caught:
        translate(stacked(net, zone, hidden, www))
    assert "publicAddress: true" in caught.value.hint


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"type": "A", "values": ["2001:db8::1"]}, "'2001:db8::1' is no value of type A"),
        ({"type": "AAAA", "values": ["192.0.2.1"]}, "'192.0.2.1' is no value of type AAAA"),
        ({"type": "MX", "values": ["mail.example.com"]}, "'mail.example.com' is no value of type MX"),
        ({"type": "MX", "values": ["70000 mail.example.com"]}, "is no value of type MX"),
        ({"type": "CNAME", "values": ["a.example.org"]}, "no alias for the domain itself"),
        ({"name": "w", "type": "CNAME", "values": ["a.b", "c.d"]}, "stands for one name only"),
    ],
)
def test_what_designate_would_refuse_is_told_at_once(
    spec: dict[str, Any], words: str, make: Make, stacked: Stacked
) -> None:
    with pytest.raises(OrchestratorError, match=words):
        record(make, stacked, **spec)


def test_a_record_is_made_where_its_zone_is(make: Make, stacked: Stacked) -> None:
    zone = make(DnsZone, "openstack", "zone", **ZONE)
    net = make(Network, "openstack", "net")
    for wrong, words in (("net", "'net' is no DNS zone"), ("zone", "its zone 'zone' is on")):
        with_ = {"target": {"cloud": "openstack", "region": "elsewhere"}} if wrong == "zone" else {}
        www = make(DnsRecord, "openstack", "www", with_, zone=wrong, type="A", values=["192.0.2.1"])
        with pytest.raises(TranslationError, match=words):
            translate(stacked(net, zone, www))


def test_a_private_zone_is_refused_unless_everybody_may_ask(make: Make, stacked: Stacked) -> None:
    net = make(Network, "openstack", "net")
    private = {"domain": "shop.internal", "private": True, "network": "net"}
    with pytest.raises(Unsupported, match="private: Designate answers a zone to everybody") as caught:
        translate(stacked(net, make(DnsZone, "openstack", "zone", **private)))
    assert "accept a public zone" in caught.value.hint
    accepted = make(DnsZone, "openstack", "zone", {"degrade": ["private"]}, **private)
    web = make(VirtualMachine, "openstack", "web")
    www = make(DnsRecord, "openstack", "www", zone="zone", target="web")
    made = nodes(stacked(net, accepted, web, www))
    assert made["zone"].properties["name"] == "shop.internal."
    assert made["www"].properties["records"] == (Output("web-port", ("allFixedIps", 0)),)
