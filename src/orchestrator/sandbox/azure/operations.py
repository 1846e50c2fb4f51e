"""Long-running operations: started by a write, finished after some polls, or by time when nobody asks."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.ids import ArmId

AT_MOST = 5.0  # seconds


@dataclass(slots=True)
class Operation:
    """One operation on one resource."""

    target: ArmId
    finish: Callable[[], None]
    polls_left: int
    failure: ArmError | None = None
    started: float = field(default_factory=time.monotonic)
    name: str = field(default_factory=lambda: str(uuid.uuid4()))
    done: bool = False

    @property
    def status(self) -> str:
        """The status as ARM words it."""
        if not self.done:
            return "InProgress"
        return "Failed" if self.failure else "Succeeded"


@dataclass(slots=True)
class Operations:
    """Every operation since the start; at most one runs on each resource."""

    polls: int
    by_name: dict[str, Operation] = field(default_factory=dict)
    running: dict[str, Operation] = field(default_factory=dict)

    def start(self, target: ArmId, finish: Callable[[], None], failure: ArmError | None = None) -> Operation:
        """Begin an operation; `finish` runs when it ends, well or badly."""
        operation = Operation(target, finish, self.polls, failure)
        self.by_name[operation.name] = operation
        self.running[target.key] = operation
        return operation

    def poll(self, name: str) -> Operation:
        """The operation of a name, one step nearer to its end."""
        found = self.by_name.get(name)
        if found is None:
            raise ArmError(404, "NotFound", f"The operation '{name}' was not found.")
        self._advance(found)
        return found

    def seen(self, target: ArmId) -> None:
        """A resource was read: operations of clients that watch the resource itself move on too."""
        operation = self.running.get(target.key)
        if operation:
            self._advance(operation)

    def busy(self, target: ArmId) -> bool:
        """Whether an operation still runs on a resource; an old one is finished first."""
        operation = self.running.get(target.key)
        if operation and time.monotonic() - operation.started > AT_MOST:
            self._end(operation)
        return target.key in self.running

    def _advance(self, operation: Operation) -> None:
        operation.polls_left -= 1
        if operation.polls_left < 0 or time.monotonic() - operation.started > AT_MOST:
            self._end(operation)

    def _end(self, operation: Operation) -> None:
        if operation.done:
            return
        operation.done = True
        self.running.pop(operation.target.key, None)
        operation.finish()
