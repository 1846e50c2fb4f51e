"""Whether a newer schema still takes all that an older one took, and gives all that it gave."""

from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.composites.document import Version
from orchestrator.composites.schema import Schema, SpecSchema

_AT_LEAST = ("minimum", "min_length", "min_items")
_AT_MOST = ("maximum", "max_length", "max_items")
_FORMS = ("pattern", "format")


def breaks(old: Version, new: Version) -> Iterator[str]:
    """Each edit of a version after which a stack that was good could be refused, or lacks an output."""
    yield from _object(old.schema_, new.schema_, "spec")
    for rule in new.schema_.rules:
        if rule.rule not in {known.rule for known in old.schema_.rules}:
            yield f"the rule '{rule.rule}' is new: a spec that was good may break it"
    for name in old.outputs:
        if name not in new.outputs:
            yield f"the output '{name}' is gone"


def _object(old: Schema | SpecSchema, new: Schema | SpecSchema, name: str) -> Iterator[str]:
    for key, below in old.properties.items():
        if key not in new.properties:
            yield f"'{name}.{key}' is gone"
        else:
            yield from _value(below, new.properties[key], f"{name}.{key}")
    for key in new.required:
        if key not in old.required:
            yield f"'{name}.{key}' is required now"


def _value(old: Schema, new: Schema, name: str) -> Iterator[str]:
    if old.type != new.type and (old.type, new.type) != ("integer", "number"):
        yield f"'{name}' was of type {old.type}, and is of type {new.type}"
        return
    if new.enum is not None and (gone := _gone(old, new)):
        yield f"'{name}' does not take {gone} any more"
    before, after = old.model_dump(), new.model_dump()
    yield from _limits(before, after, name)
    for form in _FORMS:
        if after[form] is not None and after[form] != before[form]:
            yield f"'{name}' has another {form}"
    if old.default != new.default:
        yield f"the default of '{name}' was {old.default!r}, and is {new.default!r}"
    yield from _object(old, new, name)
    if old.items is not None and new.items is not None:
        yield from _value(old.items, new.items, f"{name}[]")


def _gone(old: Schema, new: Schema) -> str:
    if old.enum is None:
        return "every value"
    return ", ".join(f"'{word}'" for word in old.enum if word not in (new.enum or ()))


def _limits(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> Iterator[str]:
    for limit in (*_AT_LEAST, *_AT_MOST):
        old, new = before[limit], after[limit]
        if new is None or old == new:
            continue
        if old is None or (new > old) is (limit in _AT_LEAST):
            yield f"'{name}' has a tighter {limit.replace('_', ' ')}: {new}"
