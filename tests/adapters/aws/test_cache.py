"""Caches on AWS: a password over TLS, copies in other zones, and every node watched."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import Unsupported
from orchestrator.graph import CloudWatch, Group, Secret
from orchestrator.model.resources import AnyResource, Cache, Network
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]


@pytest.fixture
def cached(make: Make, stacked: Callable[..., Stack]) -> Callable[..., Group]:
    def group(degrade: tuple[str, ...] = (), **spec: Any) -> Group:
        envelope = {"degrade": degrade}
        it = make(Cache, "aws", "sessions", envelope, network="net", **spec)
        return translate(stacked(make(Network, "aws", "net"), it)).groups[-1]

    return group


def test_a_cache_asks_for_a_password_over_tls(cached: Any) -> None:
    group = cached()
    properties = group.node("sessions").properties
    assert properties["transitEncryptionEnabled"] is True
    assert properties["atRestEncryptionEnabled"] is True
    assert isinstance(properties["authToken"], Secret)
    assert isinstance(group.outputs["password"], Secret)
    (rule,) = group.node("sessions-firewall").properties["ingress"]
    assert (rule["fromPort"], rule["cidrBlocks"]) == (6379, ["10.1.0.0/16"])


@pytest.mark.parametrize(
    ("spec", "nodes", "failover"),
    [
        ({}, 1, False),
        ({"replicas": 2}, 3, False),
        ({"highAvailability": "zone"}, 2, True),
        ({"highAvailability": "zone", "replicas": 3}, 4, True),
    ],
)
def test_copies_answer_reads_and_take_over_when_asked(
    spec: dict[str, Any], nodes: int, failover: bool, cached: Any
) -> None:
    group = cached(**spec)
    properties = group.node("sessions").properties
    assert properties["numCacheClusters"] == nodes
    assert properties["automaticFailoverEnabled"] is properties["multiAzEnabled"] is failover
    slots = [slot for slot in group.slots if isinstance(slot, CloudWatch)]
    watched = [slot.dimensions["CacheClusterId"] for slot in slots]
    assert watched == [group.node("sessions")[f"memberClusters.{n}"] for n in range(nodes)]
    assert len({slot.part for slot in slots}) == nodes


def test_a_cache_without_tls_is_refused_or_accepted_with_it(cached: Any) -> None:
    with pytest.raises(Unsupported, match="over TLS only") as caught:
        cached(requireTls=False)
    assert "degrade: [requireTls]" in caught.value.hint
    group = cached(degrade=("requireTls",), requireTls=False)
    assert group.node("sessions").properties["transitEncryptionEnabled"] is True
