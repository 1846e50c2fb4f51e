"""What a property can hold: plain data, and four things that are known only later."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from orchestrator.clouds import Target
from orchestrator.expressions import Kind


@dataclass(frozen=True, slots=True)
class Output:
    """A property of another node, known once that node exists; path "id" is its provider id."""

    node: str
    path: tuple[str | int, ...]

    def __getitem__(self, step: str | int) -> "Output":
        return Output(self.node, (*self.path, step))

    def __str__(self) -> str:
        return ".".join([self.node, *(str(step) for step in self.path)])


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that must never be shown, and stays secret in state."""

    value: "Value"

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class EnvironmentSecret:
    """A secret that the engine reads from its own environment when it runs."""

    variable: str


@dataclass(frozen=True, slots=True, order=True)
class StoredSecret:
    """A secret that the engine asks a store of the environment for when it runs."""

    reference: str
    """STORE/KEY or STORE/KEY#FIELD."""


@dataclass(frozen=True, slots=True)
class Concat:
    """Text put together from parts, some of them outputs."""

    parts: "tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class StackOutput:
    """What another stack shares: read from its state when the engine runs."""

    stack: str
    environment: str
    output: str
    kind: Kind

    def __str__(self) -> str:
        return f"{self.stack}/{self.environment}.{self.output}"


@dataclass(frozen=True, slots=True)
class Evaluate:
    """A CEL expression over values that are known only later: its variables by name, and their kinds."""

    text: str
    values: "Mapping[str, Value]"
    kinds: Mapping[str, Kind]

    def read(self, shown: "Callable[[Value], str]") -> str:
        """The expression with its values in the place of the variables, for people."""
        return re.sub(r"\bv\d+_\b", lambda m: shown(self.values.get(m[0], m[0])), self.text)


@dataclass(frozen=True, slots=True)
class Base64:
    """The base64 form of a text."""

    value: "Value"


@dataclass(frozen=True, slots=True)
class Json:
    """A document as JSON text with sorted keys, such as a bucket policy."""

    value: "Value"


@dataclass(frozen=True, slots=True)
class Lookup:
    """A read-only question to the cloud at plan time, such as the newest image of a family."""

    token: str
    arguments: "Mapping[str, Value]"
    path: tuple[str | int, ...]
    target: Target | None = None
    """Where to ask, if not where the reader is; and only once all that the arguments speak of exists."""


Value: TypeAlias = (
    "bool | int | float | str | Output | Secret | EnvironmentSecret | StoredSecret | Concat | StackOutput"
    " | Evaluate | Base64 | Json | Lookup | Mapping[str, Value] | Sequence[Value] | None"
)
Properties: TypeAlias = Mapping[str, Value]


def walk(value: Value) -> Iterator[Value]:
    """The value and everything inside it. A loop, since a large stack has millions of values."""
    waiting: list[Value] = [value]
    while waiting:
        current = waiting.pop()
        yield current
        if not isinstance(current, _PLAIN):
            waiting.extend(reversed(_inside(current)))


def outputs_in(value: Value) -> Iterator[Output]:
    """Every output that a value depends on."""
    return (inner for inner in walk(value) if isinstance(inner, Output))


_PLAIN = (str, int, float, type(None), Output, StackOutput, EnvironmentSecret, StoredSecret)


def _inside(value: Value) -> list[Value]:
    match value:
        case dict():
            return list(value.values())
        case list() | tuple():
            return list(value)
        case Secret(inner) | Base64(inner) | Json(inner):
            return [inner]
        case Concat(parts):
            return list(parts)
        case Lookup(arguments=inner) | Evaluate(values=inner):
            return list(inner.values())
        case Mapping():
            return list(value.values())
        case Sequence():
            return list(value)
    return []
