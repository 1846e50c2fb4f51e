"""Queues on AWS: dead letters of the same kind, no password, whole seconds."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import Faults, TranslationError
from orchestrator.graph import Graph
from orchestrator.model.resources import AnyResource, MessageQueue
from orchestrator.model.stack import Stack
from orchestrator.model.values import OutputRef, Template

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def nodes(graph: Graph) -> dict[str, Any]:
    return {node.name: node.properties for node in graph.nodes()}


def test_the_dead_letters_of_a_fifo_queue_are_fifo_too(make: Make, stacked: Stacked) -> None:
    made = nodes(translate(stacked(make(MessageQueue, "aws", "q", fifo=True, deadLetter={"after": 3}))))
    for name in ("q", "q-dead"):
        assert made[name]["fifoQueue"] is True
        assert made[name]["name"].endswith(".fifo")
        assert made[f"{name}-policy"]
    assert made["q-dead"]["messageRetentionSeconds"] == 1209600
    assert "redrivePolicy" not in made["q-dead"]


def test_a_long_name_leaves_room_for_its_end(make: Make, stacked: Stacked) -> None:
    queue = make(MessageQueue, "aws", "q" * 40, fifo=True, deadLetter={})
    stack = stacked(queue)
    for name in ("q" * 40, "q" * 40 + "-dead"):
        assert len(nodes(translate(stack))[name]["name"]) <= 80


def test_not_encrypted_is_said(make: Make, stacked: Stacked) -> None:
    made = nodes(translate(stacked(make(MessageQueue, "aws", "q", encrypted=False))))
    assert made["q"]["sqsManagedSseEnabled"] is False


def test_parts_of_seconds_are_refused(make: Make, stacked: Stacked) -> None:
    with pytest.raises(Faults) as caught:
        translate(stacked(make(MessageQueue, "aws", "q", visibilityTimeout=5.5, retention=60.5)))
    assert [fault.summary.split(":")[0] for fault in caught.value.errors] == [
        "visibilityTimeout",
        "retention",
    ]


@pytest.mark.parametrize("output", ["username", "password"])
def test_there_is_no_password_to_read(output: str, make: Make, stacked: Stacked) -> None:
    text = Template((OutputRef("q", output),))
    with pytest.raises(TranslationError, match=f"'q' has no {output} on aws") as caught:
        translate(stacked(make(MessageQueue, "aws", "q"), x=text))
    assert "publicAddress" not in caught.value.hint
    assert "do not refer to it" in caught.value.hint
