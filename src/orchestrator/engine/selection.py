"""Which part of a stack an operation is limited to, as the URNs that Pulumi wants."""

from collections.abc import Iterable
from dataclasses import dataclass

from orchestrator.engine.names import GROUP_TYPE, PACKAGE_OF, provider_name, uses_its_cloud
from orchestrator.errors import UsageError, raise_all
from orchestrator.graph import Graph, Group


@dataclass(frozen=True, slots=True)
class Selection:
    """Which spec resources an operation is limited to; empty: all.

    What a target needs is made with it. To delete, it is the other way round: what needs a target goes
    with it, and what an excluded resource needs stays.
    """

    targets: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


ALL = Selection()


def limits(graph: Graph, selection: Selection, destroying: bool) -> dict[str, list[str]]:
    """Pulumi's `target` or `exclude`; nothing for a whole stack. Raises UsageError."""
    if selection == ALL:
        return {}
    _require_known(graph, selection)
    needs = _needs(graph)
    dependants = {name: {other for other, its in needs.items() if name in its} for name in needs}
    along, against = (dependants, needs) if destroying else (needs, dependants)
    left_out = _closure(set(selection.exclude), along=against)
    if not destroying and not selection.targets:
        # Without their providers: others may use them, and to make one changes nothing.
        return {"exclude": _urns(graph, left_out, providers=False)}
    # Pulumi's own destroy cannot exclude, so that what stays is what is not named.
    wanted = _closure(set(selection.targets) or set(needs), along=along) - left_out
    if not wanted:
        # To Pulumi, an empty list means everything.
        raise UsageError("nothing is left of the selection", hint="exclude less")
    return {"target": _urns(graph, wanted, providers=not destroying)}


def _require_known(graph: Graph, selection: Selection) -> None:
    known = {group.resource for group in graph.groups}
    unknown = sorted({*selection.targets, *selection.exclude} - known)
    raise_all(
        [
            UsageError(f"no resource is named '{name}'", hint=f"there are: {', '.join(sorted(known))}")
            for name in unknown
        ]
    )


def _needs(graph: Graph) -> dict[str, set[str]]:
    """For each spec resource, the others that its nodes need."""
    home = {node.name: group.resource for group in graph.groups for node in group.nodes}
    return {
        group.resource: {home[need] for node in group.nodes for need in node.needs()} - {group.resource}
        for group in graph.groups
    }


def _closure(start: set[str], along: dict[str, set[str]]) -> set[str]:
    found, todo = set(start), list(start)
    while todo:
        fresh = along[todo.pop()] - found
        found |= fresh
        todo.extend(fresh)
    return found


def _urns(graph: Graph, resources: set[str], providers: bool) -> list[str]:
    """The URNs of spec resources: their components and nodes, and their providers if asked."""
    prefix = f"urn:pulumi:{graph.environment}::{graph.stack}::"
    chosen = [group for group in graph.groups if group.resource in resources]
    return sorted({prefix + end for group in chosen for end in _ends(group, providers)})


def _ends(group: Group, providers: bool) -> Iterable[str]:
    if providers and uses_its_cloud(group):
        yield f"pulumi:providers:{PACKAGE_OF[group.target.cloud]}::{provider_name(group.target)}"
    yield f"{GROUP_TYPE}{group.kind}::{group.resource}"
    for node in group.nodes:
        yield f"{GROUP_TYPE}{group.kind}${node.type}::{node.name}"
