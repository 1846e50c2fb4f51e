"""A graph as plain JSON-shaped data: what policies, goldens and `orchestrator graph` see."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TypeAlias

from orchestrator.graph.graph import Graph
from orchestrator.graph.node import Group, Node
from orchestrator.graph.value import (
    Base64,
    Concat,
    EnvironmentSecret,
    Evaluate,
    Json,
    Lookup,
    Output,
    Secret,
    StackOutput,
    StoredSecret,
    Value,
)

Document: TypeAlias = "bool | int | float | str | list[Document] | dict[str, Document] | None"

VALUES = (
    Output,
    Secret,
    EnvironmentSecret,
    StoredSecret,
    Concat,
    StackOutput,
    Evaluate,
    Base64,
    Json,
    Lookup,
)


def document(graph: Graph) -> dict[str, Document]:
    """The graph as data. Secrets become {"$secret": true}; what is not known yet becomes {"$output": …}."""
    return {
        "stack": graph.stack,
        "environment": graph.environment,
        "groups": [_group(group) for group in graph.groups],
        "nodes": [_node(node, group) for group in graph.groups for node in group.nodes],
        "outputs": {name: plain(value) for name, value in sorted(graph.outputs.items())},
    }


def plain(value: Value) -> Document:
    """One value as data."""
    match value:
        case Output():
            return {"$output": str(value)}
        case Secret() | EnvironmentSecret() | StoredSecret():
            return {"$secret": True}
        case Concat(parts):
            return {"$concat": [plain(part) for part in parts]}
        case StackOutput():
            return {"$stackOutput": str(value)}
        case Evaluate(text, values):
            return {"$expression": text, "values": {name: plain(values[name]) for name in sorted(values)}}
        case Base64(inner):
            return {"$base64": plain(inner)}
        case Json(inner):
            return {"$json": plain(inner)}
        case Lookup(token, arguments, path):
            return {"$lookup": token, "arguments": plain(arguments), "path": [str(step) for step in path]}
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {key: plain(item) for key, item in sorted(value.items())}
        case Sequence():
            return [plain(item) for item in value]


def _node(node: Node, group: Group) -> dict[str, Document]:
    return {
        "name": node.name,
        "type": node.type,
        "resource": group.resource,
        "cloud": group.target.cloud,
        "region": group.target.region,
        "protect": node.options.protect,
        "needs": list(node.needs()),
        "properties": plain(node.properties),
    }


def _group(group: Group) -> dict[str, Document]:
    return {
        "resource": group.resource,
        "kind": group.kind,
        "cloud": group.target.cloud,
        "region": group.target.region,
        "outputs": {name: plain(value) for name, value in sorted(group.outputs.items())},
        "slots": [_tagged(slot) for slot in group.slots],
        "checks": [_tagged(check) for check in group.checks],
        "monitors": [_tagged(monitor) for monitor in group.monitors],
    }


def _tagged(noun: object) -> Document:
    """A dataclass of the graph as data, with its class name as "kind"."""
    if isinstance(noun, VALUES):
        return plain(noun)
    if is_dataclass(noun):
        return {"kind": type(noun).__name__, **{f.name: _tagged(getattr(noun, f.name)) for f in fields(noun)}}
    if isinstance(noun, tuple):
        return [_tagged(item) for item in noun]
    return plain(noun)  # type: ignore[arg-type]  # the fields of these nouns hold values only
