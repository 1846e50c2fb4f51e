"""Where each part of a stack stands in its files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from orchestrator.errors import Where

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Positions:
    """From the path of a value to its place; a path without one gets its nearest ancestor's."""

    file: str
    places: Mapping[Path, Where] = field(default_factory=dict)

    def where(self, path: Path) -> Where:
        """The place of a value, of its nearest known ancestor, or of the file."""
        for length in range(len(path), -1, -1):
            if place := self.places.get(path[:length]):
                return place
        return Where(self.file)
