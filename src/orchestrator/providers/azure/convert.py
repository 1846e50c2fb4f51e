"""Between the flat properties of azure-native and the nested body of ARM; both ways driven by a table."""

from collections.abc import Mapping
from typing import Any

from orchestrator.providers.azure.table import Entries, Keys, Kind, Listed, Mapped, Plain, Shape, Table
from orchestrator.providers.kit.wire import UNKNOWN, Path, Props


def to_body(table: Table, inputs: Props) -> Props:
    """The body that ARM shall get."""
    return _nested(table, table.inputs, inputs)


def from_body(table: Table, body: Mapping[str, Any]) -> Props:
    """Every property that an answer tells."""
    return _flat(table, table.properties, body)


def only_declared(table: Table, props: Props, declared: Props) -> Props:
    """Hide what the cloud filled in by itself: a value or object that nobody declared is not a difference.

    Lists, maps and references stay visible: ARM never fills them in, so one that nobody declared was put
    there by somebody else. What the table calls chosen stays visible too: others may need to know it.
    """
    return _masked(table, table.properties, props, declared)


def equal(table: Table, path: Path, old: object, new: object) -> bool:
    """Whether ARM takes two texts for the same: ids, names and enum words come in any case."""
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    if path == ("location",):
        return normal_location(old) == normal_location(new)
    entry = table.properties.get(str(path[0]))
    foldable = entry is not None and (entry.in_path or _kind_at(table, path) == Plain("enum"))
    if foldable or (_is_id(old) and _is_id(new)):
        return old.rstrip("/").casefold() == new.rstrip("/").casefold()
    return False


def foreseen(table: Table, inputs: Props) -> Props:
    """The objects of the inputs with a place for what the cloud will choose within them."""
    return {
        name: _foreseen(table, table.inputs[name].kind, value)
        for name, value in inputs.items()
        if name in table.inputs and isinstance(value, dict | list)
    }


def _foreseen(table: Table, kind: Kind, value: Any) -> Any:
    match kind:
        case Shape(name) if isinstance(value, Mapping):
            entries = table.shapes[name]
            inner = {
                key: _foreseen(table, entries[key].kind, one) for key, one in value.items() if key in entries
            }
            return {**{key: UNKNOWN for key, entry in entries.items() if entry.chosen}, **inner}
        case Listed(item) if isinstance(value, list):
            return [_foreseen(table, item, one) for one in value]
        case Mapped(item) if isinstance(value, Mapping):
            return {key: _foreseen(table, item, one) for key, one in value.items()}
    return value


def has(table: Table, path: Path, told: object, wanted: object) -> bool:
    """Whether the cloud has what is wanted, and maybe more."""
    if isinstance(wanted, Mapping) and isinstance(told, Mapping):
        return all(has(table, (*path, key), told.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(told, list):
        pairs = zip(told, wanted, strict=False)
        return len(told) == len(wanted) and all(has(table, (*path, 0), a, b) for a, b in pairs)
    return bool(told == wanted) or equal(table, path, told, wanted)


def normal_location(text: str) -> str:
    """West Europe and westeurope are one place."""
    return text.replace(" ", "").casefold()


def _is_id(text: str) -> bool:
    return text.lower().startswith("/subscriptions/")


def _kind_at(table: Table, path: Path) -> Kind | None:
    entries: Entries = table.properties
    kind: Kind | None = None
    for step in path:
        if isinstance(kind, Listed | Mapped):
            kind = kind.item
        else:
            entry = entries.get(str(step))
            kind = entry.kind if entry else None
        if kind is None:
            return None
        if isinstance(kind, Shape):
            entries = table.shapes[kind.name]
    return kind


def _nested(table: Table, entries: Entries, props: Mapping[str, Any]) -> Props:
    body: Props = {}
    for name, value in props.items():
        entry = entries.get(name)
        if entry is None or entry.in_path or value is None:
            continue
        holder = body
        for step in entry.place[:-1]:
            holder = holder.setdefault(step, {})
        holder[entry.place[-1]] = _to_value(table, entry.kind, value)
    return body


def _to_value(table: Table, kind: Kind, value: Any) -> Any:
    match kind:
        case Shape(name) if isinstance(value, Mapping):
            return _nested(table, table.shapes[name], value)
        case Listed(item) if isinstance(value, list):
            return [_to_value(table, item, one) for one in value]
        case Mapped(item) if isinstance(value, Mapping):
            return {key: _to_value(table, item, one) for key, one in value.items()}
        case Keys() if isinstance(value, list):
            return {key: {} for key in value}
    return value


def _flat(table: Table, entries: Entries, body: Mapping[str, Any]) -> Props:
    props: Props = {}
    for name, entry in entries.items():
        value: Any = body
        for step in entry.place:
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is not None:
            props[name] = _from_value(table, entry.kind, value)
    return props


def _from_value(table: Table, kind: Kind, value: Any) -> Any:
    match kind:
        case Shape(name) if isinstance(value, Mapping):
            return _flat(table, table.shapes[name], value)
        case Listed(item) if isinstance(value, list):
            return [_from_value(table, item, one) for one in value]
        case Mapped(item) if isinstance(value, Mapping):
            return {key: _from_value(table, item, one) for key, one in value.items()}
        case Keys() if isinstance(value, Mapping):
            return list(value)
    return value


def _masked(table: Table, entries: Entries, props: Mapping[str, Any], declared: Any) -> Props:
    said = declared if isinstance(declared, Mapping) else {}
    result: Props = {}
    for name, value in props.items():
        entry = entries.get(name)
        if entry is None or entry.read_only:
            result[name] = value
        elif said.get(name) is not None:
            result[name] = _masked_value(table, entry.kind, value, said[name])
        elif entry.chosen or _telling(entry.kind):
            result[name] = value
    return result


def _telling(kind: Kind) -> bool:
    """Whether its presence means that somebody set it."""
    return isinstance(kind, Listed | Mapped | Keys) or kind in (Shape("Reference"), Shape("SubResource"))


def _masked_value(table: Table, kind: Kind, value: Any, said: Any) -> Any:
    match kind:
        case Shape(name) if isinstance(value, Mapping):
            return _masked(table, table.shapes[name], value, said)
        case Listed(item) if isinstance(value, list):
            wanted = said if isinstance(said, list) else []
            return [_masked_value(table, item, one, _partner(one, i, wanted)) for i, one in enumerate(value)]
        case Mapped(item) if isinstance(value, Mapping):
            known = said if isinstance(said, Mapping) else {}
            return {key: _masked_value(table, item, one, known.get(key)) for key, one in value.items()}
    return value


def _partner(one: Any, index: int, wanted: list[Any]) -> Any:
    """What was declared for an item of a list: that of its name, or in its place; else the item itself."""
    name = one.get("name") if isinstance(one, Mapping) else None
    if name is not None:
        named = [w for w in wanted if isinstance(w, Mapping) and isinstance(w.get("name"), str)]
        if named:
            return next((w for w in named if w["name"].casefold() == str(name).casefold()), one)
    return wanted[index] if index < len(wanted) else one
