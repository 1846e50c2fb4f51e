"""Firewalls on Azure: one on each interface, closed but for what is said, and always open for the metrics."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import Unsupported
from orchestrator.graph import Output
from orchestrator.model.resources import AnyResource, Firewall, Network, VirtualMachine
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]
HTTPS = {"port": 443, "from": "internet"}


def rules(make: Make, stacked: Stacked, **spec: Any) -> list[dict[str, Any]]:
    """The rules of a firewall."""
    graph = translate(stacked(make(Network, "azure", "net"), make(Firewall, "azure", "edge", **spec)))
    found = {node.name: node for node in graph.nodes()}["edge"].properties["securityRules"]
    assert isinstance(found, list)
    return found


def test_a_range_is_one_rule_and_the_metrics_stay_open(make: Make, stacked: Stacked) -> None:
    found = rules(make, stacked, ingress=[{"port": 8000, "endPort": 8010, "from": "192.0.2.0/24"}])
    assert [(r["access"], r["destinationPortRange"], r["sourceAddressPrefix"]) for r in found] == [
        ("Allow", "8000-8010", "192.0.2.0/24"),
        ("Allow", "9180", "10.1.0.0/16"),
        ("Deny", "*", "*"),
    ]


def test_the_same_rule_twice_is_one(make: Make, stacked: Stacked) -> None:
    assert len(rules(make, stacked, ingress=[HTTPS, HTTPS])) == 3


@pytest.mark.parametrize(
    ("egress", "wanted"),
    [
        ("all", []),
        ("network", [("Allow", "10.1.0.0/16"), ("Deny", "*")]),
        ("none", [("Deny", "*")]),
    ],
)
def test_what_goes_out_is_chosen(egress: str, wanted: list[Any], make: Make, stacked: Stacked) -> None:
    out = [r for r in rules(make, stacked, egress=egress) if r["direction"] == "Outbound"]
    assert [(r["access"], r["destinationAddressPrefix"]) for r in out] == wanted


def test_too_many_rules_are_refused(make: Make, stacked: Stacked) -> None:
    many = [{"port": port, "from": "internet"} for port in range(1, 998)]
    with pytest.raises(Unsupported, match="at most 996 rules"):
        rules(make, stacked, ingress=many)


def test_a_machine_with_a_shared_firewall_has_none_of_its_own(make: Make, stacked: Stacked) -> None:
    graph = translate(
        stacked(
            make(Network, "azure", "net"),
            make(Firewall, "azure", "edge", ingress=[HTTPS]),
            make(VirtualMachine, "azure", "web", firewalls=["edge"]),
        )
    )
    nodes = {node.name: node for node in graph.nodes()}
    assert nodes["web-interface"].properties["networkSecurityGroup"] == {"id": Output("edge", ("id",))}
    assert "web-firewall" not in nodes


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"firewalls": ["edge", "inner"]}, "firewalls: a machine on Azure has one firewall"),
        ({"firewalls": ["edge"], "expose": [HTTPS]}, "expose: a machine on Azure has one firewall"),
    ],
)
def test_a_machine_has_one_firewall(spec: dict[str, Any], message: str, make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(Network, "azure", "net"),
        make(Firewall, "azure", "edge"),
        make(Firewall, "azure", "inner"),
        make(VirtualMachine, "azure", "web", **spec),
    )
    with pytest.raises(Unsupported, match=message):
        translate(stack)
