"""Live progress: a line for each finished step; on a terminal also what is under way, and for how long."""

import time
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.status import Status
from rich.text import Text

from orchestrator.outcome import Step

SHOWN = 4
"""How many names the line of what is under way has room for."""


class UnderWay:
    """The line that changes: drawn anew many times a second, so that the seconds run on."""

    def __init__(self, doing: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._doing = doing
        self._clock = clock
        self._started = clock()
        self._busy: set[str] = set()
        self._done = 0

    def started(self, name: str) -> None:
        """A step has begun."""
        self._busy.add(name)

    def ended(self, name: str) -> None:
        """A step is over, well or badly."""
        self._busy.discard(name)
        self._done += 1

    def __rich__(self) -> Text:
        seconds = int(self._clock() - self._started)
        minutes = f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"
        done = f" · {self._done} done" if self._done else ""
        names = ", ".join(sorted(self._busy)[:SHOWN]) + (" …" if len(self._busy) > SHOWN else "")
        line = f"{self._doing}… {minutes}{done}" + (f" · {names}" if names else "")
        return Text(line, no_wrap=True, overflow="ellipsis")


class Progress:
    """One operation's progress on standard error; `changes`: it really does what it tells."""

    def __init__(self, err: Console, doing: str, changes: bool, quiet: bool) -> None:
        self._err = err
        self._doing = doing
        self._changes = changes
        self._quiet = quiet
        self._line = UnderWay(doing)
        self._status: Status | None = None if quiet or not err.is_terminal else err.status(self._line)

    def __enter__(self) -> "Progress":
        if self._status:
            self._status.start()
        else:
            self._note(Text(f"{self._doing}…\n"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def step(self, step: Step) -> None:
        """Take one sign of life of the engine."""
        if step.status == "started":
            self._line.started(step.name)
            return
        self._line.ended(step.name)
        if self._changes or step.status == "failed":
            word = step.action.past if step.status == "done" else "FAILED"
            style = "green" if step.status == "done" else "bold red"
            self._note(Text.assemble("  ", (f"{word:<8}  ", style), step.name, "\n"))

    def say(self, line: str) -> None:
        """A line of free progress."""
        self._note(Text(f"  {line}\n", "yellow"))

    def _note(self, text: Text) -> None:
        if not self._quiet:
            self._err.print(text, end="")
