"""What another revision of a composite type would do to one stack."""

from dataclasses import dataclass

from orchestrator.errors import OrchestratorError
from orchestrator.outcome.plan import Action, Change


@dataclass(frozen=True, slots=True)
class Impact:
    """The difference between the pinned revision and another one, in one environment of one stack."""

    stack: str
    environment: str
    before: str
    """The pinned revision; empty where the stack pins none."""
    after: str
    changes: tuple[Change, ...] = ()
    """Without what stays the same."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Cloud resources that are kept under another name: the old one and the new one."""
    planned: bool = False
    """True: the engine was asked, which knows what is replaced. False: the graphs were compared."""
    faults: tuple[OrchestratorError, ...] = ()
    """Why the stack cannot use the other revision."""

    @property
    def lost(self) -> tuple[Change, ...]:
        """What would be deleted, or made anew."""
        return tuple(c for c in self.changes if c.action in (Action.DELETE, Action.REPLACE))

    @property
    def harmless(self) -> bool:
        """Whether the stack can use the other revision and nothing is lost."""
        return not self.faults and not self.lost
