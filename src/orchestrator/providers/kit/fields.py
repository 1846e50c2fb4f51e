"""Data class fields as properties: annotations to schema, values to and from data classes."""

import dataclasses
import functools
import types
import typing
from dataclasses import MISSING, dataclass, is_dataclass
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar, cast

from orchestrator.providers.kit.schema import (
    ANY,
    BOOLEAN,
    INTEGER,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    Property,
    Scalar,
    Type,
)
from orchestrator.providers.kit.wire import UNREAD, Marker, Props, empty

T = TypeVar("T")


class Mark(Enum):
    """What an annotation says of a field beyond its type."""

    IMMUTABLE = "immutable"
    COMPUTED = "computed"
    VOLATILE = "volatile"
    CLOUD_CHOSEN = "cloud chosen"
    WRITE_ONLY = "write only"
    SECRET = "secret"
    UNORDERED = "unordered"


Immutable = Annotated[T, Mark.IMMUTABLE]
"""A change makes a new object."""
Computed = Annotated[T, Mark.COMPUTED]
"""An output that only the cloud sets, once."""
Volatile = Annotated[T, Mark.COMPUTED, Mark.VOLATILE]
"""An output that any update may change."""
CloudChosen = Annotated[T, Mark.CLOUD_CHOSEN]
"""An input that the cloud chooses when it is left out."""
WriteOnly = Annotated[T, Mark.WRITE_ONLY]
"""An input that the cloud never tells: what `read` gives for it is not looked at."""
Secret = Annotated[T, Mark.SECRET]
"""Always secret, given or computed."""
Unordered = Annotated[T, Mark.UNORDERED]
"""A list whose order means nothing."""

_SCALARS: dict[Any, Scalar] = {str: STRING, bool: BOOLEAN, int: INTEGER, float: NUMBER, Any: ANY, object: ANY}


@dataclass(frozen=True)
class Fields:
    """The properties of one data class."""

    inputs: dict[str, Property]
    outputs: dict[str, Property]
    derived: dict[str, tuple[str, ...]]


def derived(*names: str, default: Any = None) -> Any:
    """A computed field made of these fields: secret where they are."""
    return dataclasses.field(default=default, metadata={"derived": names})


def named(name: str, **arguments: Any) -> Any:
    """A field whose official property name does not follow from its own."""
    return dataclasses.field(metadata={"name": name}, **arguments)


def camel(name: str) -> str:
    """cidr_block → cidrBlock; an underscore at the end avoids a Python word."""
    head, *tail = name.rstrip("_").split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)


def fields_of(cls: type) -> Fields:
    """The schema of a data class."""
    result = Fields({}, {}, {})
    hints = typing.get_type_hints(cls, include_extras=True)
    for field in dataclasses.fields(cls):
        name = _name(field)
        marks, prop = _property(field, hints[field.name])
        (result.outputs if Mark.COMPUTED in marks else result.inputs)[name] = prop
        if "derived" in field.metadata:
            result.derived[name] = tuple(camel(source) for source in field.metadata["derived"])
    return result


def _name(field: "dataclasses.Field[Any]") -> str:
    return str(field.metadata.get("name") or camel(field.name))


def _property(field: "dataclasses.Field[Any]", hint: Any) -> tuple[set[Mark], Property]:
    marks: set[Mark] = set()
    if typing.get_origin(hint) is Annotated:
        hint, *found = typing.get_args(hint)
        marks = {mark for mark in found if isinstance(mark, Mark)}
    required = field.default is MISSING and field.default_factory is MISSING and Mark.COMPUTED not in marks
    return marks, Property(
        type=_type(hint, Mark.UNORDERED in marks),
        required=required,
        immutable=Mark.IMMUTABLE in marks,
        default=None if required or Mark.COMPUTED in marks else _default(field),
        secret=Mark.SECRET in marks,
        write_only=Mark.WRITE_ONLY in marks,
        cloud_chosen=Mark.CLOUD_CHOSEN in marks,
        volatile=Mark.VOLATILE in marks,
    )


def _default(field: "dataclasses.Field[Any]") -> Any:
    value = field.default if field.default is not MISSING else cast(Any, field.default_factory)()
    value = _out(value)
    return None if empty(value) else value


def _type(hint: Any, unordered: bool = False) -> Type:
    if hint in _SCALARS:
        return _SCALARS[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        return ObjectOf(hint.__name__, fields_of(hint).inputs)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (arg for arg in args if arg is not type(None))
        return _type(inner, unordered)
    if origin is Literal:
        return Scalar("string", tuple(str(arg) for arg in args))
    if origin is list:
        return ListOf(_type(args[0]), unordered)
    if origin is dict:
        return MapOf(_type(args[1]))
    raise TypeError(f"a property cannot have the type {hint}")


def hydrate(cls: type[T], props: Props) -> T:
    """An instance of these properties; a missing one without default is None, what is not known stays so."""
    hints = _hints(cast(Any, cls))
    values: dict[str, Any] = {}
    for field in dataclasses.fields(cast(Any, cls)):
        value = props.get(_name(field))
        if value is not None:
            values[field.name] = _in(hints[field.name], value)
        elif field.default is MISSING and field.default_factory is MISSING:
            values[field.name] = None
    return cls(**values)


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _in(hint: Any, value: Any) -> Any:
    if isinstance(value, Marker) or value is None:
        return value
    if isinstance(hint, type) and is_dataclass(hint):
        return hydrate(hint, value) if isinstance(value, dict) else value
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _in(next(arg for arg in args if arg is not type(None)), value)
    if origin is list and isinstance(value, list):
        return [_in(args[0], item) for item in value]
    if origin is dict and isinstance(value, dict):
        return {key: _in(args[1], item) for key, item in value.items()}
    return value


def dehydrate(instance: Any) -> Props:
    """The properties of an instance; None is left out."""
    return {
        _name(field): _out(value)
        for field in dataclasses.fields(instance)
        if (value := getattr(instance, field.name)) is not None
    }


def _out(value: Any) -> Any:
    if value is UNREAD:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return dehydrate(value)
    if isinstance(value, dict):
        return {key: _out(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_out(item) for item in value]
    return value
