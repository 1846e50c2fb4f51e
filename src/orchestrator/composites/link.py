"""What reads an instance of a composite type from outside: its outputs, and dependsOn."""

from collections.abc import Mapping
from functools import partial

from orchestrator.composites import texts
from orchestrator.composites.expand import Expansion
from orchestrator.errors import Where
from orchestrator.model.source import Path
from orchestrator.spec.evaluate import place
from orchestrator.spec.expressions import OPEN, BadExpression, Expression, Formula, split
from orchestrator.spec.findings import did_you_mean
from orchestrator.spec.nodes import Entry, MappingNode, Node, Scalar, Sequence

DEEPEST = 16
_SHAPE = "write resources.NAME.outputs.OUTPUT"


def link(node: Node, work: Expansion, depth: int = 0) -> Node:
    """The tree with outputs of instances replaced by what they stand for."""
    linked = texts.mapped(node, lambda scalar: _scalar(scalar, work, depth))
    return linked if linked is not None else node


def depends_on(node: MappingNode, members: Mapping[str, list[str]]) -> MappingNode:
    """A resource that waits for an instance waits for all that this became."""
    entry = node.entries.get("dependsOn")
    if entry is None or not isinstance(entry.value, Sequence):
        return node
    items: list[Node] = []
    for item in entry.value.items:
        name = item.value if isinstance(item, Scalar) and isinstance(item.value, str) else ""
        known = members.get(name)
        named = (
            [Scalar(item.mark, one, one, item.mark.index) for one in known] if known is not None else [item]
        )
        items.extend(named)
    return node.put({"dependsOn": Entry(entry.mark, Sequence(entry.mark, tuple(items)))})


def _scalar(node: Scalar, work: Expansion, depth: int) -> Node:
    if not isinstance(node.value, str) or OPEN not in node.value:
        return node
    paths = texts.paths_in(node.value)
    if not any(path[:1] == ("resources",) and path[1:2] and path[1] in work.members for path in paths):
        return node
    if depth > DEEPEST:
        work.scope.findings.add("outputs of composite types need each other in a circle", node.mark.where)
        return Scalar(node.mark, None, "", node.end, sound=False)
    parts = split(node.value)
    before = len(work.scope.findings)
    if len(parts) == 1 and isinstance(parts[0], Expression):
        found = _output(parts[0].path, place(node, 0), work)
        if isinstance(found, Scalar):
            # The reader's own place: there a user looks for what is wrong with it.
            return link(Scalar(node.mark, found.value, found.text, node.end), work, depth + 1)
        return found or Scalar(node.mark, None, "", node.end, sound=False)
    text = "".join(_part(part, node, work) for part in parts)
    sound = len(work.scope.findings) == before
    return link(Scalar(node.mark, text, text, node.end, sound), work, depth + 1) if sound else _faulty(node)


def _faulty(node: Scalar) -> Scalar:
    return Scalar(node.mark, None, "", node.end, sound=False)


def _part(part: str | Expression | Formula | BadExpression, node: Scalar, work: Expansion) -> str:
    if isinstance(part, str):
        return part.replace(OPEN, f"${OPEN}")
    where = place(node, part.nth)
    if isinstance(part, BadExpression):
        work.scope.findings.add(part.summary, where, part.hint)
        return ""
    if isinstance(part, Expression):
        if not _of_instance(part.path, work):
            return f"{OPEN} {texts.inside(part)} }}}}"
        found = _output(part.path, where, work)
        return texts.written(found.value) if isinstance(found, Scalar) else ""
    return f"{OPEN} {texts.rewrite(part.text, partial(_replaced, where=where, work=work))} }}}}"


def _replaced(path: Path, where: Where, work: Expansion) -> str | None:
    if not _of_instance(path, work):
        return None
    found = _output(path, where, work)
    if not isinstance(found, Scalar):
        return "null"
    return texts.expression(found)


def _of_instance(path: Path, work: Expansion) -> bool:
    return len(path) > 1 and path[0] == "resources" and path[1] in work.members


def _output(path: Path, where: Where, work: Expansion) -> Node | None:
    """What an output of an instance stands for; None with the fault noted."""
    match path:
        case ("resources", str(name), "outputs", str(output)):
            known = work.outputs.get(name, {})
            if output in known:
                return known[output]
            if name not in work.faulty:
                summary = f"the composite '{name}' has no output '{output[:60]}'"
                work.scope.findings.add(summary, where, did_you_mean(output, known))
        case ("resources", str(name), *_) if name not in work.faulty:
            work.scope.findings.add(f"this is not an output of the composite '{name}'", where, _SHAPE)
    return None
