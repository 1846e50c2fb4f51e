"""The injection as a whole: its laws, and that nothing is left unwatched."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.errors import Faults, InjectionError
from orchestrator.graph import AgentMonitor, Graph, Node, document
from orchestrator.inject import AgentFile, agent_file, inject, require_complete
from orchestrator.model.stack import Stack

fixed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)


def test_it_is_idempotent(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    once = inject(graph, stack, agent)
    assert inject(once, stack, agent) == once


@fixed
@given(
    kept=st.sets(st.integers(0, 7)),
    labels=st.dictionaries(st.text(min_size=1, max_size=30), st.text(max_size=80), max_size=5),
    user_data=st.text(st.characters(codec="utf-8"), max_size=200).map(lambda text: f"#!/bin/sh\n{text}"),
)
def test_it_is_idempotent_for_any_part_of_a_stack(
    graph: Graph, stack: Stack, agent: AgentFile, kept: set[int], labels: dict[str, str], user_data: str
) -> None:
    groups = [group for index, group in enumerate(graph.groups) if index in kept]
    groups = [
        replace(group, slots=tuple(replace(s, user_data=user_data) for s in group.slots))  # type: ignore[call-arg]  # the machine's only slot is CloudInit
        if group.kind == "VirtualMachine"
        else group
        for group in groups
    ]
    part, labelled = replace(graph, groups=tuple(groups)), replace(stack, labels=labels)
    once = inject(part, labelled, agent)
    assert inject(once, labelled, agent) == once


def test_the_graph_stays_a_graph(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    order = [node.name for node in inject(graph, stack, agent).ordered()]
    assert order.index("notices-aws-eu-central-1") < order.index("db-alarm-cpu")
    assert order.index("rg") < order.index("notices-azure-westeurope") < order.index("adb-alarm-cpu")


def test_every_resource_is_watched_and_asked(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    for group in inject(graph, stack, agent).groups:
        if group.kind != "Foundation":
            assert group.monitors
            assert group.checks


def test_outputs_slots_and_properties_of_the_adapters_stay(
    graph: Graph, stack: Stack, agent: AgentFile
) -> None:
    after = inject(graph, stack, agent)
    for group in graph.groups:
        changed = after.group_of(group.nodes[0].name)
        assert (changed.outputs, changed.slots) == (group.outputs, group.slots)
        for node in group.nodes:
            properties = changed.node(node.name).properties
            assert all(properties[k] == v for k, v in node.properties.items() if k != "tags")


def test_all_that_is_unwatched_is_told_at_once(graph: Graph) -> None:
    with pytest.raises(Faults) as caught:
        require_complete(graph)
    told = [str(error) for error in caught.value.each()]
    assert all(isinstance(error, InjectionError) for error in caught.value.each())
    assert sum("nothing would watch" in text for text in told) == 7
    assert sum("no health check" in text for text in told) == 4
    assert "resource web on openstack/RegionOne: no agent would run on the machine 'web'" in told


def test_a_machine_without_its_agent_is_refused(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    after = inject(graph, stack, agent)
    web = after.group_of("web")
    others = tuple(m for m in web.monitors if not isinstance(m, AgentMonitor))
    bare = replace(after, groups=tuple(replace(g, monitors=others) if g is web else g for g in after.groups))
    with pytest.raises(InjectionError, match="no agent would run on the machine 'web'"):
        require_complete(bare)


def test_a_resource_without_slot_or_check_is_refused(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    naked = replace(graph.group_of("files"), slots=(), outputs={})
    broken = replace(graph, groups=(naked,))
    with pytest.raises(Faults, match="nothing would watch this resource"):
        inject(broken, stack, agent)


def test_a_type_that_nobody_decided_on_is_refused(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    group = graph.groups[0]
    strange = replace(group, nodes=(*group.nodes, Node("aws:new/thing:Thing", "t", {})))
    with pytest.raises(InjectionError, match=r"'aws:new/thing:Thing' can carry tags"):
        inject(replace(graph, groups=(strange,)), stack, agent)


def test_no_secret_shows_in_the_document(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    nodes = document(inject(graph, stack, agent))["nodes"]
    assert isinstance(nodes, list)
    (db,) = [node for node in nodes if isinstance(node, dict) and node["name"] == "db"]
    assert db["properties"]["password"] == {"$secret": True}  # type: ignore[index,call-overload]  # JSON-shaped


def test_the_agent_file_is_the_agent() -> None:
    agent = agent_file()
    assert agent.text.startswith('"""The agent of one machine')
    assert len(agent.sha256) == 64
    assert f'VERSION = "{agent.version}"' in agent.text
