"""What is asked of OPA, and the port by which it is asked."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from orchestrator.errors import Where
from orchestrator.policy.bundle import Bundle

Asked: TypeAlias = Literal["spec", "graph"]
"""The points at which this engine can be asked."""
Packs: TypeAlias = tuple[Path, ...]
"""Folders of policy packs."""
Locate: TypeAlias = Callable[[str, tuple[str | int, ...]], Where | None]
"""From a resource ("" for the whole stack) and a path in it to its place in the user's file.

None when that path has no place of its own, and for groups of the graph that no spec resource stands for.
"""


def nowhere(resource: str, path: tuple[str | int, ...]) -> Where | None:
    """For documents that come from no file."""
    return None


@dataclass(frozen=True, slots=True)
class Question:
    """A document, and the packs and parameters that judge it."""

    point: Asked
    document: Mapping[str, Any]
    packs: Packs
    parameters: Mapping[str, Any] = field(default_factory=dict)
    locate: Locate = nowhere


@dataclass(frozen=True, slots=True)
class Request:
    """A question as OPA reads it."""

    point: Asked
    document: Mapping[str, Any]
    manifests: Mapping[str, str]
    parameters: Mapping[str, Any]
    canary: str
    """A token of this question alone: an answer without it answers something else."""

    @property
    def subjects(self) -> list[Any]:
        """What is looked at one by one."""
        return list(self.document.get({"spec": "resources", "graph": "nodes"}[self.point], ()))

    def input(self) -> dict[str, Any]:
        """The `input` of the driver."""
        return {
            "point": self.point,
            "document": self.document,
            "packs": self.manifests,
            "parameters": self.parameters,
            "canary": self.canary,
        }

    def digest(self) -> str:
        """SHA-256 of what is judged, the same for the same question."""
        judged = [self.point, self.document, self.parameters]
        text = json.dumps(judged, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"

    def limit(self, least: float) -> float:
        """Seconds that an answer may take: 2 ms more for each resource, six times the measured need."""
        return least + len(self.subjects) / 500


class Opa(Protocol):
    """An Open Policy Agent."""

    def ask(self, bundle: Bundle, request: Request) -> object:
        """The value of data.orchestrator.driver.answer, None when undefined; raises PolicyError."""
