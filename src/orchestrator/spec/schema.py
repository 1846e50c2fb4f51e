"""What the models know about their keys: their names, and which of them name another resource."""

from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from orchestrator.model.source import Path
from orchestrator.model.values import Reference


def keys(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a model as YAML spells them."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that may stand at a path below a model."""
    models = [model]
    for step in path:
        below = [found for m in models for found in _field_models(m, step)]
        # A step that is no field is a list's index or a dictionary's key.
        models = below or models
    return [key for m in models for key in keys(m)]


@cache
def references(model: type[BaseModel]) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The fields that name another resource: their path below the model, and the type they name."""
    return tuple(_references(model, ()))


def _references(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        for mark in field.metadata:
            if isinstance(mark, Reference):
                yield here, mark.type
        for below in models_in(field.annotation):
            yield from _references(below, here)


def _field_models(model: type[BaseModel], key: str | int) -> list[type[BaseModel]]:
    for name, field in model.model_fields.items():
        if (field.alias or name) == key:
            return models_in(field.annotation)
    return []


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a field's annotation holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, UnionType, Annotated, tuple, dict):
        return [model for part in get_args(annotation) for model in models_in(part)]
    return []
