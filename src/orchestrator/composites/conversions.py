"""From the version that a stack writes to the hub that the template sees, and to any other."""

from typing import Any

from orchestrator.composites.document import Conversion
from orchestrator.composites.read import CompositeType
from orchestrator.composites.schema import data_of, later, node_of, typed
from orchestrator.composites.texts import evaluate, paths_in
from orchestrator.errors import Where
from orchestrator.model.source import Path
from orchestrator.spec.evaluate import Unknown
from orchestrator.spec.expressions import Expression, split
from orchestrator.spec.findings import Findings
from orchestrator.spec.nodes import Entry, MappingNode, Node, Scalar, Sequence


def to_hub(found: CompositeType, version: str, spec: MappingNode, findings: Findings) -> MappingNode | None:
    """The spec of an instance as the hub has it, or None with every fault noted."""
    return convert(found, version, found.hub.name, spec, findings)


def convert(
    found: CompositeType, start: str, end: str, spec: MappingNode, findings: Findings
) -> MappingNode | None:
    """A spec of one version in another one, through the hub; both are checked by their schemas."""
    current = _typed(found, start, spec, findings)
    for step, target in _steps(found, start, end):
        if current is None:
            return None
        conversion = _between(found, step, target)
        if conversion is None:
            where = found.at("spec", "conversions").mark.where
            findings.add(f"there is no conversion from {step} to {target}", where, "add it to conversions")
            return None
        moved = _converted(conversion, current, findings)
        current = None if moved is None else _typed(found, target, moved, findings)
    return current


def value_at(node: Node | None, path: Path) -> Node | None:
    """The node at a path; None where there is none."""
    for step in path:
        if isinstance(node, MappingNode) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def _steps(found: CompositeType, start: str, end: str) -> list[tuple[str, str]]:
    hub = found.hub.name
    if start == end:
        return []
    return [pair for pair in ((start, hub), (hub, end)) if pair[0] != pair[1]]


def _between(found: CompositeType, start: str, end: str) -> Conversion | None:
    pairs = found.document.spec.conversions
    return next((one for one in pairs if (one.from_, one.to) == (start, end)), None)


def _typed(found: CompositeType, version: str, spec: MappingNode, findings: Findings) -> MappingNode | None:
    known = found.version(version)
    result = typed(spec, known.schema_, "spec", findings) if known else None
    return result if isinstance(result, MappingNode) else None


def _converted(conversion: Conversion, old: MappingNode, findings: Findings) -> MappingNode | None:
    entries: dict[str, Entry] = {}
    before = len(findings)
    data = data_of(old)
    for key, entry in conversion.set.entries.items():
        new = _value(entry.value, old, data, findings)
        if new is not None:
            entries[key] = Entry(new.mark, new)
    return MappingNode(old.mark, entries) if len(findings) == before else None


def _value(node: Node, old: MappingNode, data: Any, findings: Findings) -> Node | None:
    """One key of the new spec; a value that is only moved keeps its place, and may be known only later."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        parts = split(node.value)
        if len(parts) == 1 and isinstance(parts[0], Expression) and parts[0].path[0] == "old":
            return value_at(old, parts[0].path[1:])
        for path in paths_in(node.value):
            if path[:1] == ("old",) and (found := value_at(old, path[1:])) and later(found):
                where: Where = found.mark.where
                hint = "write the hub's version of the type, which needs no conversion"
                findings.add("an output of a resource cannot be converted", where, hint)
                return None
    value = evaluate(node, {"old": data}, findings)
    return None if value is Unknown.VALUE else node_of(value, old.mark)
