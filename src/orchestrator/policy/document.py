"""The documents that policies judge, and the least shape they must have."""

from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.errors import PolicyError, raise_all
from orchestrator.graph import Graph
from orchestrator.graph import document as graph_data
from orchestrator.model.stack import Stack
from orchestrator.policy.question import Asked

_EVERY: dict[str, type] = {"stack": dict, "environment": dict}
_LISTS: dict[Asked, dict[str, dict[str, type]]] = {
    "spec": {"resources": {"name": str, "type": str, "labels": dict, "spec": dict, "target": dict}},
    "graph": {
        "nodes": {"name": str, "type": str, "resource": str, "cloud": str, "properties": dict},
        "groups": {"resource": str, "kind": str, "cloud": str, "checks": list, "monitors": list},
    },
}


def spec_document(stack: Stack) -> dict[str, Any]:
    """The document of point "spec"."""
    return stack.document()


def graph_document(stack: Stack, graph: Graph) -> dict[str, Any]:
    """The document of point "graph": the graph, with the stack and environment as the spec has them."""
    whole = stack.document()
    return {**graph_data(graph), "stack": whole["stack"], "environment": whole["environment"]}


def must_have_shape(point: Asked, document: Mapping[str, Any]) -> None:
    """Raise PolicyError for all that is missing: in a wrong shape rules find nothing, as if all were well."""
    raise_all(
        [
            PolicyError(fault, f"document of point {point}", "this is a fault of the orchestrator")
            for fault in _faults(point, document)
        ]
    )


def _faults(point: Asked, document: Mapping[str, Any]) -> Iterator[str]:
    for key, kind in _EVERY.items():
        if not isinstance(document.get(key), kind):
            yield f"'{key}' is not of type {kind.__name__}"
    for key, shape in _LISTS[point].items():
        items = document.get(key)
        if not isinstance(items, list):
            yield f"'{key}' is not of type list"
            continue
        for index, item in enumerate(items):
            for name, kind in shape.items():
                if not isinstance(item, Mapping) or not isinstance(item.get(name), kind):
                    yield f"'{key}.{index}.{name}' is not of type {kind.__name__}"
