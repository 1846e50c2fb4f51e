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


@dataclass(frozen=True)
class DerivedFrom:
    """A computed field made of these fields: secret where they are."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """A field whose official property name does not follow from its own."""

    name: str


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


def camel(name: str) -> str:
    """cidr_block → cidrBlock; an underscore at the end avoids a Python word."""
    head, *tail = name.rstrip("_").split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)


def fields_of(cls: type) -> Fields:
    """The schema of a data class."""
    result = Fields({}, {}, {})
    hints = typing.get_type_hints(cls, include_extras=True)
    for field in dataclasses.fields(cls):
        name = _names(cls)[field.name]
        hint, notes = _unwrapped(hints[field.name])
        target = result.outputs if Mark.COMPUTED in notes else result.inputs
        target[name] = _property(field, hint, notes)
        for note in notes:
            if isinstance(note, DerivedFrom):
                result.derived[name] = tuple(camel(source) for source in note.names)
    return result


def _unwrapped(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    if typing.get_origin(hint) is Annotated:
        inner, *notes = typing.get_args(hint)
        return inner, tuple(notes)
    return hint, ()


@functools.cache
def _names(cls: type) -> dict[str, str]:
    """The property name of each field."""
    names: dict[str, str] = {}
    for field_name, hint in typing.get_type_hints(cls, include_extras=True).items():
        given = [note.name for note in _unwrapped(hint)[1] if isinstance(note, Named)]
        names[field_name] = given[0] if given else camel(field_name)
    return names


def _property(field: "dataclasses.Field[Any]", hint: Any, notes: tuple[Any, ...]) -> Property:
    required = field.default is MISSING and field.default_factory is MISSING and Mark.COMPUTED not in notes
    return Property(
        type=_type(hint, Mark.UNORDERED in notes),
        required=required,
        immutable=Mark.IMMUTABLE in notes,
        default=None if required or Mark.COMPUTED in notes else _default(field),
        secret=Mark.SECRET in notes,
        write_only=Mark.WRITE_ONLY in notes,
        cloud_chosen=Mark.CLOUD_CHOSEN in notes,
        volatile=Mark.VOLATILE in notes,
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
    hints, names = _hints(cast(Any, cls)), _names(cast(Any, cls))
    values: dict[str, Any] = {}
    for field in dataclasses.fields(cast(Any, cls)):
        value = props.get(names[field.name])
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
    names = _names(cast(Any, type(instance)))
    return {
        names[field.name]: _out(value)
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
