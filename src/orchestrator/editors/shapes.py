"""Changes of whole schemas: where expressions may stand, and what a patch may leave out."""

from collections.abc import Iterator
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]

DEFINITIONS = "#/definitions/"
EXPRESSION = "expression"
"""The name of the definition of `${{ … }}`."""
DURATION: Schema = {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,9})?(ms|s|m|h|d)$"}
_BESIDE = ("description", "default", "deprecated")
_LIMITS = ("pattern", "format", "maxLength", "minLength", "enum", "const")


def branches(schema: Schema, shared: dict[str, Schema]) -> Iterator[Schema]:
    """The schemas of which one must hold, with references followed."""
    if "$ref" in schema:
        yield from branches(shared[schema["$ref"].removeprefix(DEFINITIONS)], shared)
    elif "allOf" in schema and "properties" not in schema:
        yield from branches(schema["allOf"][0], shared)
    elif "anyOf" in schema:
        for branch in schema["anyOf"]:
            yield from branches(branch, shared)
    else:
        yield schema


def expression() -> Schema:
    """Text with an expression inside."""
    return {
        "type": "string",
        "pattern": r"\$\{\{",
        "description": "An expression in CEL, such as ${{ params.replicas }}.",
    }


def with_expressions(schema: Schema) -> Schema:
    """The same, with an expression allowed wherever a single value is asked for."""
    changed = _within(schema, with_expressions)
    if _takes_any_text(changed) or not _is_single(changed):
        return changed
    return _or(changed, {"$ref": f"#/definitions/{EXPRESSION}"})


def with_durations(schema: Schema) -> Schema:
    """A number of seconds that may be written as 10s or 5m."""
    return _or(schema, DURATION)


def partial(schema: Schema, rename: str) -> Schema:
    """The same with nothing required, and its references to definitions whose names start so."""
    changed = _within(schema, lambda inner: partial(inner, rename))
    for key in ("required", "if", "then", "else", "default", "minProperties"):
        changed.pop(key, None)
    if isinstance(reference := changed.get("$ref"), str) and not reference.endswith(f"/{EXPRESSION}"):
        changed["$ref"] = reference.replace("#/definitions/", f"#/definitions/{rename}")
    return changed


def _or(schema: Schema, other: Schema) -> Schema:
    beside = {key: schema[key] for key in _BESIDE if key in schema}
    bare = {key: value for key, value in schema.items() if key not in _BESIDE}
    branches: list[Any] = bare["anyOf"] if list(bare) == ["anyOf"] else [bare]
    return {**beside, "anyOf": [*branches, other]}


def _is_single(schema: Schema) -> bool:
    """Whether the schema describes a value that is no mapping and no list, or one that may be such."""
    if "anyOf" in schema:
        return any(_is_single(branch) for branch in schema["anyOf"])
    kinds = schema.get("type", ())
    singles = ("string", "integer", "number", "boolean")
    return "enum" in schema or "const" in schema or kinds in singles or any(one in singles for one in kinds)


def _takes_any_text(schema: Schema) -> bool:
    if "anyOf" in schema:
        return any(_takes_any_text(branch) for branch in schema["anyOf"])
    return schema.get("type") == "string" and not any(limit in schema for limit in _LIMITS)


def _within(schema: Schema, change: Any) -> Schema:
    """The schema with every schema inside changed."""
    changed = dict(schema)
    for key in ("properties", "patternProperties"):
        if key in changed:
            changed[key] = {name: change(inner) for name, inner in changed[key].items()}
    for key in ("items", "additionalProperties", "if", "then", "else", "not"):
        if isinstance(changed.get(key), dict):
            changed[key] = change(changed[key])
    if "allOf" in changed:
        changed["allOf"] = [change(inner) for inner in changed["allOf"]]
    if "anyOf" in changed and not all(_is_single(branch) for branch in changed["anyOf"]):
        # Branches that are single get the expression once, beside them.
        changed["anyOf"] = [one if _is_single(one) else change(one) for one in changed["anyOf"]]
    return changed
