"""What changed between two sets of inputs, path by path, and which changes need a new object."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from orchestrator.providers.kit.schema import ANY, ListOf, MapOf, ObjectOf, Property, Type
from orchestrator.providers.kit.wire import UNKNOWN, Path, Props, empty, has_unknown

Same: TypeAlias = Callable[[Path, Any, Any], bool]
"""Whether the cloud takes two differently written values, at a path, for the same."""


@dataclass(frozen=True)
class Change:
    """One path that changed."""

    path: Path
    kind: Literal["add", "delete", "update"]
    replace: bool = False


def diff(
    properties: Mapping[str, Property], old: Props, new: Props, same: Same, ignored: Sequence[Path] = ()
) -> list[Change]:
    """All changes from the old inputs to the new, without the ignored paths."""
    changes = _properties(properties, old, new, (), False, same)
    return [change for change in changes if not any(_covers(path, change.path) for path in ignored)]


def _properties(
    properties: Mapping[str, Property], old: Props, new: Props, at: Path, replace: bool, same: Same
) -> Iterator[Change]:
    for name, prop in properties.items():
        path = (*at, name)
        before = prop.default if old.get(name) is None else old[name]
        after = prop.default if new.get(name) is None else new[name]
        if empty(after) and prop.cloud_chosen:
            continue
        yield from _value(prop.type, before, after, path, replace or prop.immutable, same)


def _value(type_: Type, old: Any, new: Any, at: Path, replace: bool, same: Same) -> Iterator[Change]:
    if empty(old) and empty(new):
        return
    if new is UNKNOWN:
        yield Change(at, "add" if empty(old) else "update", replace)
        return
    if not has_unknown(new) and (old == new or (not empty(old) and not empty(new) and same(at, old, new))):
        return
    if _is(dict, old, new):
        old, new = old or {}, new or {}
        if isinstance(type_, ObjectOf):
            yield from _properties(type_.properties, old, new, at, replace, same)
            return
        item = type_.item if isinstance(type_, MapOf) else ANY
        for key in sorted({**old, **new}):
            yield from _value(item, old.get(key), new.get(key), (*at, key), replace, same)
    elif _is(list, old, new):
        yield from _list(type_, old or [], new or [], at, replace, same)
    else:
        yield Change(at, "add" if empty(old) else "delete" if empty(new) else "update", replace)


def _list(
    type_: Type, old: list[Any], new: list[Any], at: Path, replace: bool, same: Same
) -> Iterator[Change]:
    item: Type = ANY
    if isinstance(type_, ListOf):
        item = type_.item
        if type_.unordered:
            old = aligned(new, old, lambda a, b: a == b or same((*at, 0), b, a))
    for i in range(max(len(old), len(new))):
        before, after = (values[i] if i < len(values) else None for values in (old, new))
        if before is None and after is not None and after is not UNKNOWN and empty(after):
            yield Change((*at, i), "add", replace)  # an empty element is an element
        yield from _value(item, before, after, (*at, i), replace, same)


def _is(kind: type, old: Any, new: Any) -> bool:
    """Whether both are of this container kind, or one is and the other is absent."""
    values = [value for value in (old, new) if value is not None]
    return all(isinstance(value, kind) for value in values)


def aligned(wanted: list[Any], values: list[Any], match: Callable[[Any, Any], bool]) -> list[Any]:
    """The values in the order of the wanted ones that they match; others fill the gaps, else None does."""
    rest = list(values)
    slots: list[Any] = []
    for want in wanted:
        found = next((i for i, value in enumerate(rest) if match(want, value)), None)
        slots.append(None if found is None else rest.pop(found))
    filled = [rest.pop(0) if slot is None and rest else slot for slot in slots]
    return [*filled, *rest]


def _covers(pattern: Path, path: Path) -> bool:
    """Whether a path lies at or below an ignored one."""
    return len(pattern) <= len(path) and all(p in ("*", s) for p, s in zip(pattern, path, strict=False))
