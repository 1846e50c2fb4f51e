"""What a field of the language is: read from the same schema that editors use."""

import json
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from orchestrator.editors.schema import all_definitions
from orchestrator.editors.shapes import EXPRESSION, Schema, branches
from orchestrator.errors import UsageError
from orchestrator.model.resources import RESOURCE_TYPES

_FILES = {"Stack": "file.StackFile", "Environment": "file.EnvironmentFile"}
_LIMITS = (
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "greater than {}"),
    ("maximum", "at most {}"),
    ("exclusiveMaximum", "less than {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {} items"),
    ("maxItems", "at most {} items"),
    ("pattern", "matches {}"),
)


@dataclass(frozen=True, slots=True)
class Explained:
    """One field, and the fields inside it."""

    path: str
    type: str
    description: str
    required: bool = False
    default: str = ""
    limits: tuple[str, ...] = ()
    expression: bool = False
    """Whether `${{ … }}` may stand for the value."""
    fields: tuple["Explained", ...] = ()
    outputs: tuple[str, ...] = ()
    """What `${{ resources.NAME.outputs.… }}` may read of a type."""


def names() -> list[str]:
    """What can be explained: the files, and every type with its version."""
    return [*_FILES, *(name for name in all_definitions() if _is_type(name))]


def explain(path: str) -> Explained:
    """TYPE or TYPE.field.field; raises UsageError with what there is."""
    shared = all_definitions()
    first, *steps = path.split(".")
    name = _definition(first, shared)
    schema, done, required = shared[name], [first], False
    for step in steps:
        inside = _fields(schema, shared)
        if step not in inside:
            raise UsageError(f"'{'.'.join(done)}' has no field '{step[:60]}'", hint=_near(step, list(inside)))
        schema, required = inside[step]
        done.append(step)
    fields = _fields(schema, shared).items()
    below = tuple(_explained(key, one, needed, shared) for key, (one, needed) in fields)
    model = RESOURCE_TYPES.get(name) if not steps else None
    outputs = tuple(model.OUTPUTS) if model else ()
    return replace(_explained(".".join(done), schema, required, shared), fields=below, outputs=outputs)


def _is_type(name: str) -> bool:
    return "@" in name and not name.startswith("patch.")


def _definition(first: str, shared: dict[str, Schema]) -> str:
    if first in _FILES:
        return _FILES[first]
    known = [name for name in shared if _is_type(name)]
    for name in known:
        if first in (name, name.partition("@")[0]):
            return name
    short = [*_FILES, *(name.partition("@")[0] for name in known)]
    raise UsageError(f"there is no type '{first[:60]}'", hint=_near(first, short))


def _near(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"


def _explained(path: str, schema: Schema, required: bool, shared: dict[str, Schema]) -> Explained:
    parts = list(branches(schema, shared))
    own = [part for part in parts if part is not shared[EXPRESSION]]
    said = schema.get("description") or next((p["description"] for p in own if "description" in p), "")
    # That a value may be left empty is no news where it may be left out.
    kinds = [_kind(part, shared) for part in own if part.get("type") != "null"]
    limits = [text.format(part[key]) for part in own for key, text in _LIMITS if key in part]
    return Explained(
        path,
        " or ".join(dict.fromkeys(kinds)) or "anything",
        said,
        required,
        json.dumps(schema["default"]) if "default" in schema else "",
        tuple(dict.fromkeys(limits)),
        len(own) < len(parts),
    )


def _kind(schema: Schema, shared: dict[str, Schema]) -> str:
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " or ".join(json.dumps(one) for one in schema["enum"])
    match schema.get("type"):
        case "array":
            items = schema.get("items", {})
            return f"list of {' or '.join(_kind(part, shared) for part in branches(items, shared))}"
        case "object" if isinstance(schema.get("additionalProperties"), dict):
            inner = branches(schema["additionalProperties"], shared)
            return f"mapping of {' or '.join(_kind(part, shared) for part in inner)}"
        case "object":
            return "mapping"
        case list() as several:
            return " or ".join(several)
        case str() as one:
            return one
    return "anything"


def _fields(schema: Schema, shared: dict[str, Schema]) -> dict[str, tuple[Any, bool]]:
    """The fields inside, and whether each is required; of a list or a mapping, of its items."""
    found: dict[str, tuple[Any, bool]] = {}
    for part in branches(schema, shared):
        inner = part.get("items") or part.get("additionalProperties")
        if isinstance(inner, dict) and "properties" not in part:
            found.update(_fields(inner, shared))
        required = part.get("required", ())
        found.update({key: (one, key in required) for key, one in part.get("properties", {}).items()})
    return found
