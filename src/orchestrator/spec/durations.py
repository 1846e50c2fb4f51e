"""Durations such as 10s and 5m, which the models count in seconds."""

import re
from typing import Any

from pydantic import BaseModel

from orchestrator.model.references import durations
from orchestrator.model.source import Path
from orchestrator.spec.evaluate import Unknown
from orchestrator.spec.findings import Findings, quoted
from orchestrator.spec.nodes import MappingNode, Node

_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def convert(model: type[BaseModel], data: dict[str, Any], node: MappingNode, findings: Findings) -> None:
    """Turn every written duration of a resource's data into seconds."""
    for path in durations(model):
        parent: Any = data
        for step in path[:-1]:
            parent = parent.get(step) if isinstance(parent, dict) else None
        if not isinstance(parent, dict) or not isinstance(text := parent.get(path[-1]), str):
            continue
        if match := _DURATION.fullmatch(text):
            parent[path[-1]] = round(float(match.group(1)) * _SECONDS[match.group(2)], 6)
            continue
        parent[path[-1]] = Unknown.VALUE
        summary = f"'{'.'.join(path)}' must be a duration such as 10s, 5m or 1h, not {quoted(text)}"
        findings.add(summary, _find(node, path).mark.where)


def _find(node: Node, path: Path) -> Node:
    for step in path:
        below = node.get(step) if isinstance(node, MappingNode) and isinstance(step, str) else None
        node = below or node
    return node
