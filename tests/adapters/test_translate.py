"""Laws that hold for the graph of every stack."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.adapters import translate
from orchestrator.clouds import CLOUDS, Cloud
from orchestrator.errors import Faults, TranslationError, Unsupported
from orchestrator.graph import Graph, Group, render
from orchestrator.model.resources import (
    AnyResource,
    DatabaseInstance,
    Network,
    ObjectBucket,
    VirtualMachine,
)
from orchestrator.model.stack import Stack
from orchestrator.model.values import OutputRef, Template

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]
LAWS = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def drawn(draw: st.DrawFn) -> list[tuple[type[AnyResource], Cloud, str, dict[str, Any], dict[str, Any]]]:
    """Some resources on some clouds, each in a network of its cloud."""
    rows: list[tuple[type[AnyResource], Cloud, str, dict[str, Any], dict[str, Any]]] = []
    clouds = draw(st.lists(st.sampled_from(CLOUDS), unique=True, min_size=1))
    names = st.from_regex(r"[a-z][a-z0-9-]{0,38}[a-z0-9]|[a-z]", fullmatch=True)
    for cloud in clouds:
        rows.append((Network, cloud, f"net-{cloud}", {}, {}))
        for name in draw(st.lists(names, unique=True, max_size=4)):
            kind = draw(st.sampled_from([VirtualMachine, DatabaseInstance, ObjectBucket]))
            spec = {} if kind is ObjectBucket else {"network": f"net-{cloud}"}
            if kind is VirtualMachine:
                spec["publicAddress"] = draw(st.booleans())
                spec["size"] = draw(st.sampled_from(["small", "medium", "large", "xlarge"]))
            if kind is DatabaseInstance:
                spec["encrypted"] = draw(st.booleans())
                spec["publiclyAccessible"] = draw(st.booleans())
                spec["admin"] = {"username": "shop"}
            envelope = {
                "lifecycle": {
                    "protect": draw(st.booleans()),
                    "onDelete": draw(st.sampled_from(["delete", "retain"])),
                }
            }
            rows.append((kind, cloud, f"{cloud}-{name}"[:40].rstrip("-"), spec, envelope))
    return rows


def built(rows: list[Any], make: Make, stacked: Stacked) -> Stack:
    unique = {row[2]: row for row in rows}
    return stacked(
        *(make(kind, cloud, name, envelope, **spec) for kind, cloud, name, spec, envelope in unique.values())
    )


def graph_of(stack: Stack) -> Graph | None:
    """The graph; None where the drawn names meet, as in 'a' and 'a-firewall', which is refused."""
    try:
        return translate(stack)
    except TranslationError as error:
        assert "would be named" in error.summary
        return None


@LAWS
@given(rows=drawn())
def test_the_same_stack_gives_the_same_graph(rows: list[Any], make: Make, stacked: Stacked) -> None:
    first, second = (graph_of(built(rows, make, stacked)) for _ in range(2))
    assert first == second
    if first and second:
        assert render(first) == render(second)


@LAWS
@given(rows=drawn())
def test_nodes_are_unique_and_follow_what_they_need(rows: list[Any], make: Make, stacked: Stacked) -> None:
    if not (graph := graph_of(built(rows, make, stacked))):
        return
    names = [node.name for node in graph.nodes()]
    assert len(names) == len(set(names))
    place = {node.name: index for index, node in enumerate(graph.ordered())}
    assert all(place[need] < place[node.name] for node in graph.nodes() for need in node.needs())
    group_of = {node.name: i for i, group in enumerate(graph.groups) for node in group.nodes}
    assert all(group_of[need] <= group_of[node.name] for node in graph.nodes() for need in node.needs())


@LAWS
@given(rows=drawn())
def test_every_resource_has_its_outputs_a_slot_and_a_check(
    rows: list[Any], make: Make, stacked: Stacked
) -> None:
    stack = built(rows, make, stacked)
    if not (graph := graph_of(stack)):
        return
    for group in graph.groups:
        assert group.slots and group.checks, group.resource
    groups: dict[str, Group] = {group.resource: group for group in graph.groups}
    for resource in stack.resources:
        assert set(resource.OUTPUTS) <= set(groups[resource.name].outputs)
        protected = [node.name for node in groups[resource.name].nodes if node.options.protect]
        assert bool(protected) == resource.lifecycle.protect


@pytest.mark.parametrize("cloud", CLOUDS)
def test_adapters_leave_labels_and_agents_to_inject(cloud: Cloud, make: Make, stacked: Stacked) -> None:
    graph = translate(
        stacked(
            make(Network, cloud, "net"),
            make(VirtualMachine, cloud, "web", {"labels": {"team": "secret-team"}}),
            make(ObjectBucket, cloud, "files", {"labels": {"team": "secret-team"}}),
        )
    )
    assert "secret-team" not in render(graph)
    assert not any("tags" in node.properties or "metadata" in node.properties for node in graph.nodes())
    assert "userData" not in graph.group_of("web").node("web").properties


def test_the_faults_of_all_resources_come_at_once(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(Network, "openstack", "net"),
        make(DatabaseInstance, "openstack", "db", highAvailability="zone", admin={"username": "root"}),
        make(ObjectBucket, "openstack", "files", expireAfterDays=3),
        make(VirtualMachine, "openstack", "web", userData=Template(("x", OutputRef("db", "host")))),
    )
    with pytest.raises(Faults) as caught:
        translate(stack)
    faults = caught.value.errors
    # Nothing about 'web', whose only trouble is that 'db' is not there.
    assert [(fault.where, type(fault)) for fault in faults] == [
        ("db", Unsupported),
        ("db", Unsupported),
        ("files", Unsupported),
    ]
    assert all(fault.hint for fault in faults)


def test_two_resources_that_would_share_a_name_are_refused(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(Network, "aws", "net"),
        make(VirtualMachine, "aws", "web"),
        make(ObjectBucket, "aws", "web-firewall"),
    )
    with pytest.raises(TranslationError, match="two cloud resources would be named 'web-firewall'"):
        translate(stack)


def test_a_retained_resource_keeps_its_network_and_its_resource_group(make: Make, stacked: Stacked) -> None:
    retain = {"lifecycle": {"onDelete": "retain"}}
    graph = translate(
        stacked(
            make(Network, "azure", "net"),
            make(DatabaseInstance, "azure", "db", retain),
            make(ObjectBucket, "azure", "files"),
        )
    )
    kept = {node.name: node.options.retain_on_delete for node in graph.nodes()}
    assert kept["foundation-azure-westeurope"] and kept["net"] and kept["net-mysql"] and kept["db"]
    assert not kept["files"]


def test_what_depends_on_a_resource_waits_for_all_of_it(make: Make, stacked: Stacked) -> None:
    graph = translate(
        stacked(
            make(Network, "aws", "net"),
            make(ObjectBucket, "aws", "files"),
            make(VirtualMachine, "aws", "web", {"dependsOn": ["files"]}),
        )
    )
    files = {node.name for node in graph.group_of("files").nodes}
    assert files <= set(graph.group_of("web").node("web").needs())


def test_a_stack_output_is_read_from_the_graph(make: Make, stacked: Stacked) -> None:
    address = Template((OutputRef("web", "publicAddress"),))
    url = Template(("https://", OutputRef("web", "publicAddress"), "/"))
    graph = translate(
        stacked(
            make(Network, "aws", "net"),
            make(VirtualMachine, "aws", "web", publicAddress=True),
            a=address,
            u=url,
        )
    )
    assert str(graph.outputs["a"]) == "web.publicIp"
    assert "u: https://<web.publicIp>/" in render(graph)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (OutputRef("web", "publicAddress"), "'web' has no publicAddress on aws"),
        (OutputRef("web", "colour"), "'web' has no output 'colour'"),
        (OutputRef("nobody", "id"), "'nobody' has no output 'id'"),
    ],
)
def test_an_output_that_is_not_there_is_refused(
    reference: OutputRef, message: str, make: Make, stacked: Stacked
) -> None:
    stack = stacked(
        make(Network, "aws", "net"), make(VirtualMachine, "aws", "web"), out=Template((reference,))
    )
    with pytest.raises(TranslationError, match=message) as caught:
        translate(stack)
    assert caught.value.where == "output out"
