"""What the models know about their keys."""

from pydantic import BaseModel

from orchestrator.model.references import models_in
from orchestrator.model.source import Path


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


def _field_models(model: type[BaseModel], key: str | int) -> list[type[BaseModel]]:
    for name, field in model.model_fields.items():
        if (field.alias or name) == key:
            return models_in(field.annotation)
    return []
