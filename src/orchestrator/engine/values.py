"""Values on their way to and from the engine: resolved against what exists, then put on the wire."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from google.protobuf import struct_pb2

from orchestrator.clouds import Target
from orchestrator.errors import EngineError
from orchestrator.expressions import BadExpression, Kind, compile
from orchestrator.graph import (
    Base64,
    Concat,
    EnvironmentSecret,
    Evaluate,
    Json,
    Lookup,
    Output,
    Secret,
    StackOutput,
    StoredSecret,
    Value,
    outputs_in,
)

# Sentinels of Pulumi's property wire format: sdk/go/common/resource/plugin/rpc.go and resource/sig.
UNKNOWN_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"
OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


Outside: TypeAlias = "Mapping[StackOutput | StoredSecret, Any]"
"""What is read before anything is made: of other stacks, and of stores of secrets."""


class Unknown:
    """What the cloud will only tell after the resource exists."""

    def __repr__(self) -> str:
        return "[unknown]"


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Hidden:
    """A resolved value that is secret."""

    value: Any

    def __repr__(self) -> str:
        return "[secret]"


@dataclass(frozen=True, slots=True)
class Made:
    """A registered node: what later nodes may refer to."""

    urn: str
    id: Any
    outputs: Mapping[str, Any]


class Resolver:
    """Turns graph values into plain data with Hidden and UNKNOWN inside."""

    def __init__(
        self,
        made: Mapping[str, Made],
        secret_variable: Callable[[str], str],
        lookup: Callable[[str, Mapping[str, Any], Target | None], Mapping[str, Any]],
        others: Outside = MappingProxyType({}),
    ) -> None:
        self._made = made
        self._secret_variable = secret_variable
        self._lookup = lookup
        self._others = others

    def resolve(self, value: Value) -> Any:
        """The value with every output, secret and lookup filled in."""
        match value:
            case Output():
                return self._output(value)
            case StackOutput() | StoredSecret():
                return self._others[value]
            case Secret(inner):
                return hide(self.resolve(inner))
            case EnvironmentSecret(variable):
                return Hidden(self._secret_variable(variable))
            case Concat(parts):
                return combine(
                    [self.resolve(part) for part in parts], lambda items: "".join(map(text, items))
                )
            case Evaluate(expression, values, kinds):
                names = list(values)
                return combine(
                    [self.resolve(values[name]) for name in names],
                    lambda items: evaluate(expression, kinds, dict(zip(names, items, strict=True))),
                )
            case Base64(inner):
                return combine([self.resolve(inner)], lambda items: encode_base64(text(items[0])))
            case Json(inner):
                return combine([self.resolve(inner)], lambda items: json.dumps(items[0], sort_keys=True))
            case Lookup():
                return self._found(value)
            case None | bool() | int() | float() | str():
                return value
            case Mapping():
                return {key: self.resolve(item) for key, item in value.items() if item is not None}
            case Sequence():
                return [self.resolve(item) for item in value]

    def _found(self, lookup: Lookup) -> Any:
        """What the cloud answers; of what is still to be made it can say nothing."""
        given = {key: self.resolve(item) for key, item in lookup.arguments.items()}
        about = [self._made[output.node] for output in outputs_in(lookup.arguments)]
        if has_unknown(given) or any(made.id is UNKNOWN for made in about):
            return UNKNOWN
        return dig(self._lookup(lookup.token, given, lookup.target), lookup.path)

    def _output(self, output: Output) -> Any:
        made = self._made[output.node]
        if output.path == ("id",):
            return made.id
        return dig(made.outputs, output.path)


def text(value: Any) -> str:
    """A resolved scalar as it stands inside a text; the wire turns integers into floats."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def evaluate(expression: str, kinds: Mapping[str, Kind], values: Mapping[str, Any]) -> Any:
    """The value of an expression; raises EngineError. The wire turns integers into floats: kinds undo it."""
    given = {name: _counted(value, kinds[name]) for name, value in values.items()}
    try:
        return compile(expression, kinds).evaluate(given)
    except BadExpression as error:
        summary = f"the expression '{expression}' cannot be evaluated: {error.summary}"
        raise EngineError(summary, None, error.hint) from error


def _counted(value: Any, kind: Kind) -> Any:
    whole = isinstance(value, float) and value.is_integer() and kind is not Kind.DOUBLE
    return int(value) if whole else value


def encode_base64(plain: str) -> str:
    """UTF-8 text as base64."""
    return base64.b64encode(plain.encode()).decode()


def hide(value: Any) -> Hidden:
    """The value as a secret; a secret stays as it is."""
    return value if isinstance(value, Hidden) else Hidden(value)


def combine(values: list[Any], join: Callable[[list[Any]], Any]) -> Any:
    """Join values: unknown when any part is, secret when any part is."""
    secret = any(map(has_secret, values))
    bare = [reveal(value) for value in values]
    joined: Any = UNKNOWN if any(map(has_unknown, bare)) else join(bare)
    return Hidden(joined) if secret else joined


def dig(value: Any, path: Sequence[str | int]) -> Any:
    """Follow a path; a secret anywhere on it makes the result secret, an unknown makes it unknown."""
    secret = False
    for step in path:
        if isinstance(value, Hidden):
            secret, value = True, value.value
        if value is UNKNOWN:
            break
        if isinstance(value, Mapping):
            # A property that is missing from a preview's answer is not known yet.
            value = value.get(str(step), UNKNOWN)
        elif isinstance(value, list):
            position = int(step)
            value = value[position] if position < len(value) else UNKNOWN
        else:
            value = UNKNOWN
    return hide(value) if secret else value


def reveal(value: Any) -> Any:
    """The value without any secret wrapper inside; only for what stays in memory."""
    if isinstance(value, Hidden):
        return reveal(value.value)
    if isinstance(value, Mapping):
        return {key: reveal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [reveal(item) for item in value]
    return value


def masked(value: Any) -> Any:
    """The value for showing: secrets as "[secret]", unknowns as "[unknown]"."""
    if isinstance(value, (Hidden, Unknown)):
        return repr(value)
    if isinstance(value, Mapping):
        return {key: masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def has_secret(value: Any) -> bool:
    """Whether a secret is anywhere inside."""
    return _any(value, lambda item: isinstance(item, Hidden))


def has_unknown(value: Any) -> bool:
    """Whether an unknown is anywhere inside."""
    return _any(value, lambda item: item is UNKNOWN)


def _any(value: Any, test: Callable[[Any], bool]) -> bool:
    if test(value):
        return True
    if isinstance(value, Hidden):
        return _any(value.value, test)
    if isinstance(value, Mapping):
        return any(_any(item, test) for item in value.values())
    return isinstance(value, list) and any(_any(item, test) for item in value)


def to_wire(value: Any, into: struct_pb2.Value | None = None) -> struct_pb2.Value:
    """A resolved value in Pulumi's wire format."""
    wire = struct_pb2.Value() if into is None else into
    if value is None:
        wire.null_value = struct_pb2.NULL_VALUE
    elif value is UNKNOWN:
        wire.string_value = UNKNOWN_WIRE
    elif isinstance(value, Hidden):
        wire.struct_value.fields[SIGNATURE].string_value = SECRET_SIGNATURE
        to_wire(value.value, wire.struct_value.fields["value"])
    elif isinstance(value, bool):
        wire.bool_value = value
    elif isinstance(value, int | float):
        wire.number_value = value
    elif isinstance(value, str):
        wire.string_value = value
    elif isinstance(value, Mapping):
        wire.struct_value.SetInParent()
        for key, item in value.items():
            to_wire(item, wire.struct_value.fields[key])
    elif isinstance(value, list):
        wire.list_value.SetInParent()
        for item in value:
            to_wire(item, wire.list_value.values.add())
    else:
        raise TypeError(f"{type(value).__name__} cannot be sent to the engine")
    return wire


def from_wire(wire: struct_pb2.Value) -> Any:
    """A value of Pulumi's wire format, resolved."""
    match wire.WhichOneof("kind"):
        case "struct_value":
            fields = wire.struct_value.fields
            signature = fields[SIGNATURE].string_value if SIGNATURE in fields else ""
            if signature == SECRET_SIGNATURE:
                return hide(from_wire(fields["value"]))
            if signature == OUTPUT_SIGNATURE:
                inner = from_wire(fields["value"]) if "value" in fields else UNKNOWN
                return hide(inner) if "secret" in fields and fields["secret"].bool_value else inner
            return {key: from_wire(item) for key, item in fields.items()}
        case "list_value":
            return [from_wire(item) for item in wire.list_value.values]
        case "number_value":
            return wire.number_value
        case "string_value":
            return UNKNOWN if wire.string_value == UNKNOWN_WIRE else wire.string_value
        case "bool_value":
            return wire.bool_value
        case _:
            return None
