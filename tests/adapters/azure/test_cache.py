"""Caches on Azure: Managed Redis inside the network, with a key that nobody writes down."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import Unsupported
from orchestrator.graph import Graph, Group, Lookup, Output, Secret, TcpCheck, render
from orchestrator.model.resources import AnyResource, Cache, Network
from orchestrator.model.stack import Stack


@pytest.fixture
def graph(make: Callable[..., AnyResource], stacked: Callable[..., Stack]) -> Callable[..., Graph]:
    def translated(*more: AnyResource, with_: dict[str, Any] | None = None, **spec: Any) -> Graph:
        cache = make(Cache, "azure", "pages", with_, **{"network": "net", **spec})
        return translate(stacked(make(Network, "azure", "net"), *more, cache))

    return translated


def named(graph: Graph, resource: str) -> Group:
    return next(group for group in graph.groups if group.resource == resource)


@pytest.mark.parametrize(
    ("size", "plan"), [("small", "Balanced_B1"), ("medium", "Balanced_B5"), ("large", "Balanced_B10")]
)
def test_sizes(size: str, plan: str, graph: Any) -> None:
    assert named(graph(size=size), "pages").node("pages").properties["sku"] == {"name": plan}


@pytest.mark.parametrize(("wanted", "said"), [("zone", "Enabled"), ("none", "Disabled")])
def test_a_copy_takes_over_only_when_asked(wanted: str, said: str, graph: Any) -> None:
    node = named(graph(highAvailability=wanted), "pages").node("pages")
    assert node.properties["highAvailability"] == said


@pytest.mark.parametrize(("wanted", "said"), [(True, "Encrypted"), (False, "Plaintext")])
def test_tls(wanted: bool, said: str, graph: Any) -> None:
    node = named(graph(requireTls=wanted), "pages").node("pages-database")
    assert node.properties["clientProtocol"] == said


def test_it_is_reached_within_the_network_only(graph: Any) -> None:
    made = graph()
    group = named(made, "pages")
    assert group.node("pages").properties["publicNetworkAccess"] == "Disabled"
    endpoint = group.node("pages-endpoint")
    assert endpoint.properties["subnet"] == {"id": Output("net-private", ("id",))}
    zone = Output("foundation-azure-westeurope-redis", ("id",))
    (config,) = group.node("pages-name").properties["privateDnsZoneConfigs"]
    assert config["privateDnsZoneId"] == zone
    host = group.outputs["host"]
    assert (group.outputs["port"], group.outputs["readHost"]) == (10000, host)
    assert [check.probe for check in group.checks if isinstance(check.probe, TcpCheck)] == [
        TcpCheck(host, 10000)
    ]


def test_the_key_is_asked_for_and_never_shown(graph: Any) -> None:
    group = named(graph(), "pages")
    password = group.outputs["password"]
    assert isinstance(password, Secret)
    assert isinstance(password.value, Lookup)
    assert password.value.token == "azure-native:redisenterprise:listDatabaseKeys"
    assert "password: ***" in render(graph())


def test_caches_of_a_network_share_its_link_and_all_share_the_zone(graph: Any, make: Any) -> None:
    other = make(Network, "azure", "other", cidr="10.2.0.0/16")
    first = make(Cache, "azure", "first", network="net")
    third = make(Cache, "azure", "third", network="other")
    made = graph(other, first, third)
    links = {
        node.name: group.resource
        for group in made.groups
        for node in group.nodes
        if node.type.endswith(":VirtualNetworkLink")
    }
    assert links == {"net-caches-link": "first", "other-caches-link": "third"}
    assert sum(node.type.endswith(":PrivateZone") for node in made.nodes()) == 1


def test_without_caches_there_is_no_zone(make: Any, stacked: Any) -> None:
    made = translate(stacked(make(Network, "azure", "net")))
    assert not any(node.type.endswith(":PrivateZone") for node in made.nodes())


def test_copies_that_answer_reads_are_not_offered(graph: Any) -> None:
    with pytest.raises(Unsupported, match="answer no reads") as caught:
        graph(replicas=1)
    assert "highAvailability: zone" in caught.value.hint
    group = named(graph(replicas=1, with_={"degrade": ["replicas"]}), "pages")
    assert group.outputs["readHost"] == group.outputs["host"]
