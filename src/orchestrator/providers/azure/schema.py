"""The kit's schema of a resource type, from its table."""

from orchestrator.providers.azure.table import Entries, Entry, Keys, Kind, Listed, Mapped, Plain, Shape, Table
from orchestrator.providers.kit.autoname import Autoname
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
    Schema,
    Type,
)

VOLATILE = (
    "provisioningState",
    "instanceView",
    "etag",
    "lastModifiedTime",
    "lastUpdatedTime",
    "updatedAt",
    "currentValue",
)


def schema_of(table: Table) -> Schema:
    """What the type accepts and gives."""
    return Schema(
        token=table.token,
        inputs={name: _input(table, entry) for name, entry in table.inputs.items()},
        outputs={
            name: Property(type=_type(table, entry.kind), volatile=name in VOLATILE)
            for name, entry in table.properties.items()
            if entry.read_only
        },
        autoname=_autoname(table),
        # What it holds (a name, an interface, an address range) is free only after it is gone.
        delete_before_replace=True,
    )


def _autoname(table: Table) -> Autoname | None:
    if table.fixed_name or table.builtin is not None:
        return None
    if table.name_style == "letters":
        return Autoname(table.name, table.max_name, lower=True, separator="", in_url=True)
    in_url = table.name_style == "host"
    return Autoname(table.name, table.max_name, lower=in_url, in_url=in_url)


def _input(table: Table, entry: Entry) -> Property:
    fixed = table.fixed_name if entry.name == table.name else ""
    nameless = entry.name == table.name and _autoname(table) is None and not fixed
    return Property(
        type=_type(table, entry.kind),
        required=entry.required or nameless,
        immutable=entry.force_new or entry.in_path,
        default=fixed or None,
        secret=entry.secret,
        write_only=entry.write_only,
        cloud_chosen=entry.chosen,
    )


def _type(table: Table, kind: Kind) -> Type:
    match kind:
        case Plain(name):
            return _scalar(name)
        case Keys():
            return ListOf(STRING, unordered=True)
        case Mapped(item):
            return MapOf(_type(table, item))
        case Listed(item):
            named = isinstance(item, Shape) and "name" in table.shapes[item.name]
            return ListOf(_type(table, item), unordered=named)
        case Shape(name):
            return ObjectOf(name, _object(table, table.shapes[name]))


def _object(table: Table, entries: Entries) -> dict[str, Property]:
    return {name: _input(table, entry) for name, entry in entries.items() if not entry.read_only}


def _scalar(name: str) -> Scalar:
    # An enum is a string: ARM's lists of words grow without a new API version.
    scalars = {"integer": INTEGER, "number": NUMBER, "boolean": BOOLEAN, "any": ANY}
    return scalars.get(name, STRING)
