"""What is printed where: results to standard output, progress and errors to standard error."""

import json
import sys
from typing import Any

import click
from rich.console import Console as RichConsole
from rich.text import Text

from orchestrator.cli.progress import Progress
from orchestrator.errors import UsageError


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

    def table(self, title: str, text: Text) -> None:
        """A titled part of a result; nothing when it is empty."""
        if text:
            self.result(Text(f"{title}\n", "bold").append(text))

    def document(self, document: dict[str, Any]) -> None:
        """The one JSON document of this command; nothing in text mode."""
        if self.as_json:
            click.echo(json.dumps(document, indent=2))

    def note(self, text: Text | str) -> None:
        """Something on the way: to standard error, nothing in JSON mode."""
        if not self.as_json:
            self._err.print(text, end="" if isinstance(text, Text) else "\n", markup=False)

    def progress(self, doing: str, changes: bool = False) -> Progress:
        """Live progress of an operation, as a context manager; `changes`: it really does what it tells."""
        return Progress(self._err, doing, changes, quiet=self.as_json)

    def confirm(self, question: str, yes: bool) -> None:
        """Ask before a change. Raises UsageError where nobody can answer; no ends the command."""
        if yes:
            return
        if self.as_json or not sys.stdin.isatty():
            raise UsageError("nobody is there to confirm the change", hint="give -y to go on without asking")
        _forget_what_was_typed()
        try:
            if click.confirm(question, err=True):
                return
        except click.Abort:  # Ctrl-C leaves the cursor behind the question
            self.note("")
        self.note("Nothing was changed.")
        raise click.exceptions.Exit(130)


def _forget_what_was_typed() -> None:
    """Keys hit before the question was there are no answer to it."""
    import termios

    termios.tcflush(sys.stdin, termios.TCIFLUSH)
