"""Property values on the wire: plain Python values, what is secret among them, what is not known yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from google.protobuf import struct_pb2

Props: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str | int, ...]
Secrets: TypeAlias = frozenset[Path]

NOTHING_SECRET: Secrets = frozenset()

# Pulumi's markers; every provider and SDK has the same.
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWNS = frozenset(
    {
        _UNKNOWN_STRING,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)


class Marker:
    """A value that stands for the lack of one; equal only to itself."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name}>"


UNKNOWN: Final = Marker("unknown")
"""Known only after another resource exists; met in previews."""
UNREAD: Any = Marker("unread")
"""What `read` gives for a property that the cloud does not tell: the kit keeps what was there."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Properties as they arrived, and which of them are secret."""

    props: Props
    secrets: Secrets


def decode(struct: struct_pb2.Struct) -> Decoded:
    """Read a protobuf struct."""
    secrets: set[Path] = set()
    props = {key: _decode(value, (key,), secrets) for key, value in struct.fields.items()}
    return Decoded(props, frozenset(secrets))


def _decode(value: struct_pb2.Value, path: Path, secrets: set[Path]) -> Any:
    match value.WhichOneof("kind"):
        case "struct_value":
            return _decode_struct(value.struct_value, path, secrets)
        case "list_value":
            return [_decode(item, (*path, i), secrets) for i, item in enumerate(value.list_value.values)]
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number  # the wire has no integers
        case "string_value":
            return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
        case "bool_value":
            return value.bool_value
    return None


def _decode_struct(struct: struct_pb2.Struct, path: Path, secrets: set[Path]) -> Any:
    fields = struct.fields
    if _SIGNATURE not in fields:
        return {key: _decode(item, (*path, key), secrets) for key, item in fields.items()}
    kind = fields[_SIGNATURE].string_value
    if kind == _SECRET or (kind == _OUTPUT and "secret" in fields and fields["secret"].bool_value):
        secrets.add(path)
    if kind in (_SECRET, _OUTPUT):
        return _decode(fields["value"], path, secrets) if "value" in fields else UNKNOWN
    raise ValueError(f"{show(path)}: assets, archives and resource references are not accepted here")


def encode(props: Mapping[str, Any], secrets: Secrets = NOTHING_SECRET) -> struct_pb2.Struct:
    """Write a protobuf struct; None is left out, what is secret is marked so."""
    struct = struct_pb2.Struct()
    for key, value in props.items():
        if value is not None:
            _encode(struct.fields[key], value, (key,), secrets)
    return struct


def _encode(into: struct_pb2.Value, value: Any, path: Path, secrets: Secrets) -> None:
    if path in secrets:
        into.struct_value.fields[_SIGNATURE].string_value = _SECRET
        into = into.struct_value.fields["value"]
    if value is None:
        into.null_value = struct_pb2.NULL_VALUE
    elif value is UNKNOWN:
        into.string_value = _UNKNOWN_STRING
    elif isinstance(value, bool):
        into.bool_value = value
    elif isinstance(value, (int, float)):
        into.number_value = value
    elif isinstance(value, str):
        into.string_value = value
    elif isinstance(value, Mapping):
        into.struct_value.SetInParent()
        for key, item in value.items():
            if item is not None:
                _encode(into.struct_value.fields[key], item, (*path, key), secrets)
    elif isinstance(value, (list, tuple)):
        into.list_value.SetInParent()
        for i, item in enumerate(value):
            _encode(into.list_value.values.add(), item, (*path, i), secrets)
    else:
        raise TypeError(f"{show(path)}: a {type(value).__name__} cannot be sent to the engine")


def plain(value: Any) -> Any:
    """A value out of JSON text with the secret wrappers taken off."""
    if isinstance(value, dict):
        if value.get(_SIGNATURE) in (_SECRET, _OUTPUT):
            return plain(value.get("value"))
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return UNKNOWN if isinstance(value, str) and value in _UNKNOWNS else value


def has_unknown(value: Any) -> bool:
    """Whether anything inside is not known yet."""
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(has_unknown(item) for item in value)
    return value is UNKNOWN


def empty(value: Any) -> bool:
    """Whether a value says the same as its absence."""
    return value is None or (isinstance(value, (dict, list)) and not value)


def show(path: Iterable[str | int]) -> str:
    """A path as the engine writes it: `tags["a.b"]`, `ingress[0].cidrBlocks[1]`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif not step or any(c in step for c in '.[]"'):
            text += '["' + step.replace('"', '\\"') + '"]'
        else:
            text += f".{step}" if text else step
    return text


def parse_path(text: str) -> Path:
    """The steps of a path that the engine wrote; `*` stands for any step."""
    steps: list[str | int] = []
    i = 0
    while i < len(text):
        if text.startswith('["', i):
            end = i + 2
            while end < len(text) and not (text[end] == '"' and text[end - 1] != "\\"):
                end += 1
            steps.append(text[i + 2 : end].replace('\\"', '"'))
            i = end + 2
        elif text[i] == "[":
            end = text.find("]", i)
            end = len(text) if end < 0 else end
            index = text[i + 1 : end]
            steps.append(int(index) if index.isdigit() else index)
            i = end + 1
        else:
            i += text[i] == "."
            end = min((n for n in (text.find(".", i), text.find("[", i)) if n >= 0), default=len(text))
            steps.append(text[i:end])
            i = max(end, i + 1)
    return tuple(steps)
