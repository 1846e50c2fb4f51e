"""Joins what the cloud tells with what we know: the inputs and the state that the engine shall record."""

from typing import Any

from orchestrator.providers.kit.check import check
from orchestrator.providers.kit.diff import Same, aligned
from orchestrator.providers.kit.schema import ListOf, MapOf, ObjectOf, Property, Schema, Type
from orchestrator.providers.kit.wire import UNKNOWN, UNREAD, Path, Props, empty


def read_inputs(schema: Schema, prior: Props, actual: Props, same: Same) -> Props:
    """The inputs that would make what is there, said the way the user said them."""
    return _object(schema.inputs, prior, actual, (), same, importing=False)


def imported_inputs(schema: Schema, actual: Props) -> Props:
    """The inputs of an object that we did not make, with the defaults that a program would get."""
    told = {name: value for name, value in actual.items() if name in schema.inputs and value is not UNREAD}
    bare = _object(schema.inputs, {}, told, (), lambda *_: False, importing=True)
    return check(schema.inputs, bare)[0]


def read_state(schema: Schema, inputs: Props, prior: Props, actual: Props) -> Props:
    """All properties: the inputs in the user's words, what only the cloud says, what only we know."""
    state: Props = {}
    for name, prop in {**schema.outputs, **schema.inputs}.items():
        said, value = inputs.get(name), actual.get(name, UNREAD)
        if name not in schema.inputs:
            state[name] = prior.get(name) if value is UNREAD else value
        elif value is UNREAD or prop.write_only:
            state[name] = said
        elif said is None:
            state[name] = value
        else:
            state[name] = _told(prop.type, said, value)
    return {name: value for name, value in state.items() if value is not None}


def preview_create(schema: Schema, inputs: Props, predicted: Props) -> Props:
    """What is known of an object that does not exist yet."""
    outputs: Props = dict.fromkeys(schema.outputs, UNKNOWN)
    chosen = {name: UNKNOWN for name, prop in schema.inputs.items() if prop.cloud_chosen}
    return {**outputs, **chosen, **inputs, **predicted}


def preview_update(schema: Schema, old: Props, new: Props, predicted: Props) -> Props:
    """What is known of an object that is about to change."""
    kept = {name: old[name] for name in schema.outputs if name in old}
    volatile = {name: UNKNOWN for name, prop in schema.outputs.items() if prop.volatile}
    chosen = {name: old[name] for name, prop in schema.inputs.items() if prop.cloud_chosen and name in old}
    return {**kept, **volatile, **chosen, **new, **predicted}


def _object(
    properties: "dict[str, Property] | Any",
    prior: Props,
    actual: Props,
    at: Path,
    same: Same,
    *,
    importing: bool,
) -> Props:
    result: Props = {}
    for name, prop in properties.items():
        said, value = prior.get(name), actual.get(name)
        if prop.write_only or value is UNREAD:
            kept = said
        elif said is None:
            unasked = empty(value) or (prop.cloud_chosen and not importing)
            kept = None if unasked else _value(prop.type, None, value, (*at, name), same, importing=importing)
        else:
            kept = _value(prop.type, said, value, (*at, name), same, importing=importing)
        if kept is not None:
            result[name] = kept
    return result


def _value(type_: Type, said: Any, value: Any, at: Path, same: Same, *, importing: bool) -> Any:
    if said is not None and value is not None and (said == value or same(at, said, value)):
        return said
    if empty(said) and empty(value):
        return said
    match type_:
        case ObjectOf() if isinstance(value, dict):
            before = said if isinstance(said, dict) else {}
            return _object(type_.properties, before, value, at, same, importing=importing)
        case MapOf() if isinstance(value, dict):
            before = said if isinstance(said, dict) else {}
            return {
                key: _value(type_.item, before.get(key), item, (*at, key), same, importing=importing)
                for key, item in value.items()
            }
        case ListOf() if isinstance(value, list):
            wanted = said if isinstance(said, list) else []
            items = _in_order(type_, wanted, value, at, same)
            return [
                _value(
                    type_.item,
                    wanted[i] if i < len(wanted) else None,
                    item,
                    (*at, i),
                    same,
                    importing=importing,
                )
                for i, item in enumerate(items)
            ]
    return value


def _in_order(type_: ListOf, said: list[Any], value: list[Any], at: Path, same: Same) -> list[Any]:
    if not type_.unordered:
        return value
    ordered = aligned(said, value, lambda a, b: _says(a, b) or same((*at, 0), a, b))
    return [item for item in ordered if item is not None]


def _says(wanted: Any, actual: Any) -> bool:
    """Whether the actual value has everything that was asked for; the cloud may have added to it."""
    if isinstance(wanted, dict) and isinstance(actual, dict):
        return all(empty(item) or _says(item, actual.get(key)) for key, item in wanted.items())
    return bool(wanted == actual)


def _told(type_: Type, said: Any, value: Any) -> Any:
    """The user's words, and beside them what the cloud added within nested objects."""
    match type_:
        case ObjectOf() if isinstance(said, dict) and isinstance(value, dict):
            added = {
                name: item
                for name, item in value.items()
                if name not in said and item is not None and item is not UNREAD
            }
            both = {
                name: _told(type_.properties[name].type, item, value[name])
                if name in type_.properties and name in value and not type_.properties[name].write_only
                else item
                for name, item in said.items()
            }
            return {**both, **added}
        case ListOf() if isinstance(said, list) and isinstance(value, list) and len(said) == len(value):
            ordered = aligned(said, value, _says) if type_.unordered else value
            return [_told(type_.item, a, b) for a, b in zip(said, ordered, strict=False)]
    return said
