"""Faults on demand: the next requests that match a method and a path fail, wait, or fail while they run."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from orchestrator.sandbox.azure.errors import ArmError

KEYS = {"method", "path", "times", "status", "code", "message", "delay", "retryAfter", "when"}


@dataclass(slots=True)
class Fault:
    """What goes wrong, and how often."""

    method: str
    path: re.Pattern[str]
    times: int = 1
    status: int = 0
    """0: the request is only delayed."""
    code: str = "InternalServerError"
    message: str = "a fault that a test asked for"
    delay: float = 0.0
    retry_after: int | None = None
    when: Literal["request", "operation"] = "request"
    """At the request itself, or at the end of the operation that it starts."""

    def error(self) -> ArmError:
        """The error it is answered with."""
        return ArmError(self.status, self.code, self.message)


@dataclass(slots=True)
class Faults:
    """The faults that are still to happen."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request, if one is due; it is used up."""
        for fault in self.waiting:
            if fault.method in ("*", method) and fault.path.search(path):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None


def parse(asked: Any) -> Fault:
    """A fault from the JSON of the control request."""
    if not isinstance(asked, dict) or "path" not in asked or set(asked) - KEYS:
        raise ArmError(400, "BadFault", f"a fault has a path and some of {', '.join(sorted(KEYS))}")
    if asked.get("when", "request") not in ("request", "operation"):
        raise ArmError(400, "BadFault", "when is request or operation")
    try:
        return Fault(
            method=str(asked.get("method", "*")).upper(),
            path=re.compile(asked["path"], re.IGNORECASE),
            times=int(asked.get("times", 1)),
            status=int(asked.get("status", 0)),
            code=str(asked.get("code", "InternalServerError")),
            message=str(asked.get("message", "a fault that a test asked for")),
            delay=float(asked.get("delay", 0)),
            retry_after=asked.get("retryAfter"),
            when=asked.get("when", "request"),
        )
    except (re.error, TypeError, ValueError) as error:
        raise ArmError(400, "BadFault", str(error)) from error
