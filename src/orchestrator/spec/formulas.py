"""Expressions that are more than a path: their paths found and resolved, then typed and evaluated as CEL."""

import re
from typing import TYPE_CHECKING

from orchestrator.errors import Where
from orchestrator.expressions import LONGEST, BadExpression, Result, compile, kind_of
from orchestrator.model.source import Path
from orchestrator.model.values import OutputRef
from orchestrator.spec.expressions import CALLED, Formula, path_at
from orchestrator.spec.nodes import ScalarValue
from orchestrator.spec.unknown import Unknown

if TYPE_CHECKING:
    from orchestrator.spec.evaluate import Scope

_TOKEN = re.compile(
    r"""(?P<text>[rRbB]{0,2}(?:'''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))"""
    r"""|(?P<number>\d[\w.]*)|(?P<name>[A-Za-z_]\w*)|(?P<other>.)""",
    re.DOTALL,
)
_BINDS = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,")
_ROOTS = ("params", "env", "self", "resources")
_WORDS = frozenset(
    ("true", "false", "null", "in", "int", "uint", "double", "string", "bool", "bytes", "list", "map")
)


def value(formula: Formula, scope: "Scope", where: Where) -> ScalarValue | Unknown:
    """The value of a formula, with a fault noted where there is none."""
    if len(formula.text) > LONGEST:
        scope.findings.add(f"the expression is longer than {LONGEST:,} characters", where, "use a parameter")
        return Unknown.VALUE
    pieces, paths = _parts(formula.text)
    values: dict[str, Result] = {}
    faults = False
    for name, path in paths.items():
        found = scope.value(path, where)
        if isinstance(found, OutputRef):
            hint = "put it on its own, next to the text"
            scope.findings.add("an output can only stand alone in an expression for now", where, hint)
        if isinstance(found, OutputRef | Unknown):
            faults = True
        else:
            values[name] = found
    if faults:
        return Unknown.VALUE
    try:
        kinds = {name: kind_of(known) for name, known in values.items()}
        result = compile("".join(pieces), kinds).evaluate(values)
    except BadExpression as error:
        summary = error.summary
        for name, path in paths.items():
            summary = summary.replace(name, ".".join(map(str, path)))
        scope.findings.add(f"the expression is wrong: {summary}", where, error.hint)
        return Unknown.VALUE
    if isinstance(result, list | dict):
        scope.findings.add(f"an expression cannot give a {kind_of(result).value} here", where)
        return Unknown.VALUE
    return result


def _parts(text: str) -> tuple[list[str], dict[str, Path]]:
    """The text with a generated variable in place of every path, and what each of them reads."""
    bound = {name for name in _BINDS.findall(text) if name not in _ROOTS} | _WORDS
    pieces: list[str] = []
    names: dict[Path, str] = {}
    at = 0
    while token := _TOKEN.match(text, at):
        at = token.end()
        word = token.group("name")
        after_dot = "".join(pieces[-8:]).rstrip().endswith(".")
        if word is None or word in bound or after_dot or CALLED.match(text, at):
            pieces.append(token.group())
            continue
        path, at = path_at(text, token.start())
        pieces.append(names.setdefault(path, f"v{len(names)}_"))
    return pieces, {name: path for path, name in names.items()}
