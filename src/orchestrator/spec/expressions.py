"""`${{ … }}` in text: found, and read as a path. What is written here stays valid CEL."""

import re
from dataclasses import dataclass

from orchestrator.model.source import Path

OPEN = "${{"
ONLY_PATHS = (
    "only paths are supported in this version: params.NAME, env.name, env.labels.NAME, self.name, "
    "resources.NAME.outputs.OUTPUT, resources.NAME[0].outputs.OUTPUT"
)
# `$${{` stands for a literal `${{`.
_OPENING = re.compile(r"\$?\$\{\{")
_HEAD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STEP = re.compile(r"""\.([A-Za-z_][A-Za-z0-9_]*)|\[(0|[1-9][0-9]{0,6})\]|\["([^"\\]*)"\]|\['([^'\\]*)'\]""")
_DASHED = re.compile(r"(?:\.|^)([A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)+)")


@dataclass(frozen=True, slots=True)
class Expression:
    """One `${{ … }}`; `nth` counts the openings in its text from 0, to find its place again."""

    path: Path
    nth: int


@dataclass(frozen=True, slots=True)
class BadExpression:
    """One `${{ … }}` that is not a path."""

    summary: str
    hint: str
    nth: int


def split(text: str) -> list[str | Expression | BadExpression]:
    """The literal parts and the expressions of a text, in order."""
    parts: list[str | Expression | BadExpression] = []
    at, nth = 0, 0
    while opening := _OPENING.search(text, at):
        parts.append(text[at : opening.start()])
        if opening.group() != OPEN:
            parts.append(OPEN)
            at, nth = opening.end(), nth + 1
            continue
        end = text.find("}}", opening.end())
        if end < 0:
            parts.append(BadExpression("the expression is not closed", "end it with }}", nth))
            return parts
        parts.append(_read(text[opening.end() : end].strip(), nth))
        at, nth = end + len("}}"), nth + 1
    parts.append(text[at:])
    return [part for part in parts if part != ""]


def _read(inside: str, nth: int) -> Expression | BadExpression:
    head = _HEAD.match(inside)
    path: list[str | int] = [head.group()] if head else []
    at = head.end() if head else 0
    while path and (step := _STEP.match(inside, at)):
        name, index, double, single = step.groups()
        path.append(
            int(index) if index is not None else next(n for n in (name, double, single) if n is not None)
        )
        at = step.end()
    if path and at == len(inside):
        return Expression(tuple(path), nth)
    shown = inside if len(inside) <= 60 else f"{inside[:57]}…"
    if dashed := _DASHED.search(inside):
        hint = f'a name with dashes is written ["{dashed.group(1)}"]'
        return BadExpression(f"'{shown}' is not a path", hint, nth)
    return BadExpression(f"'{shown}' is not a path" if inside else "the expression is empty", ONLY_PATHS, nth)
