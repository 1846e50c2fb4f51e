"""Text with expressions: evaluated over given variables, or rewritten so that a stack can read it."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from orchestrator import expressions
from orchestrator.errors import Where
from orchestrator.expressions import Kind, kind_of
from orchestrator.model.source import Path
from orchestrator.spec.evaluate import Unknown, place
from orchestrator.spec.expressions import (
    CALLED,
    OPEN,
    BadExpression,
    Expression,
    Formula,
    Part,
    path_at,
    split,
)
from orchestrator.spec.findings import Findings
from orchestrator.spec.nodes import Entry, MappingNode, Node, Scalar, Sequence

_TOKEN = re.compile(
    r"""(?P<text>[rRbB]{0,2}(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))"""
    r"""|(?P<number>\d[\w.]*)|(?P<name>[A-Za-z_]\w*)|(?P<other>.)""",
    re.DOTALL,
)
_WORDS = frozenset(("true", "false", "null", "in"))
Replace = Callable[[Path], "str | None"]
"""The CEL text that stands for a path; None leaves it as it is."""


def evaluate(node: Node, variables: Mapping[str, Any], findings: Findings) -> Any:
    """The node as plain data, its expressions evaluated; what has a fault is Unknown."""
    match node:
        case MappingNode():
            return {key: evaluate(entry.value, variables, findings) for key, entry in node.entries.items()}
        case Sequence():
            return [evaluate(item, variables, findings) for item in node.items]
        case Scalar() if not node.sound:
            return Unknown.VALUE
    if not isinstance(node.value, str) or OPEN not in node.value:
        return node.value
    values = [_value(part, node, variables, findings) for part in split(node.value)]
    if Unknown.VALUE in values:
        return Unknown.VALUE
    return values[0] if len(values) == 1 else "".join(map(written, values))


def formula(text: str, variables: Mapping[str, Any]) -> Any:
    """The value of one CEL expression; raises orchestrator.expressions.BadExpression."""
    kinds = {name: Kind.DYN if value is None else kind_of(value) for name, value in variables.items()}
    return expressions.compile(text, kinds).evaluate(variables)


def written(value: object) -> str:
    """A value inside text, as YAML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def literal(value: object) -> str:
    """A value as CEL writes it."""
    match value:
        case dict():
            return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(literal, value)) + "]"
        case str():
            # JSON's escapes are CEL's too, but for the surrogates that it would make of other planes.
            text = json.dumps(value, ensure_ascii=False)
            # Inside `${{ … }}` no text may look like the beginning or the end of an expression.
            return text.replace(OPEN, r"\u0024{{").replace("}}", r"}\u007d")
        case float():
            return repr(value)
    return json.dumps(value)


def rewrite(text: str, replace: Replace) -> str:
    """A CEL text with some of its paths replaced."""
    pieces: list[str] = []
    at = 0
    while token := _TOKEN.match(text, at):
        at = token.end()
        after_dot = "".join(pieces[-8:]).rstrip().endswith(".")
        if not token["name"] or token["name"] in _WORDS or after_dot or CALLED.match(text, at):
            pieces.append(token.group())
            continue
        path, end = path_at(text, token.start())
        new = replace(path)
        pieces.append(text[token.start() : end] if new is None else new)
        at = end
    return "".join(pieces)


def paths_in(text: str) -> list[Path]:
    """The paths that the expressions of a text read."""
    found: list[Path] = []

    def note(path: Path) -> None:
        found.append(path)

    for part in split(text):
        match part:
            case Expression():
                note(part.path)
            case Formula():
                rewrite(part.text, note)
    return found


def inside(part: Part) -> str:
    """The CEL text of one expression."""
    match part:
        case Expression():
            head, *rest = part.path
            return str(head) + "".join(f"[{literal(step)}]" for step in rest)
        case Formula():
            return part.text
        case BadExpression():
            return ""


def joined(text: str) -> str:
    """Text with expressions as one CEL expression."""
    parts = split(text)
    pieces = [literal(p) if isinstance(p, str) else f"({inside(p)})" for p in parts]
    if len(pieces) == 1:
        return pieces[0]
    return (
        "("
        + " + ".join(p if isinstance(q, str) else f"string{p}" for p, q in zip(pieces, parts, strict=True))
        + ")"
    )


def expression(node: Scalar) -> str:
    """A scalar as CEL."""
    return joined(node.value) if isinstance(node.value, str) else literal(node.value)


def _value(part: str | Part, node: Scalar, variables: Mapping[str, Any], findings: Findings) -> Any:
    if isinstance(part, str):
        return part
    where: Where = place(node, part.nth)
    if isinstance(part, BadExpression):
        findings.add(part.summary, where, part.hint)
        return Unknown.VALUE
    try:
        return formula(inside(part), variables)
    except expressions.BadExpression as error:
        findings.add(f"the expression is wrong: {error.summary}", where, error.hint)
        return Unknown.VALUE


def mapped(node: Node, change: Callable[[Scalar], Node | None]) -> Node | None:
    """A copy of a tree with every scalar changed; a key or item whose value becomes None is left out."""
    match node:
        case Scalar():
            return change(node)
        case MappingNode():
            pairs = ((key, entry.mark, mapped(entry.value, change)) for key, entry in node.entries.items())
            return MappingNode(
                node.mark, {key: Entry(mark, new) for key, mark, new in pairs if new is not None}
            )
        case Sequence():
            items = (mapped(item, change) for item in node.items)
            return Sequence(node.mark, tuple(item for item in items if item is not None))
