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
    assert list(found) == ["edge", "edge-tcp-443-0.0.0.0-0", "edge-udp-8000-8010-10.1.0.0-16"]
    ports = found["edge-udp-8000-8010-10.1.0.0-16"].properties
    assert (ports["portRangeMin"], ports["portRangeMax"]) == (8000, 8010)


@pytest.mark.parametrize(
    ("egress", "closed", "out"), [("all", None, None), ("network", True, "10.1.0.0/16"), ("none", True, None)]
)
def test_what_goes_out_is_chosen(
    egress: str, closed: bool | None, out: str | None, make: Make, stacked: Stacked
) -> None:
    found = made(make, stacked, egress=egress)
    assert found["edge"].properties.get("deleteDefaultRules") is closed
    assert (found["edge-out"].properties["remoteIpPrefix"] if out else found.get("edge-out")) == out


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
    assert found["web-firewall"].properties["deleteDefaultRules"] is True
    assert "deleteDefaultRules" not in found["alone-firewall"].properties
    assert "web-firewall-tcp-9180-10.1.0.0-16" in found, "the metrics stay open"


def test_a_shared_key_is_named_and_not_made_again(make: Make, stacked: Stacked) -> None:
    web = make(VirtualMachine, "openstack", "web", keyPair="admin")
    found = nodes(stacked(make(Network, "openstack", "net"), make(KeyPair, "openstack", "admin"), web))
    assert found["web"].properties["keyPair"] == Output("admin", ("name",))
    assert "web-key" not in found
