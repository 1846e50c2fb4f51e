"""What the policies say."""

from dataclasses import dataclass
from typing import Literal

from orchestrator.errors import Where

Severity = Literal["info", "low", "medium", "high", "critical"]
Point = Literal["spec", "graph", "plan", "drift"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken by one resource."""

    rule: str
    severity: Severity
    message: str
    fix: str
    docs: str
    resource: str
    where: Where | None
    path: tuple[str | int, ...] = ()
    enforce: bool = True
    """False: advisory; shown, but does not deny."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one evaluation, with the proof that it took place."""

    point: Point
    violations: tuple[Violation, ...]
    rules: tuple[str, ...]
    """Every rule that ran: the inventory that the engine itself returned."""
    policy_digest: str
    input_digest: str
    seconds: float

    @property
    def denied(self) -> bool:
        """Whether any violation forbids going on."""
        return any(v.enforce for v in self.violations)
