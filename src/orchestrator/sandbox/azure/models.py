"""One view on both generations of azure-mgmt models: their JSON fields, where they sit, what they hold."""

import datetime
import enum
import importlib
import re
import string
import sys
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

ScalarName = Literal["string", "integer", "number", "boolean", "any"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A plain value; an enum lists the words it knows."""

    name: ScalarName
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelOf:
    """An object with fields of its own."""

    model: type


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one kind."""

    item: "Kind"


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with free keys and values of one kind."""

    item: "Kind"


Kind: TypeAlias = Scalar | ModelOf | ListOf | MapOf


@dataclass(frozen=True, slots=True)
class Field:
    """One property: its flat name, its path in the JSON body, and what it holds."""

    name: str
    path: tuple[str, ...]
    kind: Kind
    required: bool
    read_only: bool
    python_name: str


def load(reference: str) -> type:
    """The model class of "service:Name", importing the service's models only now."""
    service, _, name = reference.partition(":")
    model: type = getattr(importlib.import_module(f"azure.mgmt.{service}.models"), name)
    return model


@lru_cache(None)
def fields(model: type) -> tuple[Field, ...]:
    """Every field of a model, those that Azure nests under `properties` included, by flat name."""
    if hasattr(model, "_attribute_map"):
        return tuple(_older(model))
    return tuple(_newer(model))


def variant(model: type, body: Mapping[str, Any]) -> type:
    """The subtype that the body's discriminator names, else the model itself."""
    for field, word, subtype in variants(model):
        value = _at(body, field.path)
        if value is not None and str(value).lower() == word.lower() and subtype is not model:
            return variant(subtype, body)
    return model


def variants(model: type) -> tuple[tuple[Field, str, type], ...]:
    """(discriminating field, its value, subtype) for every direct subtype of a model."""
    known = {field.python_name: field for field in fields(model)}
    subtypes: Mapping[str, Mapping[str, str]] = vars(model).get("_subtype_map", {})
    older = tuple(
        (known[attribute], word, _named(name, model))
        for attribute, names in subtypes.items()
        for word, name in names.items()
    )
    mapping: Mapping[str, type] = vars(model).get("__mapping__", {})
    discriminator = next((f for f in fields(model) if _discriminates(model, f)), None)
    if discriminator is None:
        return older
    return older + tuple((discriminator, word, kind) for word, kind in mapping.items() if kind is not model)


def _discriminates(model: type, field: Field) -> bool:
    rest = getattr(model, "_attr_to_rest_field", {}).get(field.python_name)
    return bool(getattr(rest, "_is_discriminator", False))


def _at(body: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        body = body.get(step) if isinstance(body, Mapping) else None
    return body


def _older(model: Any) -> typing.Iterator[Field]:
    """The msrest generation: the whole path is in the dotted key of `_attribute_map`."""
    rules = getattr(model, "_validation", {})
    for python_name, entry in model._attribute_map.items():
        if not entry["key"]:
            continue  # the bag of unknown properties
        path = tuple(step.replace("\\.", ".") for step in re.split(r"(?<!\\)\.", entry["key"]))
        rule = rules.get(python_name, {})
        yield Field(
            name=flat_name(python_name, path[-1]),
            path=path,
            kind=_with_words(_older_kind(entry["type"], model), python_name, model),
            required=rule.get("required", False),
            read_only=rule.get("readonly", False),
            python_name=python_name,
        )


def _with_words(kind: Kind, python_name: str, model: Any) -> Kind:
    """The words of an enum, which this generation tells only in the annotations of `__init__`."""
    annotation = model.__init__.__annotations__.get(python_name)
    if kind != Scalar("string") or annotation is None:
        return kind
    annotated = _annotated_kind(annotation, model)
    return annotated if isinstance(annotated, Scalar) and annotated.words else kind


def _older_kind(text: str, model: type) -> Kind:
    if text.startswith("["):
        return ListOf(_older_kind(text[1:-1], model))
    if text.startswith("{"):
        return MapOf(_older_kind(text[1:-1], model))
    scalars: dict[str, ScalarName] = {
        "str": "string", "duration": "string", "iso-8601": "string", "int": "integer", "long": "integer",
        "float": "number", "bool": "boolean",
    }  # fmt: skip
    if text in scalars:
        return Scalar(scalars[text])
    return _class_kind(_named(text, model))


def _newer(model: Any) -> typing.Iterator[Field]:
    """The TypeSpec generation: rest fields, annotations, and a list of what is flattened into the parent."""
    model.__new__(model)  # fills _attr_to_rest_field
    flattens = any(name.endswith("__flattened_items") for kind in model.__mro__ for name in vars(kind))
    for python_name, rest in model._attr_to_rest_field.items():
        owner = next(kind for kind in model.__mro__ if python_name in vars(kind).get("__annotations__", {}))
        annotation = owner.__annotations__[python_name]
        seconds = rest._format == "unix-timestamp"
        kind = Scalar("integer") if seconds else _annotated_kind(annotation, owner)
        read_only = rest._visibility is not None and set(rest._visibility) == {"read"}
        if flattens and rest._rest_name == "properties" and isinstance(kind, ModelOf):
            for inner in fields(kind.model):
                yield Field(
                    inner.name, ("properties", *inner.path), inner.kind, inner.required,
                    inner.read_only or read_only, inner.python_name,
                )  # fmt: skip
            continue
        required = not _optional(annotation) and not read_only
        name = flat_name(python_name, rest._rest_name)
        yield Field(name, (rest._rest_name,), kind, required, read_only, python_name)


def _optional(annotation: Any) -> bool:
    return _is_union(annotation) and type(None) in typing.get_args(annotation)


def _is_union(annotation: Any) -> bool:
    return typing.get_origin(annotation) in (typing.Union, types.UnionType)


def _annotated_kind(annotation: Any, owner: type) -> Kind:
    if isinstance(annotation, typing.ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        return _class_kind(_named(annotation, owner))
    arguments = typing.get_args(annotation)
    if _is_union(annotation):
        kinds = [_annotated_kind(item, owner) for item in arguments if item is not type(None)]
        # `str | SomeEnum` is an open enum: the enum says more.
        said = [kind for kind in kinds if not isinstance(kind, Scalar) or kind.words]
        return (said or kinds)[0]
    if typing.get_origin(annotation) is Literal:
        return Scalar("string", tuple(str(getattr(word, "value", word)) for word in arguments))
    if typing.get_origin(annotation) is list:
        return ListOf(_annotated_kind(arguments[0], owner))
    if typing.get_origin(annotation) is dict:
        return MapOf(_annotated_kind(arguments[1], owner))
    return _class_kind(annotation)


def _class_kind(found: Any) -> Kind:
    scalars: dict[Any, ScalarName] = {str: "string", int: "integer", float: "number", bool: "boolean"}
    scalars |= {datetime.datetime: "string", datetime.timedelta: "string"}
    if found in scalars:
        return Scalar(scalars[found])
    if isinstance(found, type) and issubclass(found, enum.Enum):
        return Scalar("string", tuple(str(member.value) for member in found))
    if isinstance(found, type) and (hasattr(found, "_attribute_map") or hasattr(found, "_is_model")):
        return ModelOf(found)
    return Scalar("any")


def _named(name: str, owner: type) -> Any:
    name = name.rsplit(".", 1)[-1].strip("\"'")
    return getattr(_package(owner), name, None) or getattr(sys.modules[owner.__module__], name, None)


def _package(model: type) -> types.ModuleType:
    return importlib.import_module(model.__module__.rsplit(".", 1)[0])


def flat_name(python_name: str, rest_name: str) -> str:
    """The camelCase name; a name chosen for clients survives only as the Python attribute."""
    if re.sub("[^a-z0-9]", "", rest_name.lower()) == python_name.replace("_", "").lower():
        return _lower_camel(rest_name)
    return re.sub(r"_(.)", lambda letter: letter.group(1).upper(), python_name)


def _lower_camel(name: str) -> str:
    """TTL → ttl, AAAARecords → aaaaRecords, odata.type → odataType."""
    name = re.sub(r"[-.](.)", lambda letter: letter.group(1).upper(), name.lstrip("@"))
    capitals = len(name) - len(name.lstrip(string.ascii_uppercase))
    if 1 < capitals < len(name):
        capitals -= 1
    return name[:capitals].lower() + name[capitals:]
