"""Firewalls on AWS: groups add up, so a machine's own group leaves what may go out to the shared ones."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import Unsupported
from orchestrator.graph import Graph, Output
from orchestrator.model.resources import AnyResource, Firewall, Network, VirtualMachine
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]
EVERYWHERE = {"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}


def graph(make: Make, stacked: Stacked, machine: dict[str, Any], **spec: Any) -> Graph:
    net, wall = make(Network, "aws", "net"), make(Firewall, "aws", "wall", **spec)
    return translate(stacked(net, wall, make(VirtualMachine, "aws", "web", **machine)))


def egress(graph: Graph, name: str) -> Any:
    return next(node for node in graph.nodes() if node.name == name).properties["egress"]


@pytest.mark.parametrize(
    ("wanted", "rules"),
    [
        ("all", [EVERYWHERE]),
        ("network", [{**EVERYWHERE, "cidrBlocks": ["10.1.0.0/16"]}]),
        ("none", []),
    ],
)
def test_what_may_go_out_is_as_the_firewall_says(
    wanted: str, rules: list[Any], make: Make, stacked: Stacked
) -> None:
    made = graph(make, stacked, {"firewalls": ["wall"]}, egress=wanted)
    assert egress(made, "wall") == rules
    assert egress(made, "web-firewall") == []
    web = made.group_of("web").node("web")
    assert web.properties["vpcSecurityGroupIds"] == [Output("web-firewall", ("id",)), Output("wall", ("id",))]


def test_a_machine_without_shared_firewalls_may_reach_everything(make: Make, stacked: Stacked) -> None:
    made = graph(make, stacked, {}, egress="none")
    assert egress(made, "web-firewall") == [EVERYWHERE]


def test_more_rules_than_a_group_can_have_are_refused(make: Make, stacked: Stacked) -> None:
    rules = [{"port": port, "from": "internet"} for port in range(1, 62)]
    graph(make, stacked, {}, ingress=[*rules[:60], rules[0]])  # the same rule twice is one
    with pytest.raises(Unsupported, match="at most 60 rules") as caught:
        graph(make, stacked, {}, ingress=rules)
    assert "split the firewall" in caught.value.hint
