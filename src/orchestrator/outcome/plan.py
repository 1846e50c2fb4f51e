"""What would happen, and what did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from orchestrator.errors import OrchestratorError


class Action(StrEnum):
    """What happens to one cloud resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    READ = "read"
    IMPORT = "import"
    SAME = "same"

    @property
    def past(self) -> str:
        """What has happened, in a word."""
        irregular = {Action.IMPORT: "imported", Action.READ: "read", Action.SAME: "kept"}
        return irregular.get(self, f"{self.value}d")


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """One property: before and after are plain data; secrets are "[secret]", not yet known "[unknown]"."""

    path: str
    kind: Literal["add", "delete", "update"]
    before: Any
    after: Any
    replaces: bool = False
    """True: this property is why the resource must be made anew."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cloud resource and what happens to it."""

    urn: str
    type: str
    name: str
    resource: str
    """The spec resource it belongs to; empty for what is the engine's own."""
    action: Action
    properties: tuple[PropertyChange, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A sign of life of a running operation: one cloud resource begins, ends or fails."""

    name: str
    type: str
    resource: str
    action: Action
    status: Literal["started", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an apply would do. `changes` has every resource, also those that stay the same."""

    stack: str
    environment: str
    changes: tuple[Change, ...]
    warnings: tuple[str, ...] = ()

    def count(self, action: Action) -> int:
        """How many resources that action happens to."""
        return sum(change.action is action for change in self.changes)

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return all(change.action in (Action.SAME, Action.READ) for change in self.changes)


@dataclass(frozen=True, slots=True)
class Applied:
    """What an apply or a destroy did."""

    plan: Plan
    outputs: Mapping[str, Any] = field(default_factory=dict)
    """Of the stack; secrets are shown as "[secret]"."""
    failures: tuple[OrchestratorError, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Drift:
    """How the clouds differ from what was applied; nothing was changed to find out."""

    stack: str
    environment: str
    changes: tuple[Change, ...]

    @property
    def found(self) -> bool:
        """Whether anything differs."""
        return bool(self.changes)
