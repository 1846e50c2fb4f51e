"""CEL by its C++ implementation: compiled against kinds, so that a wrong type is told early."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import isfinite
from typing import Any, TypeAlias

LONGEST = 4096
DEEPEST = 32
_ERROR = re.compile(r"<input>:(-?\d+):(-?\d+): (.*)")


class Kind(Enum):
    """What a value is, as far as it is known before it is there."""

    STRING = "string"
    INT = "int"
    DOUBLE = "double"
    BOOL = "bool"
    LIST = "list"
    MAP = "map"
    NULL = "null"
    DYN = "dyn"


Result: TypeAlias = str | int | float | bool | list[Any] | dict[Any, Any] | None


class BadExpression(Exception):
    """An expression that is not CEL, or whose kinds do not fit; the column counts from 1."""

    def __init__(self, summary: str, column: int = 1, hint: str = "") -> None:
        super().__init__(summary)
        self.summary = summary
        self.column = column
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled expression."""

    result: Kind
    _compiled: Any

    def evaluate(self, values: Mapping[str, Result]) -> Result:
        """Its value; raises BadExpression."""
        try:
            found = self._compiled.eval(data=dict(values))
            value: Result = found.plain_value()
            failed = found.type().name() == "ERROR"
        except Exception as error:  # the C++ side raises bare RuntimeError, and others
            raise _told(error) from error
        if failed:
            raise BadExpression(_short(str(value)))
        if isinstance(value, float) and not isfinite(value):
            # No cloud takes it, and JSON cannot say it.
            raise BadExpression(f"the result is no finite number: {value}")
        kind_of(value)
        return value


def compile(text: str, variables: Mapping[str, Kind]) -> Program:
    """The program of a text over some variables; raises BadExpression."""
    return _compiled(text, tuple(variables.items()))


@lru_cache(256)
def _compiled(text: str, variables: tuple[tuple[str, Kind], ...]) -> Program:
    """The same expression stands in each of many instances, and compiling is what costs."""
    if len(text) > LONGEST:
        raise BadExpression(f"the expression is longer than {LONGEST:,} characters", 1, "use a parameter")
    if _depth(text) > DEEPEST:
        raise BadExpression(f"the expression is nested deeper than {DEEPEST} levels")
    # Costs 14 MB of memory, which a stack with plain paths only need not pay.
    try:
        from cel_expr_python import cel  # type: ignore[import-untyped]  # it has stubs, but no py.typed
    except ImportError as error:
        raise BadExpression("CEL is not installed on this machine", 1, "use plain paths only") from error
    types: dict[Kind, Any] = {
        Kind.STRING: cel.Type.STRING,
        Kind.INT: cel.Type.INT,
        Kind.DOUBLE: cel.Type.DOUBLE,
        Kind.BOOL: cel.Type.BOOL,
        Kind.LIST: cel.Type.LIST,
        Kind.MAP: cel.Type.MAP,
        Kind.NULL: cel.Type.NULL,
        Kind.DYN: cel.Type.DYN,
    }
    try:
        env = cel.NewEnv(variables={name: types[kind] for name, kind in variables})
        compiled = env.compile(text)
        name = compiled.return_type().name().partition("<")[0].lower()
    except Exception as error:  # see Program.evaluate
        raise _told(error) from error
    try:
        return Program(Kind(name), compiled)
    except ValueError:
        hint = "an expression gives a string, a number, true or false, a list or a map"
        raise BadExpression(f"a value of type {name} cannot be used", 1, hint) from None


def kind_of(value: object) -> Kind:
    """The kind of a value; raises BadExpression where there is none."""
    match value:
        case None:
            return Kind.NULL
        case bool():
            return Kind.BOOL
        case int():
            return Kind.INT
        case float():
            return Kind.DOUBLE
        case str():
            return Kind.STRING
        case list():
            return Kind.LIST
        case dict():
            return Kind.MAP
    raise BadExpression(f"a value of type {type(value).__name__} cannot be used")


def literal(value: Result) -> str:
    """A value as CEL writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"({value!r})" if value < 0 else repr(value)
        case str():
            # Control characters as JSON escapes them, which CEL reads as well.
            return json.dumps(value, ensure_ascii=False)
        case list():
            return "[" + ", ".join(map(literal, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"


def _depth(text: str) -> int:
    """A bound of the nesting: brackets, and the operators that nest without any."""
    deepest = depth = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return max(deepest, text.count("?"))


def _told(error: Exception) -> BadExpression:
    if found := _ERROR.search(str(error)):
        column = int(found.group(2)) if found.group(1) == "1" else 1
        return BadExpression(_short(found.group(3)), column)
    return BadExpression(_short(str(error)))


def _short(message: str) -> str:
    """The first line of CEL's message, without its status words."""
    line = (message.splitlines() or [""])[0]
    line = re.sub(r"^(?:[A-Z_]+: )+|\s*\[[A-Z_]+\]$", "", line).replace("(in container '')", "").strip()
    line = re.sub(r" expecting \{.*", "", line)
    return line if len(line) <= 200 else f"{line[:197]}…"
