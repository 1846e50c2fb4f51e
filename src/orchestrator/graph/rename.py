"""A graph under new names: what had another name before keeps its properties, and tells the engine so."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from orchestrator.graph.attach import AlarmMonitor, CloudInit
from orchestrator.graph.graph import Graph
from orchestrator.graph.node import Group, Node, Options
from orchestrator.graph.value import Output


@dataclass(frozen=True, slots=True)
class Renaming:
    """One spec resource: its name in the graph, its name from now on, and all earlier names."""

    old: str
    new: str
    aliases: tuple[str, ...]


def rename(graph: Graph, renamings: tuple[Renaming, ...]) -> Graph:
    """The same graph with some spec resources, and the nodes named after them, under new names."""
    by_resource = {one.old: one for one in renamings}
    if not by_resource:
        return graph
    names: dict[str, str] = {}
    for group in graph.groups:
        if one := by_resource.get(group.resource):
            names.update({n.name: one.new + n.name[len(one.old) :] for n in group.nodes if _own(n, one)})
    groups = tuple(_group(group, by_resource.get(group.resource), names) for group in graph.groups)
    return replace(graph, groups=groups, outputs=_renamed(graph.outputs, names))


def _group(group: Group, one: Renaming | None, names: Mapping[str, str]) -> Group:
    nodes = tuple(_node(node, one, names) for node in group.nodes)
    changed = replace(
        group,
        nodes=nodes,
        outputs=_renamed(group.outputs, names),
        slots=_renamed(group.slots, names),
        checks=_renamed(group.checks, names),
        monitors=_renamed(group.monitors, names),
    )
    return replace(changed, resource=one.new, aliases=one.aliases) if one else changed


def _node(node: Node, one: Renaming | None, names: Mapping[str, str]) -> Node:
    options: Options = _renamed(node.options, names)
    if one and _own(node, one):
        options = replace(options, aliases=tuple(old + node.name[len(one.old) :] for old in one.aliases))
    return Node(node.type, names.get(node.name, node.name), _renamed(node.properties, names), options)


def _own(node: Node, one: Renaming) -> bool:
    """Whether a node bears the name of its spec resource."""
    return node.name == one.old or node.name.startswith(f"{one.old}-")


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Anything of a graph, with every mention of a node renamed."""
    match value:
        case Output(node, path):
            return Output(names.get(node, node), path)
        case Options():
            return replace(value, depends_on=tuple(names.get(need, need) for need in value.depends_on))
        case AlarmMonitor(node):
            return AlarmMonitor(names.get(node, node))
        case CloudInit():
            inner = {f.name: _renamed(getattr(value, f.name), names) for f in fields(value)}
            return replace(value, **{**inner, "node": names.get(value.node, value.node)})
        case Mapping():
            return {key: _renamed(item, names) for key, item in value.items()}
        case tuple():
            return tuple(_renamed(item, names) for item in value)
        case list():
            return [_renamed(item, names) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _renamed(getattr(value, f.name), names) for f in fields(value)})
    return value
