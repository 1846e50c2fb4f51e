"""Firewalls on OpenStack: groups that add up, so that what is closed in one stays closed."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.graph import Node, Output
from orchestrator.model.resources import AnyResource, Firewall, KeyPair, Network, VirtualMachine
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]
HTTPS = {"port": 443, "from": "internet"}


def nodes(stack: Stack) -> dict[str, Node]:
    return {node.name: node for node in translate(stack).nodes()}


def made(make: Make, stacked: Stacked, **spec: Any) -> dict[str, Node]:
    """The nodes of a firewall."""
    found = nodes(stacked(make(Network, "openstack", "net"), make(Firewall, "openstack", "edge", **spec)))
    return {name: node for name, node in found.items() if name.startswith("edge")}


def test_the_same_rule_twice_is_one_and_a_range_is_one_too(make: Make, stacked: Stacked) -> None:
    wide = {"port": 8000, "endPort": 8010, "protocol": "udp", "from": "network"}
    found = made(make, stacked, ingress=[HTTPS, HTTPS, wide])
    assert list(found)[:3] == ["edge", "edge-tcp-443-0.0.0.0-0", "edge-udp-8000-8010-10.1.0.0-16"]
    ports = found["edge-udp-8000-8010-10.1.0.0-16"].properties
    assert (ports["portRangeMin"], ports["portRangeMax"]) == (8000, 8010)


@pytest.mark.parametrize(
    ("egress", "ways"),
    [
        ("all", [("IPv4", None), ("IPv6", None)]),
        ("network", [("IPv4", "10.1.0.0/16")]),
        ("none", []),
    ],
)
def test_what_goes_out_is_chosen(egress: str, ways: list[Any], make: Make, stacked: Stacked) -> None:
    found = made(make, stacked, egress=egress)
    assert found["edge"].properties["deleteDefaultRules"] is True
    out = [node.properties for node in found.values() if node.properties.get("direction") == "egress"]
    assert [(each["ethertype"], each.get("remoteIpPrefix")) for each in out] == ways


def test_a_machine_s_own_group_lets_nothing_out_beside_shared_ones(make: Make, stacked: Stacked) -> None:
    web = make(VirtualMachine, "openstack", "web", firewalls=["edge", "inner"])
    alone = make(VirtualMachine, "openstack", "alone")
    edge, inner = (make(Firewall, "openstack", name, egress="none") for name in ("edge", "inner"))
    found = nodes(stacked(make(Network, "openstack", "net"), edge, inner, web, alone))
    assert found["web-port"].properties["securityGroupIds"] == [
        Output("web-firewall", ("id",)),
        Output("edge", ("id",)),
        Output("inner", ("id",)),
    ]
    out = [name for name, node in found.items() if node.properties.get("direction") == "egress"]
    assert out == ["alone-firewall-out-ipv4", "alone-firewall-out-ipv6"]
    assert set(out) <= set(found["alone-port"].options.depends_on), "a first boot fetches things"
    assert "web-firewall-tcp-9180-10.1.0.0-16" in found, "the metrics stay open"


def test_a_shared_key_is_named_and_not_made_again(make: Make, stacked: Stacked) -> None:
    web = make(VirtualMachine, "openstack", "web", keyPair="admin")
    found = nodes(stacked(make(Network, "openstack", "net"), make(KeyPair, "openstack", "admin"), web))
    assert found["web"].properties["keyPair"] == Output("admin", ("name",))
    assert "web-key" not in found
