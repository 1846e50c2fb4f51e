"""Queues on Azure: in Azure's own spelling of times, with a key that may send and listen only."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.adapters.azure.durations import duration
from orchestrator.errors import Unsupported
from orchestrator.graph import Group, Lookup, Output, Secret, outputs_in
from orchestrator.model.resources import AnyResource, MessageQueue
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def group_of(make: Make, stacked: Stacked, **spec: Any) -> Group:
    graph = translate(stacked(make(MessageQueue, "azure", "orders", **spec)))
    return next(group for group in graph.groups if group.resource == "orders")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (5, "PT5S"),
        (7.5, "PT7.5S"),
        (30, "PT30S"),
        (60, "PT1M"),
        (90, "PT1M30S"),
        (3600, "PT1H"),
        (86400, "P1D"),
        (345600, "P4D"),
        (1209600, "P14D"),
        (93784, "P1DT2H3M4S"),
    ],
)
def test_times_are_spelled_as_azure_tells_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_what_nobody_takes_care_of_is_put_aside_or_given_out_again(make: Make, stacked: Stacked) -> None:
    kept = group_of(make, stacked, deadLetter={"after": 3}).node("orders").properties
    assert kept["maxDeliveryCount"] == 3
    assert group_of(make, stacked).node("orders").properties["maxDeliveryCount"] == 2000


@pytest.mark.parametrize("fifo", [True, False])
def test_order_is_kept_by_sessions(fifo: bool, make: Make, stacked: Stacked) -> None:
    properties = group_of(make, stacked, fifo=fifo).node("orders").properties
    assert properties["requiresSession"] is properties["requiresDuplicateDetection"] is fifo


def test_the_key_is_asked_for_where_the_queue_is_and_stays_secret(make: Make, stacked: Stacked) -> None:
    group = group_of(make, stacked)
    assert group.node("orders-rule").properties["rights"] == ["Listen", "Send"]
    password = group.outputs["password"]
    assert isinstance(password, Secret) and isinstance(password.value, Lookup)
    assert password.value.target == group.target
    assert Output("orders-rule", ("name",)) in outputs_in(password)
    assert group.outputs["protocol"] == "amqp"


def test_a_smaller_message_cannot_be_asked_for_but_accepted(make: Make, stacked: Stacked) -> None:
    with pytest.raises(Unsupported, match="always 256 KiB") as caught:
        group_of(make, stacked, maxMessageKiB=64)
    assert "degrade: [maxMessageKiB]" in caught.value.hint
    queue = make(MessageQueue, "azure", "orders", {"degrade": ["maxMessageKiB"]}, maxMessageKiB=64)
    assert translate(stacked(queue))
