"""YAML as a tree whose every node knows its place, also after parts of several files were merged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from orchestrator.errors import Where
from orchestrator.model.source import Path

ScalarValue: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Source:
    """One file and its text."""

    file: str
    text: str
    via: Where | None = None
    """For whom it is read, when one text is read for several: the instance of a composite type."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a source, counted from 0; made for every node, so kept cheap."""

    source: Source
    line: int
    column: int
    index: int

    @property
    def where(self) -> Where:
        """The place as a user reads it."""
        return Where(self.source.file, self.line + 1, self.column + 1, self.source.via)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, typed as YAML 1.2's core schema says."""

    mark: Mark
    value: ScalarValue
    text: str
    end: int
    """Index in the source just behind the scalar."""
    sound: bool = True
    """False: it could not be read, which is a fault that was noted; nothing more is said about it."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    mark: Mark
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, and its value."""

    mark: Mark
    value: "Node"


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A mapping with text keys, in the order of the file."""

    mark: Mark
    entries: Mapping[str, Entry]

    def get(self, key: str) -> "Node | None":
        """The value of a key."""
        entry = self.entries.get(key)
        return entry.value if entry else None

    def mapping(self, key: str) -> "MappingNode":
        """The mapping under a key; an empty one at this place where there is none."""
        found = self.get(key)
        return found if isinstance(found, MappingNode) else MappingNode(self.mark, {})

    def text(self, key: str) -> str:
        """The text under a key; empty where there is none."""
        found = self.get(key)
        return found.value if isinstance(found, Scalar) and isinstance(found.value, str) else ""

    def put(self, changes: Mapping[str, Entry]) -> "MappingNode":
        """A copy with some keys set."""
        return MappingNode(self.mark, {**self.entries, **changes})

    def only(self, *keys: str) -> "MappingNode":
        """A copy with nothing but some keys."""
        return MappingNode(self.mark, {k: entry for k, entry in self.entries.items() if k in keys})

    def without(self, *keys: str) -> "MappingNode":
        """A copy without some keys."""
        return MappingNode(self.mark, {k: entry for k, entry in self.entries.items() if k not in keys})


Node: TypeAlias = Scalar | Sequence | MappingNode


def merge(below: Node, above: Node) -> Node:
    """Lay one tree over another: mappings merge key by key, everything else is replaced."""
    if not (isinstance(below, MappingNode) and isinstance(above, MappingNode)):
        return above
    entries = dict(below.entries)
    for key, entry in above.entries.items():
        old = entries.get(key)
        entries[key] = Entry(old.mark, merge(old.value, entry.value)) if old and _both(old, entry) else entry
    return MappingNode(below.mark, entries)


def _both(old: Entry, new: Entry) -> bool:
    return isinstance(old.value, MappingNode) and isinstance(new.value, MappingNode)


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Where]]:
    """Every path below a node with its place: of the key in a mapping, of the item in a list."""
    match node:
        case MappingNode():
            for key, entry in node.entries.items():
                yield (*path, key), entry.mark.where
                yield from walk(entry.value, (*path, key))
        case Sequence():
            for index, item in enumerate(node.items):
                yield (*path, index), item.mark.where
                yield from walk(item, (*path, index))
        case Scalar():
            return
