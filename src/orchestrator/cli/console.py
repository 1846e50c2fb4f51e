"""What is printed where: results to standard output, progress and errors to standard error."""

import json
import sys
from types import TracebackType
from typing import Any

import click
from rich.console import Console as RichConsole
from rich.status import Status
from rich.text import Text

from orchestrator.errors import UsageError
from orchestrator.outcome import Step


class Console:
    """Prints for a person, or as one JSON document; no colours and no animation off a terminal."""

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json
        width = None if sys.stdout.isatty() else 10_000  # never wrap what a program or a file gets
        self._out = RichConsole(file=sys.stdout, highlight=False, soft_wrap=True, width=width)
        self._err = RichConsole(file=sys.stderr, highlight=False, soft_wrap=True)

    def result(self, text: Text | str) -> None:
        """A result for people; nothing in JSON mode."""
        if not self.as_json:
            self._out.print(text, end="" if isinstance(text, Text) else "\n", markup=False)

    def document(self, document: dict[str, Any]) -> None:
        """The one JSON document of this command; nothing in text mode."""
        if self.as_json:
            click.echo(json.dumps(document, indent=2))

    def note(self, text: Text | str) -> None:
        """Something on the way: to standard error, nothing in JSON mode."""
        if not self.as_json:
            self._err.print(text, end="" if isinstance(text, Text) else "\n", markup=False)

    def progress(self, doing: str, changes: bool = False) -> "Progress":
        """Live progress of an operation, as a context manager; `changes`: it really does what it tells."""
        return Progress(self, self._err, doing, changes)

    def confirm(self, question: str, yes: bool) -> None:
        """Ask before a change. Raises UsageError where nobody can answer, click.Abort on no."""
        if yes:
            return
        if self.as_json or not sys.stdin.isatty():
            raise UsageError("nobody is there to confirm the change", hint="give -y to go on without asking")
        click.confirm(question, abort=True, err=True)


class Progress:
    """One line for each finished step; on a terminal also a line of what is under way."""

    def __init__(self, console: Console, err: RichConsole, doing: str, changes: bool) -> None:
        self._console = console
        self._doing = doing
        self._changes = changes
        self._busy: dict[str, str] = {}
        quiet = console.as_json or not err.is_terminal
        self._status: Status | None = None if quiet else err.status(f"{doing}…")

    def __enter__(self) -> "Progress":
        if self._status:
            self._status.start()
        else:
            self._console.note(f"{self._doing}…")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def step(self, step: Step) -> None:
        """Take one sign of life of the engine."""
        if step.status == "started":
            self._busy[step.name] = step.action.value
        else:
            self._busy.pop(step.name, None)
            self._finished(step)
        if self._status:
            names = ", ".join(sorted(self._busy)[:4]) + (" …" if len(self._busy) > 4 else "")
            self._status.update(f"{self._doing}… {names}")

    def _finished(self, step: Step) -> None:
        if self._changes or step.status == "failed":
            word = step.action.past if step.status == "done" else "FAILED"
            style = "green" if step.status == "done" else "bold red"
            self._console.note(
                Text.assemble("  ", (f"{word:<9}", style), f"{step.name}  ", (f"{step.type}\n", "dim"))
            )

    def say(self, line: str) -> None:
        """A line of free progress."""
        self._console.note(f"  {line}")
