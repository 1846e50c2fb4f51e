"""LoadBalancer on OpenStack: who may come, which machines answer, and what Octavia cannot do."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import TranslationError, Unsupported
from orchestrator.graph import Graph, Node, TcpCheck
from orchestrator.model.resources import (
    AnyResource,
    LoadBalancer,
    Network,
    VirtualMachine,
    VirtualMachineGroup,
)
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]
REF = "http://barbican/v1/containers/7d0f"


def graph(make: Make, stacked: Stacked, with_: dict[str, Any] | None = None, **spec: Any) -> Graph:
    front = make(LoadBalancer, "openstack", "front", with_, **{"targets": ("web", "many"), **spec})
    return translate(
        stacked(
            make(Network, "openstack", "net"),
            make(VirtualMachine, "openstack", "web"),
            make(VirtualMachineGroup, "openstack", "many", minimum=2, maximum=2),
            front,
        )
    )


def nodes(made: Graph, kind: str) -> list[Node]:
    return [node for node in made.group_of("front").nodes if node.type.endswith(f":{kind}")]


def test_a_private_balancer_is_for_its_network_only(make: Make, stacked: Stacked) -> None:
    made = graph(make, stacked, public=False)
    assert [node.properties["allowedCidrs"] for node in nodes(made, "Listener")] == [["10.1.0.0/16"]]
    assert nodes(made, "FloatingIp") == []
    assert str(made.group_of("front").outputs["address"]) == "front.vipAddress"


def test_a_public_balancer_has_a_floating_address(make: Make, stacked: Stacked) -> None:
    made = graph(make, stacked)
    assert "allowedCidrs" not in nodes(made, "Listener")[0].properties
    (link,) = nodes(made, "FloatingIpAssociate")
    assert str(link.properties["portId"]) == "front.vipPortId"
    assert "net-interface" in link.needs()
    assert str(made.group_of("front").outputs["address"]) == "front-address.address"


def test_machines_and_all_of_a_group_are_members(make: Make, stacked: Stacked) -> None:
    made = graph(make, stacked, listeners=[{"port": 80, "targetPort": 8080}, {"port": 81}])
    members = {node.name: node.properties for node in nodes(made, "Member")}
    assert sorted(members) == [
        "front-tcp-80-many-1",
        "front-tcp-80-many-2",
        "front-tcp-80-web",
        "front-tcp-81-many-1",
        "front-tcp-81-many-2",
        "front-tcp-81-web",
    ]
    assert str(members["front-tcp-80-many-2"]["address"]) == "many-2-port.allFixedIps.0"
    assert "monitorPort" not in members["front-tcp-80-web"]
    # Without a port of its own the check asks where the first listener leads to.
    assert members["front-tcp-81-web"]["monitorPort"] == 8080


@pytest.mark.parametrize(("interval", "times"), [(5, (5, 4)), (10, (10, 5))])
def test_a_check_ends_before_the_next(
    interval: float, times: tuple[int, int], make: Make, stacked: Stacked
) -> None:
    (monitor,) = nodes(graph(make, stacked, check={"interval": interval}), "Monitor")
    assert (monitor.properties["delay"], monitor.properties["timeout"]) == times
    assert "urlPath" not in monitor.properties


def test_health_is_asked_at_whole_seconds(make: Make, stacked: Stacked) -> None:
    with pytest.raises(Unsupported, match="whole seconds"):
        graph(make, stacked, check={"interval": 7.5})


def test_datagrams_are_not_asked_by_tcp(make: Make, stacked: Stacked) -> None:
    made = graph(make, stacked, listeners=[{"port": 53, "protocol": "udp"}])
    assert not [c for c in made.group_of("front").checks if isinstance(c.probe, TcpCheck)]
    made = graph(make, stacked, listeners=[{"port": 53, "protocol": "udp"}, {"port": 53}])
    assert [c.probe.port for c in made.group_of("front").checks if isinstance(c.probe, TcpCheck)] == [53]
    assert {node.properties["protocol"] for node in nodes(made, "Pool")} == {"UDP", "TCP"}


def test_tls_must_be_accepted_to_be_for_http_only(make: Make, stacked: Stacked) -> None:
    listeners = [{"port": 443, "targetPort": 80, "protocol": "tls", "certificate": REF}]
    with pytest.raises(Unsupported, match="Octavia ends TLS for HTTP only") as caught:
        graph(make, stacked, listeners=listeners)
    assert "degrade: [listeners]" in caught.value.hint
    made = graph(make, stacked, {"degrade": ["listeners"]}, listeners=listeners)
    (listener,), (pool,) = nodes(made, "Listener"), nodes(made, "Pool")
    assert listener.properties["protocol"] == "TERMINATED_HTTPS"
    assert listener.properties["defaultTlsContainerRef"] == REF
    assert pool.properties["protocol"] == "HTTP"


def test_a_public_balancer_needs_a_way_out(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(Network, "openstack", "net", internetAccess=False), make(LoadBalancer, "openstack", "front")
    )
    with pytest.raises(TranslationError, match="has no way there") as caught:
        translate(stack)
    assert "public: false" in caught.value.hint
