"""Resources that had another name: translated under the first one, so that no property changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel

from orchestrator.model.references import marks_of
from orchestrator.model.stack import Stack
from orchestrator.model.values import Computed, OutputRef, Ref, Reference, StackRef, Template, Text

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Move:
    """One resource's name now, and all it had before, the first one first."""

    now: str
    before: tuple[str, ...]

    @property
    def first(self) -> str:
        """The name under which it was made."""
        return self.before[0]


def moves(stack: Stack) -> tuple[Move, ...]:
    """Every resource that had another name."""
    return tuple(Move(one.name, one.moved_from) for one in stack.resources if one.moved_from)


def first_named(stack: Stack) -> Stack:
    """The stack as if no resource had ever been renamed."""
    names = {move.now: move.first for move in moves(stack)}
    if not names:
        return stack
    resources = tuple(
        _renamed(one, names).model_copy(
            update={
                "name": names.get(one.name, one.name),
                "depends_on": tuple(names.get(need, need) for need in one.depends_on),
            }
        )
        for one in stack.resources
    )
    outputs = {name: _text(text, names) for name, text in stack.outputs.items()}
    return replace(stack, resources=resources, outputs=outputs)


def _renamed(model: M, names: Mapping[str, str]) -> M:
    changes: dict[str, Any] = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        marked = any(isinstance(mark, Reference) for mark in marks_of(field))
        if (new := _value(value, names, marked)) != value:
            changes[name] = new
    return model.model_copy(update=changes) if changes else model


def _value(value: Any, names: Mapping[str, str], marked: bool) -> Any:
    match value:
        case BaseModel():
            return _renamed(value, names)
        case Template():
            return _text(value, names)
        case str() if marked:
            return names.get(value, value)
        case tuple():
            return tuple(_value(item, names, marked) for item in value)
        case dict():
            return {key: _value(item, names, marked) for key, item in value.items()}
    return value


def _text(text: Text, names: Mapping[str, str]) -> Text:
    if not isinstance(text, Template):
        return text
    return Template(tuple(_part(part, names) for part in text.parts))


def _part(part: str | Ref | Computed, names: Mapping[str, str]) -> str | Ref | Computed:
    match part:
        case OutputRef():
            return _reference(part, names)
        case Computed(inputs=inputs):
            return replace(part, inputs=tuple((name, _reference(ref, names)) for name, ref in inputs))
    return part


def _reference(ref: Ref, names: Mapping[str, str]) -> Ref:
    if isinstance(ref, StackRef):
        return ref
    return replace(ref, resource=names.get(ref.resource, ref.resource))
