"""How the resources of a stack are."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["passing", "failing", "unknown"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one resource."""

    resource: str
    check: str
    """What was asked, in words: "state of db", "http 10.0.0.4:80/healthz"."""
    status: Status
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """All checks of a stack."""

    results: tuple[CheckResult, ...]

    @property
    def well(self) -> bool:
        """Whether no check fails."""
        return not self.failing

    @property
    def failing(self) -> tuple[CheckResult, ...]:
        """The checks that fail."""
        return tuple(result for result in self.results if result.status == "failing")


@dataclass(frozen=True, slots=True)
class Service:
    """A service as the catalogue holds it."""

    name: str
    stack: str
    environment: str
    resource: str
    cloud: str
    region: str
    address: str
    port: int
    protocol: str
    tags: tuple[str, ...] = ()
    healthy: bool = True
