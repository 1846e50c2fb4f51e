"""Which fields of a model are marked: as names of other resources, or as durations."""

from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from orchestrator.model.resources import AnyResource
from orchestrator.model.values import Duration, Reference

Mark = TypeVar("Mark")
Steps = tuple[tuple[str, str], ...]
"""A path below a model, each step as YAML and as Python spell it."""


@cache
def references(model: type[BaseModel]) -> tuple[tuple[tuple[str, ...], Reference], ...]:
    """The fields that name other resources: their path below the model in YAML's names, and the mark."""
    return tuple((_keys(path), mark) for path, mark in _marked(model, Reference, ()))


@cache
def durations(model: type[BaseModel]) -> tuple[tuple[str, ...], ...]:
    """The fields that are durations: their paths below the model in YAML's names."""
    return tuple(_keys(path) for path, _ in _marked(model, Duration, ()))


def keeps(resource: AnyResource) -> Iterator[str]:
    """The resources that this one stands in: while it exists they cannot go."""
    for path, mark in _references(type(resource)):
        if mark.keeps:
            yield from _read(resource, path)


def named(resource: AnyResource) -> Iterator[str]:
    """All resources that the fields of this one name."""
    for path, _ in _references(type(resource)):
        yield from _read(resource, path)


@cache
def _references(model: type[BaseModel]) -> tuple[tuple[Steps, Reference], ...]:
    return tuple(_marked(model, Reference, ()))


def _read(resource: AnyResource, path: Steps) -> Iterator[str]:
    value: Any = resource
    for _, name in path:
        value = getattr(value, name, None)
    yield from (value,) if isinstance(value, str) else value or ()


def _keys(path: Steps) -> tuple[str, ...]:
    return tuple(key for key, _ in path)


def _marked(model: type[BaseModel], kind: type[Mark], path: Steps) -> Iterator[tuple[Steps, Mark]]:
    for name, field in model.model_fields.items():
        here = (*path, (field.alias or name, name))
        for mark in marks_of(field):
            if isinstance(mark, kind):
                yield here, mark
        for below in models_in(field.annotation):
            yield from _marked(below, kind, here)


def marks_of(field: FieldInfo) -> tuple[Any, ...]:
    """All marks of a field, also those inside of an optional type or of a list."""
    return (*field.metadata, *_marks(field.annotation))


def _marks(annotation: Any) -> Iterator[Any]:
    """What is written beside a type, also inside of an optional one or of a list."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from annotation.__metadata__
    if origin in (Union, UnionType, Annotated, tuple):
        for part in get_args(annotation):
            yield from _marks(part)


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a field's annotation holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, UnionType, Annotated, tuple, dict):
        return [model for part in get_args(annotation) for model in models_in(part)]
    return []
