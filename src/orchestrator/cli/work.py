"""What every command on a stack needs: the stack, the tools, the clouds, and where things are kept."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from orchestrator import pipeline, policy, report, sandbox, spec, tools
from orchestrator.cli.console import Console
from orchestrator.cli.places import cache_folder, state_folder
from orchestrator.cli.progress import Progress
from orchestrator.engine import Engine, Settings
from orchestrator.errors import PolicyDenied, SandboxError
from orchestrator.monitor import Catalogue
from orchestrator.tools.found import version_of


@dataclass(frozen=True, slots=True)
class Work:
    """One command's view of one stack in one environment."""

    console: Console
    path: Path
    environment: str | None
    sandbox: bool
    opa_url: str | None

    @classmethod
    def begin(
        cls, path: Path, environment: str | None, sandboxed: bool, opa_url: str | None, as_json: bool
    ) -> "Work":
        """Take the options as the user gave them."""
        return cls(Console(as_json), path, environment, sandboxed, opa_url)

    def checked(self, placed: pipeline.Placed | None = None) -> pipeline.Translated:
        """The stack, translated and allowed; shows what the policies say. Raises PolicyDenied.

        What chooses its place stays where the state has it, unless `placed` says where things are.
        """
        opa = (
            policy.RemoteOpa(self.opa_url, os.environ.get("ORCHESTRATOR_OPA_TOKEN", ""))
            if self.opa_url
            else policy.LocalOpa(self._tool("opa"))
        )
        checked = pipeline.check(self.path, self.environment, opa, _packs, placed=placed or pipeline.NOWHERE)
        if placed is None and (there := self.placed(checked)):
            checked = pipeline.check(self.path, self.environment, opa, _packs, placed=there)
        for notice in checked.loaded.notices:
            self.console.note(f"note: {notice}")
        self.console.result(report.verdicts(checked.verdicts))
        try:
            checked.require_allowed()
        except PolicyDenied as denied:
            if not self.console.as_json:
                raise
            errors = list(denied.each())
            self.console.document(report.document("denied", verdicts=checked.verdicts, errors=errors))
            # The one document says it all: nothing is left to report.
            raise click.exceptions.Exit(denied.exit_code) from denied
        return checked

    def translated(self, ask: bool = True) -> pipeline.Translated:
        """The stack, translated; without the policies. `ask`: the state may be read for places."""
        found = pipeline.translate(self.path, self.environment)
        there = self.placed(found) if ask else {}
        return pipeline.translate(self.path, self.environment, placed=there) if there else found

    def placed(self, translated: pipeline.Translated) -> pipeline.Placed:
        """Where the state has what chooses its place; asks the state only if something does."""
        if not translated.loaded.choices:
            return {}
        with self.running("reading the state", translated) as engine:
            there = engine.places()
        return pipeline.placed(translated, there)

    @contextmanager
    def running(
        self,
        doing: str,
        translated: pipeline.Translated,
        changes: bool = False,
        moving: frozenset[str] = frozenset(),
    ) -> Iterator[Engine]:
        """The engine for this stack, with progress; a signal stops it politely, a second one at once."""
        pulumi = self._tool("pulumi")
        settings = Settings(
            pulumi=pulumi,
            pulumi_version=".".join(map(str, version_of(pulumi))),
            state=state_folder(self.sandbox),
            cache=cache_folder(),
            connection=self._connection(),
        )
        stack = translated.stack
        with self.console.progress(doing, changes) as progress:
            engine = Engine(stack.name, stack.environment, settings, progress.step, moving)
            with _stopped_by_signals(engine, progress):
                yield engine

    def name(self, translated: pipeline.Translated) -> str:
        """Which stack, in which environment, on whose clouds: what a user must know before a change."""
        stack = translated.stack
        return (
            f"{stack.name}/{stack.environment.name} {'in the sandbox' if self.sandbox else 'on your clouds'}"
        )

    def catalogue(self) -> Catalogue:
        """The catalogue of this user, or of the sandbox."""
        return Catalogue(state_folder(self.sandbox) / "catalogue.db")

    def _tool(self, name: tools.Name) -> Path:
        return tools.ensure(name, self.console.note)

    def _connection(self) -> dict[str, str]:
        if not self.sandbox:
            return {}
        connection = sandbox.connection()
        if connection is None:
            raise SandboxError("the sandbox is not running", hint="run `orchestrator sandbox up`")
        return dict(connection.env)


def _packs(loaded: spec.Loaded) -> policy.Packs:
    """The packs that the environment names, relative to its file; without any, the baseline."""
    named = loaded.stack.environment.policies.packs
    folder = loaded.environment_file.parent
    return tuple(folder / pack for pack in named) or (policy.baseline(),)


@contextmanager
def _stopped_by_signals(engine: Engine, progress: Progress) -> Iterator[None]:
    """Ctrl-C and SIGTERM stop the engine only while it is at work: a prompt or a pause ends at once."""

    def stop(*_: object) -> None:
        if not engine.interrupt():
            raise KeyboardInterrupt
        progress.say("stopping: what is under way is finished and recorded …")

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, stop) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
