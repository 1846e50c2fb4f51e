"""The frozen table of one resource type: its place in ARM, and what each of its properties is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Plain:
    """A value without parts."""

    name: Literal["string", "enum", "integer", "number", "boolean", "any"]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with known properties, by its name in the table."""

    name: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A list."""

    item: "Kind"


@dataclass(frozen=True, slots=True)
class Mapped:
    """A map from free strings."""

    item: "Kind"


@dataclass(frozen=True, slots=True)
class Keys:
    """A list of strings that ARM wants as the keys of an object."""


Kind: TypeAlias = Plain | Shape | Listed | Mapped | Keys


@dataclass(frozen=True, slots=True)
class Entry:
    """One property: its flat name, its place in the body, and its rules."""

    name: str
    place: tuple[str, ...]
    kind: Kind
    required: bool = False
    read_only: bool = False
    write_only: bool = False
    secret: bool = False
    force_new: bool = False
    chosen: bool = False

    @property
    def in_path(self) -> bool:
        """Whether it is part of the resource's id, not of its body."""
        # In braces: a property of a body may be called "path", as that of an SSH key is.
        return self.place == ("{path}",)


Entries: TypeAlias = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Table:
    """One resource type of azure-native."""

    token: str
    api_version: str
    path: str
    name: str
    max_name: int
    name_style: Literal["plain", "letters", "host"]
    region: Literal["region", "global", "none"]
    properties: Entries
    shapes: Mapping[str, Entries]
    fixed_name: str = ""
    builtin: Mapping[str, Any] | None = None

    @property
    def inputs(self) -> Entries:
        """What a program may set."""
        return {name: entry for name, entry in self.properties.items() if not entry.read_only}


def load(file: str) -> Table:
    """Read a table by its file's name, such as network.Subnet."""
    text = (resources.files("orchestrator.providers.azure") / "tables" / f"{file}.json").read_text()
    data = json.loads(text)
    return Table(
        token=data["token"],
        api_version=data["apiVersion"],
        path=data["path"],
        name=data["name"],
        max_name=data["maxName"],
        name_style=data["nameStyle"],
        region=data["region"],
        properties=_entries(data["properties"]),
        shapes={name: _entries(entries) for name, entries in data["shapes"].items()},
        fixed_name=data.get("fixedName", ""),
        builtin=data.get("builtin"),
    )


def _entries(data: Mapping[str, Mapping[str, Any]]) -> Entries:
    return {
        name: Entry(
            name,
            tuple(entry["in"].split("/")),
            _kind(entry["is"]),
            required=entry.get("required", False),
            read_only=entry.get("readOnly", False),
            write_only=entry.get("writeOnly", False),
            secret=entry.get("secret", False),
            force_new=entry.get("forceNew", False),
            chosen=entry.get("chosen", False),
        )
        for name, entry in data.items()
    }


def _kind(text: str) -> Kind:
    match text[0], text:
        case "[", _:
            return Listed(_kind(text[1:-1]))
        case "{", _:
            return Mapped(_kind(text[1:-1]))
        case "<", _:
            return Keys()
        case _, "string" | "enum" | "integer" | "number" | "boolean" | "any":
            return Plain(text)
    return Shape(text)
