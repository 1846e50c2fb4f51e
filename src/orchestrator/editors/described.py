"""JSON Schemas of models, with what their docstrings say of each field."""

import inspect
import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema
from pydantic_core import core_schema

from orchestrator.editors.shapes import Schema, with_durations
from orchestrator.model.references import marks_of
from orchestrator.model.values import Duration, Reference

_FIELD = re.compile(r"^    (\w+)\s*:")
_DOCSTRING = re.compile(r'^    """(.*?)("""|$)')


def definitions(models: Iterable[type[BaseModel]], prefix: str = "") -> dict[str, Schema]:
    """The schemas of these models and of all inside them, by name; they refer to each other."""
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "validation") for model in models]
    template = f"#/definitions/{prefix}{{model}}"
    _, whole = models_json_schema(wanted, by_alias=True, schema_generator=_Generator, ref_template=template)
    return {f"{prefix}{name}": _tidy(found) for name, found in whole.get("$defs", {}).items()}


def said_of_fields(model: type[BaseModel]) -> dict[str, str]:
    """The docstring below each field, as one line; of a parent's fields too."""
    said: dict[str, str] = {}
    for cls in reversed(model.__mro__):
        if issubclass(cls, BaseModel) and cls is not BaseModel:
            said.update(_below_fields(inspect.getsource(cls)))
    return said


def first_line(text: str | None) -> str:
    """What a docstring says, as one line."""
    return " ".join((text or "").split())


class _Generator(GenerateJsonSchema):
    """Adds the docstrings; text with outputs inside is text to whoever writes it."""

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> Schema:
        return {"type": "string"}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        made = super().model_schema(schema)
        model = schema["cls"]
        made.pop("title", None)
        if model.__doc__:
            made["description"] = first_line(model.__doc__)
        said = said_of_fields(model)
        for name, field in model.model_fields.items():
            properties = made.get("properties", {})
            if (alias := field.alias or name) not in properties:
                continue
            if text := said.get(name) or _named(marks_of(field)):
                properties[alias]["description"] = text
            if any(isinstance(mark, Duration) for mark in marks_of(field)):
                properties[alias] = with_durations(properties[alias])
        return made


def _named(marks: Iterable[Any]) -> str:
    """What a field says that holds the name of another resource."""
    kinds = [kind for mark in marks if isinstance(mark, Reference) for kind in mark.types]
    return f"The name of a {' or a '.join(kinds)} of this stack." if kinds else ""


def _below_fields(source: str) -> dict[str, str]:
    """Field and docstring, read line by line: a syntax tree of a module can fail in CPython 3.11.7."""
    said: dict[str, str] = {}
    field, text = "", ""
    for line in source.splitlines():
        if text:
            text += " " + line.strip().removesuffix('"""')
            if line.rstrip().endswith('"""'):
                said[field], text = " ".join(text.split()), ""
        elif found := _FIELD.match(line):
            field = found[1]
        elif found := _DOCSTRING.match(line):
            if found[2] and field:
                said[field] = found[1]
            elif field:
                text = found[1]
        elif line.startswith(("    def ", "    @")):
            field = ""
    return said


def _tidy(schema: Any) -> Any:
    """Draft 7: what stands beside a $ref is not read, so the $ref goes one deeper."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {key: _tidy(item) for key, item in schema.items()}
    if "default" in tidy and (tidy["default"] is None or tidy["default"] in ([], {}, "")):
        del tidy["default"]
    if isinstance(tidy.get("default"), dict):
        tidy["default"] = _without_nulls(tidy["default"])
    if isinstance(tidy.get("title"), str):
        del tidy["title"]
    if "anyOf" in tidy:
        tidy["anyOf"] = [one for n, one in enumerate(tidy["anyOf"]) if one not in tidy["anyOf"][:n]]
    if "$ref" in tidy and len(tidy) > 1:
        tidy["allOf"] = [{"$ref": tidy.pop("$ref")}]
    return tidy


def _without_nulls(value: Any) -> Any:
    """A default as one would write it."""
    if not isinstance(value, dict):
        return value
    return {key: _without_nulls(item) for key, item in value.items() if item is not None}
