"""The template of a type to the resources of one instance: names and `spec` put in, places kept."""

from dataclasses import dataclass
from typing import Any

from orchestrator.composites import texts
from orchestrator.composites.conversions import value_at
from orchestrator.composites.schema import Schema, SpecSchema, data_of, later
from orchestrator.errors import Where
from orchestrator.model.references import references
from orchestrator.model.resources import RESOURCE_TYPES
from orchestrator.model.source import Path
from orchestrator.spec.evaluate import place
from orchestrator.spec.expressions import OPEN, BadExpression, Expression, split
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.nodes import Entry, MappingNode, Mark, Node, Scalar, Sequence, Source

_READABLE = (
    "a template reads spec, instance.name, env, self, resources.NAME.outputs.OUTPUT, resources.NAME.name"
)
_ELSEWHERE = ("params", "stacks", "secrets", "outputs")
"""What belongs to the stack: a template that read it would not be the same in every stack."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What one instance puts into the template."""

    instance: str
    spec: MappingNode
    schema: SpecSchema
    children: frozenset[str]
    """The names of the template's resources."""
    findings: Findings

    def child(self, name: str) -> str:
        """The name in the stack of a resource of the template."""
        return f"{self.instance}-{name}"

    def belongs(self, name: str) -> bool:
        """Whether a name means a resource of the template, or one instance of it."""
        return name in self.children or any(name.startswith(f"{child}-") for child in self.children)


def at_instance(node: Node, via: Where) -> Node:
    """The tree with every place telling also the instance for which it is read."""
    return _marked(node, Source(node.mark.source.file, node.mark.source.text, via))


def fill(node: Node, filling: Filling) -> Node | None:
    """A tree of the template with everything of the instance put in; None: an unset value, left out."""
    return texts.mapped(node, lambda scalar: _scalar(scalar, filling))


def resource(node: MappingNode, filling: Filling) -> MappingNode:
    """One resource of the template with its own names and values put in."""
    named = _names(node, filling)
    filled = fill(named, filling)
    return filled if isinstance(filled, MappingNode) else named


def _marked(node: Node, source: Source) -> Node:
    mark = Mark(source, node.mark.line, node.mark.column, node.mark.index)
    match node:
        case Scalar():
            return Scalar(mark, node.value, node.text, node.end, node.sound)
        case Sequence():
            return Sequence(mark, tuple(_marked(item, source) for item in node.items))
        case MappingNode():
            entries = {
                key: Entry(
                    Mark(source, entry.mark.line, entry.mark.column, entry.mark.index),
                    _marked(entry.value, source),
                )
                for key, entry in node.entries.items()
            }
            return MappingNode(mark, entries)


def _names(node: MappingNode, filling: Filling) -> MappingNode:
    """References by name, and dependsOn: names of the template become those of the stack."""
    changes: dict[str, Entry] = {}
    if depends := node.entries.get("dependsOn"):
        changes["dependsOn"] = Entry(depends.mark, _named(depends.value, filling))
    model = RESOURCE_TYPES.get(node.text("type"))
    spec = node.entries.get("spec")
    if model is not None and spec is not None:
        inner: Node = spec.value
        for path, _ in references(model):
            if path[:1] == ("spec",):
                inner = _at(inner, path[1:], filling)
        changes["spec"] = Entry(spec.mark, inner)
    return node.put(changes)


def _at(node: Node, path: tuple[str, ...], filling: Filling) -> Node:
    """The tree with the names at a path changed; a step may be any item of a list."""
    if isinstance(node, Sequence):
        return Sequence(node.mark, tuple(_at(item, path, filling) for item in node.items))
    if not path:
        return _named(node, filling)
    if isinstance(node, MappingNode):
        entry = node.entries.get(path[0])
        if entry is not None:
            return node.put({path[0]: Entry(entry.mark, _at(entry.value, path[1:], filling))})
        # A step that stands for the items of a list or the keys of a mapping is no key.
        if path[0] in ("*", "[]"):
            items = {key: Entry(e.mark, _at(e.value, path[1:], filling)) for key, e in node.entries.items()}
            return MappingNode(node.mark, items)
    return node


def _named(node: Node, filling: Filling) -> Node:
    match node:
        case Sequence():
            return Sequence(node.mark, tuple(_named(item, filling) for item in node.items))
        case Scalar() if isinstance(node.value, str) and OPEN not in node.value:
            if filling.belongs(node.value):
                name = filling.child(node.value)
                return Scalar(node.mark, name, name, node.end)
            hint = did_you_mean(node.value, filling.children)
            filling.findings.add(f"the template has no resource '{node.value[:60]}'", node.mark.where, hint)
            return Scalar(node.mark, node.value, node.text, node.end, sound=False)
    return node


def _scalar(node: Scalar, filling: Filling) -> Node | None:
    if not isinstance(node.value, str) or OPEN not in node.value:
        return node
    parts = split(node.value)
    if len(parts) == 1 and isinstance(parts[0], Expression) and parts[0].path[:1] == ("spec",):
        path = parts[0].path
        if not _declared(path, filling):
            return _fault(f"the spec has no '{_dotted(path)}'", place(node, 0), filling, node, path)
        return value_at(filling.spec, path[1:])
    before = len(filling.findings)
    text = "".join(
        part.replace(OPEN, f"${OPEN}") if isinstance(part, str) else _part(part, node, filling)
        for part in parts
    )
    return Scalar(node.mark, text, text, node.end, len(filling.findings) == before)


def _part(part: Any, node: Scalar, filling: Filling) -> str:
    """The text that one expression of the template becomes in the stack."""
    where = place(node, part.nth)
    if isinstance(part, BadExpression):
        filling.findings.add(part.summary, where, part.hint)
        return ""
    if isinstance(part, Expression) and part.path[0] == "spec" and _declared(part.path, filling):
        found = value_at(filling.spec, part.path[1:])
        if isinstance(found, Scalar):
            # Beside other text a value is text; what is known later is an expression of the stack already.
            return texts.written(found.value)
    if isinstance(part, Expression) and (name := _own_name(part.path, filling)):
        return name
    inner = texts.rewrite(texts.inside(part), lambda path: _replaced(path, where, filling))
    return f"{OPEN} {inner} }}}}"


def _own_name(path: Path, filling: Filling) -> str:
    """The name of the instance, or of one of its resources, where a path reads just that."""
    match path:
        case ("instance", "name"):
            return filling.instance
        case ("resources", str(name), "name") if filling.belongs(name):
            return filling.child(name)
    return ""


def _replaced(path: Path, where: Where, filling: Filling) -> str | None:
    """The CEL text for one path inside an expression of the template."""
    match path:
        case ("spec", *_):
            if not _declared(path, filling):
                hint = did_you_mean(str(path[-1]), filling.schema.properties)
                filling.findings.add(f"the spec has no '{_dotted(path)}'", where, hint)
                return "null"
            return _literal(path, filling)
        case ("instance", "name"):
            return texts.literal(filling.instance)
        case ("resources", str(name), *rest):
            if not filling.belongs(name):
                hint = did_you_mean(name, filling.children)
                filling.findings.add(f"the template has no resource '{name[:60]}'", where, hint)
                return "null"
            own = filling.child(name)
            if rest == ["name"]:
                return texts.literal(own)
            return f"resources[{texts.literal(own)}]" + "".join(f"[{texts.literal(step)}]" for step in rest)
        case (str(root), *_) if root in _ELSEWHERE or root == "instance":
            filling.findings.add(f"a template cannot read '{_dotted(path)}'", where, _READABLE)
            return "null"
    return None


def _literal(path: Path, filling: Filling) -> str:
    found = value_at(filling.spec, path[1:])
    if found is None:
        return "dyn(null)"
    if later(found):
        return texts.joined(str(data_of(found)))
    text = texts.literal(data_of(found))
    # What may be unset can be compared with null only when its type is left open.
    return text if _certain(path, filling.schema) else f"dyn({text})"


def _declared(path: Path, filling: Filling) -> bool:
    return _schema_at(path, filling.schema) is not None


def _certain(path: Path, root: SpecSchema) -> bool:
    """Whether there is a value in every instance."""
    above = _schema_at(path[:-1], root)
    own = _schema_at(path, root)
    if above is None or not isinstance(own, Schema):
        return True
    return path[-1] in above.required or own.default is not None or own.type == "object"


def _schema_at(path: Path, root: SpecSchema) -> Schema | SpecSchema | None:
    found: Schema | SpecSchema | None = root
    for step in path[1:]:
        if isinstance(step, int):
            found = found.items if isinstance(found, Schema) else None
        else:
            found = found.properties.get(step) if found else None
    return found


def _dotted(path: Path) -> str:
    return ".".join(str(step) for step in path)[:80]


def _fault(summary: str, where: Where, filling: Filling, node: Scalar, path: Path) -> Scalar:
    filling.findings.add(summary, where, did_you_mean(str(path[-1]), filling.schema.properties))
    return Scalar(node.mark, None, "", node.end, sound=False)
