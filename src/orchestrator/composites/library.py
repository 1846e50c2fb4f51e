"""The composite types that a stack can use, and where each of them was found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.composites.read import CompositeType, read_type
from orchestrator.errors import OrchestratorError, Where
from orchestrator.spec.files import SUFFIXES
from orchestrator.spec.findings import Findings

FOLDER = "types"


@dataclass(frozen=True, slots=True)
class Library:
    """All revisions of all types, the newest first."""

    types: Mapping[str, tuple[CompositeType, ...]] = field(default_factory=dict)

    def newest(self) -> dict[str, CompositeType]:
        """The newest revision of each type."""
        return {name: revisions[0] for name, revisions in self.types.items()}

    def names(self) -> list[str]:
        """Every type with each of its versions."""
        return [f"{name}@{v.name}" for name, one in self.newest().items() for v in one.document.spec.versions]

    def with_type(self, found: CompositeType) -> "Library":
        """The same with another type, or another revision, which stands for its own revision."""
        others = [one for one in self.types.get(found.name, ()) if one.revision != found.revision]
        return Library({**self.types, found.name: _sorted([*others, found])})


def type_files(folder: Path) -> Iterator[Path]:
    """The files of a folder that may hold types; its own subfolders are for policies."""
    if folder.is_dir():
        yield from (file for file in sorted(folder.iterdir()) if file.suffix in SUFFIXES and file.is_file())


def collect(found: list[CompositeType], findings: Findings) -> Library:
    """Types in a library; two of one name and revision but different content are a fault."""
    by_name: dict[str, list[CompositeType]] = {}
    for one in found:
        same = [other for other in by_name.get(one.name, ()) if other.revision == one.revision]
        if not same:
            by_name.setdefault(one.name, []).append(one)
        elif same[0].digest != one.digest:
            where = one.at("metadata", "name").mark.where
            summary = f"{one.name} {one.document.spec.revision} is given twice, with different content"
            findings.add(summary, where, f"the other one: {same[0].origin}")
    return Library({name: _sorted(revisions) for name, revisions in sorted(by_name.items())})


def in_folder(folder: Path, findings: Findings) -> list[CompositeType]:
    """The types in the files of a folder."""
    found = []
    for file in type_files(folder):
        # Of its own, since a syntax error ends the reading of its file only.
        own = Findings()
        try:
            one = read_type(file, str(file), own)
            own.raise_if_any()
        except OrchestratorError as error:
            for single in error.each():
                where = single.where if isinstance(single.where, Where) else Where(str(file))
                findings.add(single.summary, where, single.hint)
            continue
        if one is not None:
            found.append(one)
    return found


def _sorted(revisions: list[CompositeType]) -> tuple[CompositeType, ...]:
    return tuple(sorted(revisions, key=lambda one: one.revision, reverse=True))
