"""Checks inputs against a schema: names, types and required ones, all faults at once; fills in defaults."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orchestrator.providers.kit.schema import ListOf, MapOf, ObjectOf, Property, Scalar, Type
from orchestrator.providers.kit.wire import UNKNOWN, Path, Props, show

# The engine and the SDKs of other languages add these of their own.
_FOREIGN = frozenset({"__defaults", "__internal", "__meta"})


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one property; the reason never holds the value, which may be secret."""

    path: Path
    reason: str

    @property
    def property(self) -> str:
        """The path as the engine writes it."""
        return show(self.path)


def check(properties: Mapping[str, Property], props: Mapping[str, Any]) -> tuple[Props, list[Fault]]:
    """The inputs with defaults, and everything that is wrong with them."""
    faults: list[Fault] = []
    return _object(properties, props, (), faults), faults


def _object(
    properties: Mapping[str, Property], props: Mapping[str, Any], at: Path, faults: list[Fault]
) -> Props:
    result: Props = {}
    for name, prop in properties.items():
        value = props.get(name)
        if value is None:
            value = prop.default
        if value is not None:
            result[name] = _value(prop.type, value, (*at, name), faults)
        elif prop.required:
            faults.append(Fault((*at, name), f"missing required property {show((*at, name))!r}"))
    for name in props:
        if name not in properties and name not in _FOREIGN:
            near = difflib.get_close_matches(name, properties, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            faults.append(Fault((*at, name), f"unknown property {show((*at, name))!r}{hint}"))
    return result


def _value(type_: Type, value: Any, at: Path, faults: list[Fault]) -> Any:
    if value is UNKNOWN:
        return value
    match type_:
        case ObjectOf() if isinstance(value, dict):
            return _object(type_.properties, value, at, faults)
        case MapOf() if isinstance(value, dict):
            items = ((key, item) for key, item in value.items() if item is not None and key not in _FOREIGN)
            return {key: _value(type_.item, item, (*at, key), faults) for key, item in items}
        case ListOf() if isinstance(value, list):
            return [_value(type_.item, item, (*at, i), faults) for i, item in enumerate(value)]
        case Scalar() if _fits(type_, value):
            if type_.choices and value not in type_.choices:
                faults.append(Fault(at, f"{show(at)!r} must be one of {', '.join(type_.choices)}"))
            return value
    faults.append(Fault(at, f"{show(at)!r} must be {_expected(type_)}, not {_given(value)}"))
    return value


def _fits(type_: Scalar, value: Any) -> bool:
    match type_.kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "any":
            return True


def _expected(type_: Type) -> str:
    match type_:
        case Scalar():
            return f"an {type_.kind}" if type_.kind in ("integer", "any") else f"a {type_.kind}"
        case ListOf():
            return "a list"
        case MapOf():
            return "a map"
        case ObjectOf():
            return "an object"


def _given(value: Any) -> str:
    match value:
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
    return "an object" if isinstance(value, dict) else "nothing"
