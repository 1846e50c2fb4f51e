"""Expressions that are more than a path: their paths found and resolved, then typed and evaluated as CEL."""

import re
from typing import TYPE_CHECKING, Any

from orchestrator.errors import Where
from orchestrator.expressions import LONGEST, BadExpression, Kind, Result, compile, kind_of, literal
from orchestrator.model.source import Path
from orchestrator.model.values import Computed, OutputRef, Ref, StackRef
from orchestrator.spec.expressions import CALLED, Formula, path_at
from orchestrator.spec.unknown import Unknown

if TYPE_CHECKING:
    from orchestrator.spec.evaluate import Part, Scope

_TOKEN = re.compile(
    r"""(?P<text>[rRbB]{0,2}(?:'''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))"""
    r"""|(?P<number>\d[\w.]*)|(?P<name>[A-Za-z_]\w*)|(?P<other>.)""",
    re.DOTALL,
)
_BINDS = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,")
_ROOTS = ("params", "env", "self", "resources", "stacks")
_WORDS = frozenset(
    ("true", "false", "null", "in", "int", "uint", "double", "string", "bool", "bytes", "list", "map")
)


def value(formula: Formula, scope: "Scope", where: Where, *, alone: bool = True) -> "Part":
    """The value of a formula, computed later where it reads outputs; with a fault noted where there is none.

    A list or a mapping can only be had where the expression stands alone.
    """
    if len(formula.text) > LONGEST:
        scope.findings.add(f"the expression is longer than {LONGEST:,} characters", where, "use a parameter")
        return Unknown.VALUE
    pieces = _pieces(formula.text)
    paths = dict.fromkeys(piece for piece in pieces if not isinstance(piece, str))
    found = {path: scope.value(path, where) for path in paths}
    if Unknown.VALUE in found.values():
        return Unknown.VALUE
    names = {path: f"v{number}_" for number, path in enumerate(found)}
    outputs = {names[path]: ref for path, ref in found.items() if isinstance(ref, OutputRef | StackRef)}
    known = {names[path]: thawed(v) for path, v in found.items() if names[path] not in outputs}
    kinds = {**{name: ref.kind for name, ref in outputs.items()}, **{n: kind_of(v) for n, v in known.items()}}
    text = "".join(piece if isinstance(piece, str) else names[piece] for piece in pieces)
    try:
        program = compile(text, kinds)
        result: Result = None if outputs else program.evaluate(known)
    except BadExpression as error:
        summary = error.summary
        for path, name in names.items():
            summary = summary.replace(name, ".".join(map(str, path)))
        scope.findings.add(f"the expression is wrong: {summary}", where, error.hint)
        return Unknown.VALUE
    if program.result in (Kind.LIST, Kind.MAP) and (outputs or not alone):
        scope.findings.add(f"an expression cannot give a {program.result.value} here", where)
        return Unknown.VALUE
    if not outputs:
        return frozen(result)
    constants = {name: literal(value) for name, value in known.items()}
    return _computed(pieces, names, constants, outputs)


def thawed(value: Any) -> Result:
    """A value as CEL takes it: tuples as lists."""
    match value:
        case tuple():
            return [thawed(item) for item in value]
        case dict():
            return {key: thawed(item) for key, item in value.items()}
    known: Result = value
    return known


def frozen(value: Result) -> "Part":
    """A result as the rest of the loader has it: lists as tuples."""
    match value:
        case list():
            return tuple(frozen(item) for item in value)
        case dict():
            return {str(key): frozen(item) for key, item in value.items()}
    return value


def _computed(
    pieces: list[str | Path],
    names: dict[Path, str],
    constants: dict[str, str],
    outputs: dict[str, Ref],
) -> Computed:
    """What is known is written into the expression, so that only outputs are variables."""

    def put(outside: dict[str, str]) -> str:
        return "".join(
            piece if isinstance(piece, str) else constants.get(names[piece], outside.get(names[piece], ""))
            for piece in pieces
        )

    text = put({name: name for name in outputs})
    return Computed(text, tuple(outputs.items()), put({name: ref.path for name, ref in outputs.items()}))


def _pieces(text: str) -> list[str | Path]:
    """The text with each path in it taken out as one."""
    bound = {name for name in _BINDS.findall(text) if name not in _ROOTS} | _WORDS
    pieces: list[str | Path] = []
    at = 0
    before = ""
    while token := _TOKEN.match(text, at):
        word = token.group("name")
        if word is None or word in bound or before == "." or CALLED.match(text, token.end()):
            pieces.append(token.group())
            at = token.end()
            before = token.group().strip() or before
            continue
        path, at = path_at(text, token.start())
        pieces.append(path)
        before = ""
    return pieces
