"""Secrets on AWS: their value is nowhere in the graph, and what is deleted by mistake can be had back."""

from collections.abc import Callable

import pytest

from orchestrator.adapters import translate
from orchestrator.graph import Secret as Hidden
from orchestrator.graph import document, render
from orchestrator.model.resources import AnyResource, Secret
from orchestrator.model.stack import Stack
from orchestrator.model.values import OutputRef, Template

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


@pytest.mark.parametrize(("protect", "days"), [(True, 30), (False, 7)])
def test_a_deleted_secret_can_be_had_back(protect: bool, days: int, make: Make, stacked: Stacked) -> None:
    graph = translate(stacked(make(Secret, "aws", "s", {"lifecycle": {"protect": protect}})))
    assert graph.group_of("s").node("s").properties["recoveryWindowInDays"] == days


def test_the_value_is_hidden_wherever_it_is_read(make: Make, stacked: Stacked) -> None:
    value = Template((OutputRef("s", "value"),))
    graph = translate(stacked(make(Secret, "aws", "s"), password=value))
    assert isinstance(graph.outputs["password"], Hidden)
    assert "secretString: ***" in render(graph)
    assert {"$secret": True} in document(graph)["outputs"].values()  # type: ignore[union-attr]  # a mapping


def test_a_name_is_not_fixed_because_that_of_a_deleted_one_is_taken(make: Make, stacked: Stacked) -> None:
    graph = translate(stacked(make(Secret, "aws", "s")))
    assert "name" not in graph.group_of("s").node("s").properties
