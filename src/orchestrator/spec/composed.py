"""The seam of composite types: resources go out as written, and come back as built-in ones."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from orchestrator.errors import Where
from orchestrator.model.composite import Instance
from orchestrator.spec.evaluate import Scope
from orchestrator.spec.nodes import MappingNode


@dataclass(frozen=True, slots=True)
class Notice:
    """What a user should know of a stack that is valid."""

    summary: str
    where: Where
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.summary}" + (f" ({self.hint})" if self.hint else "")


@dataclass(frozen=True, slots=True)
class Composed:
    """A stack without composite types."""

    resources: MappingNode
    outputs: MappingNode
    patches: tuple[MappingNode, ...]
    """Those that did not change an instance of a composite type."""
    instances: tuple[Instance, ...] = ()
    faulty: frozenset[str] = frozenset()
    """Instances whose faults were told: that they have no resources is not a second fault."""
    notices: tuple[Notice, ...] = field(default=())


class Compose(Protocol):
    """Puts built-in resources in the place of composite types."""

    def __call__(
        self,
        file: Path,
        written: MappingNode,
        patches: tuple[MappingNode, ...],
        labels: dict[str, Any],
        scope: Scope,
    ) -> Composed:
        """The stack without composite types, every fault noted in the scope's findings."""


def none(
    file: Path, written: MappingNode, patches: tuple[MappingNode, ...], labels: dict[str, Any], scope: Scope
) -> Composed:
    """For a stack that has built-in types only."""
    return Composed(written.mapping("resources"), written.mapping("outputs"), patches)
