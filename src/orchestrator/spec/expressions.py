"""`${{ … }}` in text: found, and read as a path where it is one; what is more than a path is CEL."""

import re
from dataclasses import dataclass
from typing import TypeAlias

from orchestrator.expressions import LONGEST
from orchestrator.model.source import Path

OPEN = "${{"
READABLE = (
    "an expression can read params.NAME, env.name, env.labels.NAME, self.name, "
    "resources.NAME.outputs.OUTPUT, resources.NAME[0].outputs.OUTPUT, stacks.NAME.outputs.OUTPUT"
)
# `$${{` stands for a literal `${{`.
_OPENING = re.compile(r"\$?\$\{\{")
_HEAD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STEP = re.compile(r"""\.([A-Za-z_][A-Za-z0-9_]*)|\[(0|[1-9][0-9]{0,6})\]|\["([^"\\]*)"\]|\['([^'\\]*)'\]""")
_STRING = re.compile(r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*\"""")
CALLED = re.compile(r"\s*\(")
_MOST_ENDS = 16
_DASHED = re.compile(r"(?:\.|^)([A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)+)")


@dataclass(frozen=True, slots=True)
class Expression:
    """One `${{ … }}`; `nth` counts the openings in its text from 0, to find its place again."""

    path: Path
    nth: int


@dataclass(frozen=True, slots=True)
class Formula:
    """One `${{ … }}` that is more than a path."""

    text: str
    nth: int


@dataclass(frozen=True, slots=True)
class BadExpression:
    """One `${{ … }}` that cannot be read."""

    summary: str
    hint: str
    nth: int


Part: TypeAlias = Expression | Formula | BadExpression


def split(text: str) -> list[str | Part]:
    """The literal parts and the expressions of a text, in order."""
    parts: list[str | Part] = []
    at, nth = 0, 0
    while opening := _OPENING.search(text, at):
        parts.append(text[at : opening.start()])
        if opening.group() != OPEN:
            parts.append(OPEN)
            at, nth = opening.end(), nth + 1
            continue
        end = _end(text, opening.end())
        if end < 0:
            parts.append(BadExpression("the expression is not closed", "end it with }}", nth))
            return parts
        parts.append(_read(text[opening.end() : end].strip(), nth))
        at, nth = end + len("}}"), nth + 1
    parts.append(text[at:])
    return [part for part in parts if part != ""]


def path_at(text: str, at: int) -> tuple[Path, int]:
    """The longest path that starts there, without a method that is called on it, and where it ends."""
    head = _HEAD.match(text, at)
    if head is None:
        return (), at
    path: list[str | int] = [head.group()]
    at = head.end()
    while step := _STEP.match(text, at):
        name, index, double, single = step.groups()
        if name is not None and CALLED.match(text, step.end()):
            break
        path.append(
            int(index) if index is not None else next(n for n in (name, double, single) if n is not None)
        )
        at = step.end()
    return tuple(path), at


def _read(inside: str, nth: int) -> Part:
    if not inside:
        return BadExpression("the expression is empty", READABLE, nth)
    path, at = path_at(inside, 0)
    if path and at == len(inside):
        return Expression(path, nth)
    dashed = _DASHED.search(inside)
    # Without a space this is a name with a dash; with one, it is a subtraction.
    if dashed and path and path[0] in ("resources", "env") and " " not in inside:
        shown = inside if len(inside) <= 60 else f"{inside[:57]}…"
        return BadExpression(
            f"'{shown}' is not a path", f'a name with dashes is written ["{dashed.group(1)}"]', nth
        )
    return Formula(inside, nth)


def _end(text: str, start: int) -> int:
    """Where the expression's `}}` stands: the first outside of strings and braces, else the first."""
    first = end = text.find("}}", start)
    for _ in range(_MOST_ENDS):
        if end < 0 or end - start > LONGEST or OPEN in text[start:end]:
            return first
        for ahead in (end, end + 1):
            bare = _STRING.sub("", text[start:ahead])
            if (
                text.startswith("}}", ahead)
                and bare.count("{") == bare.count("}")
                and not set(bare) & {"'", '"'}
            ):
                return ahead
        end = text.find("}}", end + 1)
    return first
