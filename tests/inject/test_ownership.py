"""Tags: on everything that can carry them, in the form that each cloud takes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.graph import Graph
from orchestrator.inject import AgentFile, inject
from orchestrator.inject.ownership import sanitised, shortened, word
from orchestrator.inject.tagging import CARRIERS
from orchestrator.model.stack import Stack


def tags(graph: Graph, node: str, name: str = "tags") -> object:
    return graph.group_of(node).node(node).properties.get(name)


def test_every_form(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    after = inject(graph, stack, agent)
    owner = {"orchestrator-stack": "shop/dev"}
    team = {"team": "payments"}
    assert tags(after, "net") == {"Name": "shop-net", **team, **owner, "orchestrator-node": "net"}
    assert tags(after, "net-route") is None
    assert tags(after, "adb") == {**team, **owner, "orchestrator-node": "adb"}
    assert tags(after, "web", "metadata") == {**team, "tier": "gold", **owner, "orchestrator-node": "web"}
    assert tags(after, "web") is None
    assert tags(after, "web-port") == [
        "team=payments",
        "tier=gold",
        "orchestrator-stack=shop/dev",
        "orchestrator-node=web-port",
    ]
    assert tags(after, "db-alarm-cpu") == {
        "Name": "shop-db-alarm-cpu",
        **team,
        **owner,
        "orchestrator-node": "db-alarm-cpu",
    }


def test_tags_of_the_node_itself_stay(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    after = inject(graph, stack, agent)
    found = tags(after, "files")
    assert isinstance(found, dict)
    assert found["own"] == "yes"


def test_a_label_cannot_claim_another_owner(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    liar = replace(stack, labels={"orchestrator-stack": "other/prod"})
    found = tags(inject(graph, liar, agent), "net")
    assert isinstance(found, dict)
    assert found["orchestrator-stack"] == "shop/dev"


@pytest.mark.parametrize(
    ("package", "key", "value"),
    [
        ("aws", "a_b_c", "x_"),
        ("azure-native", "a_b c", "x%"),
        ("openstack", "a-b-c", "x%"),
    ],
)
def test_forbidden_characters_are_replaced(package: str, key: str, value: str) -> None:
    dirty = {"aws": "a*b!c", "azure-native": "a?b c", "openstack": "a_b c"}[package]
    assert sanitised({dirty: "x%"}, package) == {key: value}


@given(st.text(max_size=300), st.text(max_size=300))
def test_words_are_short_and_stay_different(one: str, two: str) -> None:
    words = [word("key", one), word("key", two)]
    assert all(len(each) <= 60 for each in words)
    if one.replace(",", "_") != two.replace(",", "_"):
        assert words[0] != words[1]


def test_shortened_keeps_the_beginning() -> None:
    assert shortened("a" * 60, 60) == "a" * 60
    assert shortened("a" * 61, 60).startswith("a" * 51 + "-")


@pytest.mark.parametrize("token", sorted(CARRIERS))
def test_the_table_agrees_with_the_official_packages(token: str, official: object) -> None:
    inputs = official.resource(token)  # type: ignore[attr-defined]  # a class of conftest
    name, form = CARRIERS[token]
    if form == "map":
        assert "Mapping[str" in inputs[name][0]
    elif form == "launched":
        assert "Sequence[pulumi.Input['GroupTagArgs']]" in inputs[name][0]
    elif form == "list":
        assert "Sequence[" in inputs[name][0]
    elif not token.startswith("azure-native:storage:BlobContainer"):
        assert not {"tags", "metadata"} & inputs.keys()
