"""Load balancers on Azure: machines join the pool and admit what it passes on to them."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import OrchestratorError, Unsupported
from orchestrator.graph import Concat, Graph, Output, render
from orchestrator.model.resources import AnyResource, Firewall, LoadBalancer, Network, VirtualMachine
from orchestrator.model.stack import Stack

SPEC = {"network": "net", "listeners": [{"port": 80, "targetPort": 8080}], "targets": ["web"]}


@pytest.fixture
def graph(make: Callable[..., AnyResource], stacked: Callable[..., Stack]) -> Callable[..., Graph]:
    def translated(*more: AnyResource, with_: dict[str, Any] | None = None, **spec: Any) -> Graph:
        return translate(
            stacked(
                make(Network, "azure", "net"),
                *(more or (make(VirtualMachine, "azure", "web"),)),
                make(LoadBalancer, "azure", "edge", with_, **{**SPEC, **spec}),
            )
        )

    return translated


def rules(graph: Graph, node: str) -> set[tuple[str, str, str]]:
    found = next(n for n in graph.nodes() if n.name == node).properties["securityRules"]
    return {
        (str(r["protocol"]), str(r["destinationPortRange"]), str(r["sourceAddressPrefix"]))  # type: ignore[index, call-overload]  a Value
        for r in found  # type: ignore[union-attr]  a Value
    }


def test_a_machine_joins_the_pool_and_admits_its_callers(graph: Any) -> None:
    made = graph(check={"port": 9000})
    interface = next(n for n in made.nodes() if n.name == "web-interface")
    (configuration,) = interface.properties["ipConfigurations"]
    assert configuration["loadBalancerBackendAddressPools"] == [
        {"id": Concat((Output("edge", ("id",)), "/backendAddressPools/machines"))}
    ]
    assert {("Tcp", "8080", "0.0.0.0/0"), ("Tcp", "9000", "AzureLoadBalancer")} <= rules(made, "web-firewall")
    names = [node.name for node in made.ordered()]
    assert names.index("edge") < names.index("web-interface")


def test_a_private_balancer_lets_only_its_network_in(graph: Any) -> None:
    made = graph(public=False, listeners=[{"port": 53, "protocol": "udp"}], check={"port": 8080})
    opened = rules(made, "web-firewall")
    assert ("Udp", "53", "10.1.0.0/16") in opened
    assert not any(source == "0.0.0.0/0" for _, _, source in opened)
    group = made.groups[-1]
    assert group.outputs["address"] == group.node("edge")["frontendIPConfigurations.0.privateIPAddress"]
    assert "PublicIPAddress" not in render(made)


def test_a_shared_firewall_admits_what_its_machines_are_asked(graph: Any, make: Any) -> None:
    firewall = make(Firewall, "azure", "shared", network="net")
    made = graph(firewall, make(VirtualMachine, "azure", "web", firewalls=["shared"]))
    assert {("Tcp", "8080", "0.0.0.0/0"), ("Tcp", "8080", "AzureLoadBalancer")} <= rules(made, "shared")


def test_machines_behind_nothing_are_as_before(graph: Any, make: Any) -> None:
    made = graph(make(VirtualMachine, "azure", "web"), make(VirtualMachine, "azure", "alone"))
    assert "AzureLoadBalancer" not in {source for _, _, source in rules(made, "alone-firewall")}
    interface = next(n for n in made.nodes() if n.name == "alone-interface")
    assert "loadBalancerBackendAddressPools" not in interface.properties["ipConfigurations"][0]


@pytest.mark.parametrize(
    ("spec", "message", "hint"),
    [
        (
            {"listeners": [{"port": 443, "protocol": "tls", "certificate": "x"}]},
            "do not end TLS",
            "let the machines",
        ),
        ({"listeners": [{"port": 80}, {"port": 80, "targetPort": 81}]}, "have the same port", "another port"),
        (
            {"listeners": [{"port": 80}, {"port": 81, "targetPort": 80}]},
            "lead to the same port",
            "targetPort",
        ),
        ({"check": {"interval": 7.5}}, "whole seconds", "round"),
    ],
)
def test_what_azure_does_not_offer(spec: dict[str, Any], message: str, hint: str, graph: Any) -> None:
    with pytest.raises(Unsupported, match=message) as caught:
        graph(**spec)
    assert (caught.value.where, hint in caught.value.hint) == ("edge", True)


def test_one_port_may_serve_two_protocols(graph: Any) -> None:
    made = graph(listeners=[{"port": 53}, {"port": 53, "protocol": "udp"}])
    balancer = made.groups[-1].node("edge")
    assert [rule["name"] for rule in balancer.properties["loadBalancingRules"]] == ["tcp-53", "udp-53"]


def test_a_machine_has_one_balancer_of_a_side(graph: Any, make: Any) -> None:
    web, first = make(VirtualMachine, "azure", "web"), make(LoadBalancer, "azure", "first", **SPEC)
    with pytest.raises(Unsupported, match="has one public balancer, and 'web' is behind 'first' too"):
        graph(web, first)
    assert graph(web, make(LoadBalancer, "azure", "first", **{**SPEC, "public": False}))


def test_a_target_of_another_network_is_refused(graph: Any, make: Any) -> None:
    other = make(Network, "azure", "other")
    with pytest.raises(OrchestratorError, match="'web' is not in its network 'net'"):
        graph(other, make(VirtualMachine, "azure", "web", network="other"))


def test_a_balancer_cannot_wait_for_its_machines(graph: Any) -> None:
    with pytest.raises(Unsupported, match="cannot wait for 'web'") as caught:
        graph(with_={"dependsOn": ["web"]})
    assert "dependsOn" in caught.value.hint


def test_a_public_balancer_needs_a_way_to_the_internet(make: Any, stacked: Any) -> None:
    resources = (
        make(Network, "azure", "net", internetAccess=False),
        make(VirtualMachine, "azure", "web"),
        make(LoadBalancer, "azure", "edge", **SPEC),
    )
    with pytest.raises(OrchestratorError, match="needs the internet"):
        translate(stacked(*resources))
