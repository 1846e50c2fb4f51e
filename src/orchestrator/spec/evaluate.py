"""Nodes to plain data: expressions that are known now get their values, outputs become references."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from orchestrator.errors import Where
from orchestrator.model.source import Path
from orchestrator.model.values import Computed, OutputRef, Ref, StackRef, Template
from orchestrator.spec import formulas
from orchestrator.spec.expressions import OPEN, READABLE, BadExpression, Expression, Formula, split
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.nodes import MappingNode, Node, Scalar, ScalarValue, Sequence
from orchestrator.spec.unknown import Unknown as Unknown

MOST_EXPRESSIONS = 1000


Known: TypeAlias = ScalarValue | Ref | Unknown
Part: TypeAlias = Known | Computed | tuple[Any, ...] | dict[str, Any]
Outputs: TypeAlias = Callable[[Path, Where], OutputRef | Unknown]


@dataclass(frozen=True, slots=True)
class Scope:
    """What expressions may read at one place."""

    findings: Findings
    params: dict[str, ScalarValue | Unknown] = field(default_factory=dict)
    env_name: str = ""
    env_labels: dict[str, str] = field(default_factory=dict)
    self_: dict[str, Any] = field(default_factory=dict)
    stacks: Mapping[str, Any] = field(default_factory=dict)
    """Of each other stack that is read, its outputs by name, each a StackRef."""
    outputs: Outputs | None = None
    """Resolves `resources.…`; None where no resource's output may stand."""

    def value(self, path: Path, where: Where) -> Known:
        """The value of a path, with a fault noted where there is none."""
        match path:
            case ("params", str(name)):
                return self._pick(self.params, name, "parameter", where)
            case ("env", "name"):
                return self.env_name
            case ("env", "labels", str(name)):
                return self._pick(self.env_labels, name, "label of the environment", where)
            case ("self", str(name)):
                return self._pick(self.self_, name, "property of `self` here", where)
            case ("self", "value", *steps):
                return self._inside(steps, where)
            case ("resources", *_):
                return self._output(path, where)
            case ("stacks", str(name), "outputs", str(output)):
                return self._shared(name, output, path, where)
        self.findings.add(f"'{path[0]}' cannot be read like this", where, READABLE)
        return Unknown.VALUE

    def _inside(self, steps: list[str | int], where: Where) -> Known:
        """What `self.value.…` reads: a value of `forEach` may be a mapping or a list."""
        value: Any = self._pick(self.self_, "value", "property of `self` here", where)
        for step in steps:
            match value, step:
                case dict(), str(name):
                    value = self._pick(value, name, "key of `self.value` here", where)
                case tuple(), int(index) if index < len(value):
                    value = value[index]
                case Unknown(), _:
                    return value
                case _:
                    self.findings.add(f"`self.value` has no {step!r} here", where)
                    return Unknown.VALUE
        found: Known = value
        return found

    def _output(self, path: Path, where: Where) -> Known:
        if self.outputs:
            return self.outputs(path, where)
        hint = "the value is needed before anything is created"
        self.findings.add("an output of a resource cannot stand here", where, hint)
        return Unknown.VALUE

    def _shared(self, name: str, output: str, path: Path, where: Where) -> Known:
        """What another stack shares; it may stand where an output may."""
        found = self._pick(self.stacks, name, "stack under `stacks`", where)
        if not isinstance(found, Mapping):
            return Unknown.VALUE
        ref: Known = self._pick(found, output, f"output of '{name}' under `stacks`", where)
        return ref if self.outputs is not None else self._output(path, where)

    def _pick(self, values: Any, name: str, kind: str, where: Where) -> Known:
        if name in values:
            found: Known = values[name]
            return found
        self.findings.add(f"there is no {kind} '{name[:60]}'", where, did_you_mean(name, values))
        return Unknown.VALUE


def plain(node: Node, scope: Scope) -> Any:
    """The node as dicts, tuples and values."""
    match node:
        case Scalar() if not node.sound:
            return Unknown.VALUE
        case Scalar():
            return scalar(node, scope) if OPEN in node.text else node.value
        case MappingNode():
            return {key: plain(entry.value, scope) for key, entry in node.entries.items()}
        case Sequence():
            return tuple(plain(item, scope) for item in node.items)


def literal(node: Node, findings: Findings) -> Any:
    """The node as plain data where no expression may stand."""
    match node:
        case Scalar() if not node.sound:
            return Unknown.VALUE
        case Scalar():
            if OPEN in node.text:
                findings.add("an expression cannot stand here", place(node, 0))
                return Unknown.VALUE
            return node.value
        case MappingNode():
            return {key: literal(entry.value, findings) for key, entry in node.entries.items()}
        case Sequence():
            return tuple(literal(item, findings) for item in node.items)


def scalar(node: Scalar, scope: Scope) -> Any:
    """A scalar's value; one that is only an expression keeps the type of what it reads."""
    if not isinstance(node.value, str):
        return node.value
    if node.value.count(OPEN) > MOST_EXPRESSIONS:
        scope.findings.add(f"more than {MOST_EXPRESSIONS} expressions in one text", node.mark.where)
        return Unknown.VALUE
    known: list[Part] = []
    parts = split(node.value)
    for part in parts:
        match part:
            case str():
                known.append(part)
            case BadExpression():
                scope.findings.add(part.summary, place(node, part.nth), part.hint)
                known.append(Unknown.VALUE)
            case Expression():
                known.append(scope.value(part.path, place(node, part.nth)))
            case Formula():
                known.append(formulas.value(part, scope, place(node, part.nth), alone=len(parts) == 1))
    if Unknown.VALUE in known:
        return Unknown.VALUE
    if len(known) == 1 and not isinstance(known[0], OutputRef | StackRef | Computed):
        return known[0]
    return _text(known)


def place(node: Scalar, nth: int) -> Where:
    """The place of the nth opening in a scalar, also inside block text."""
    source = node.mark.source
    at = node.mark.index - 1
    for _ in range(nth + 1):
        at = source.text.find(OPEN, at + 1, node.end)
        if at < 0:
            # Written with escapes ("\x24…"), so only the scalar's own place is known.
            return node.mark.where
    line = source.text.count("\n", node.mark.index, at)
    column = at - source.text.rfind("\n", 0, at) if line else node.mark.column + 1 + at - node.mark.index
    return Where(source.file, node.mark.line + line + 1, column, source.via)


def _text(known: list[Part]) -> str | Template:
    parts: list[str | Ref | Computed] = []
    for value in known:
        if isinstance(value, OutputRef | StackRef | Computed):
            parts.append(value)
        elif parts and isinstance(parts[-1], str):
            parts[-1] += _shown(value)
        else:
            parts.append(_shown(value))
    if all(isinstance(part, str) for part in parts):
        return "".join(str(part) for part in parts)
    return Template(tuple(parts))


def _shown(value: Part) -> str:
    """A value inside text, written as YAML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
