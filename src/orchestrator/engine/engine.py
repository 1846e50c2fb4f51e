"""The operations on a stack: preview, apply, drift, refresh, destroy; each is one run of Pulumi."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pulumi.automation.errors import CommandError

from orchestrator.engine.books import Deployment, displaced, importing, places, urns_of
from orchestrator.engine.events import Progress, Recorder, name_of
from orchestrator.engine.failures import failure
from orchestrator.engine.names import SHARES
from orchestrator.engine.program import program, required_variables, secret_variable
from orchestrator.engine.recovery import in_flight, release_dead_lock
from orchestrator.engine.selection import ALL, Selection, limits
from orchestrator.engine.session import Handover, Session, Settings
from orchestrator.engine.shared import shared
from orchestrator.engine.snapshot import Snapshot, snapshot
from orchestrator.engine.stored import stored
from orchestrator.engine.values import Outside
from orchestrator.errors import Interrupted, OrchestratorError, raise_all
from orchestrator.graph import Graph
from orchestrator.model.environment import Environment
from orchestrator.outcome import Applied, Drift, Plan


def _silent(step: object) -> None:
    """Progress that nobody looks at."""


class Engine:
    """Operates on one stack in one environment."""

    def __init__(
        self,
        stack: str,
        environment: Environment,
        settings: Settings,
        progress: Progress = _silent,
        moving: frozenset[str] = frozenset(),
    ) -> None:
        """`moving`: the spec resources that may go to another cloud or region, which loses what they hold."""
        self._session = Session(stack, environment, settings)
        self._progress = progress
        self._moving = moving
        self._in_flight: dict[str, list[str]] = {}

    def interrupt(self) -> bool:
        """Stop the operation that is running, politely; safe in a signal handler. False: none is running."""
        return self._session.command.interrupt()

    def preview(self, graph: Graph, selection: Selection = ALL, refresh: bool = True) -> Plan:
        """What an apply would do; changes nothing, neither in the clouds nor in state."""
        options = {"refresh": True} if refresh else {}
        _, recorder = self._run(lambda stack, **listen: stack.preview(**options, **listen), graph, selection)
        return self._plan(recorder, self._leaving(graph))

    def apply(self, graph: Graph, selection: Selection = ALL, refresh: bool = True) -> Applied:
        """Make the clouds equal the graph."""
        started = time.monotonic()
        options = {"refresh": True} if refresh else {}
        leaving = self._leaving(graph)
        if leaving:
            self._session.forget(graph.forgotten)
        result, recorder = self._run(lambda stack, **listen: stack.up(**options, **listen), graph, selection)
        if self._in_flight:
            self._session.forget_settled(self._in_flight)
        outputs = {
            name: "[secret]" if o.secret else o.value for name, o in result.outputs.items() if name != SHARES
        }
        return Applied(self._plan(recorder, leaving), outputs, seconds=time.monotonic() - started)

    def destroy(self, graph: Graph | None = None, selection: Selection = ALL) -> Applied:
        """Delete what the stack made, dependants first."""
        started = time.monotonic()
        unsettled = self._settle_in_flight(graph) if graph is not None and selection == ALL else ()
        _, recorder = self._run(
            lambda stack, **listen: stack.destroy(**listen), graph, selection, inline=False
        )
        return Applied(self._plan(recorder, unsettled), seconds=time.monotonic() - started)

    def plan_destroy(self, graph: Graph | None = None, selection: Selection = ALL) -> Plan:
        """What a destroy would delete."""
        call = lambda stack, **listen: stack.preview_destroy(**listen)  # noqa: E731  one of five alike arguments
        _, recorder = self._run(call, graph, selection, inline=False)
        return self._plan(recorder)

    def observe(self) -> tuple[Drift, Snapshot]:
        """How the clouds differ from what was applied, and what they report now; read only."""
        before = self.snapshot()
        if not before.nodes:
            return Drift(self._session.stack_name, self._session.environment.name, ()), before
        _, recorder = self._run(
            lambda stack, **listen: stack.preview_refresh(**listen), None, ALL, inline=False
        )
        return self._drift(recorder), before.with_nodes(recorder.reported())

    def refresh(self) -> Drift:
        """Take what the clouds report into state; what differed."""
        _, recorder = self._run(lambda stack, **listen: stack.refresh(**listen), None, ALL, inline=False)
        return self._drift(recorder)

    def snapshot(self) -> Snapshot:
        """What the state holds."""
        return snapshot(self._session.export())

    def places(self) -> dict[str, str]:
        """By spec resource, the name of the provider that made it: `aws-eu-central-1`."""
        return places(self._session.export())

    def handover(self, folder: Path) -> Handover:
        """What a plain pulumi needs to go on with this stack in a folder."""
        return self._session.handover(folder)

    def _leaving(self, graph: Graph) -> tuple[str, ...]:
        """What is forgotten now, in words."""
        there = self._session.export()
        return tuple(
            f"'{name}' leaves the state and stays in the cloud, as `refactors` says"
            for name in graph.forgotten
            if urns_of(there, (name,))
        )

    def _outside(self, graph: Graph) -> Outside:
        """What the graph reads of other stacks and of stores of secrets."""
        session = self._session
        variables = {**os.environ, **session.settings.connection}
        kept = stored(graph, session.environment.secrets, variables)
        for output, value in shared(graph.stack_outputs(), session).items():
            kept[output] = value
        return kept

    def _settle_in_flight(self, graph: Graph) -> tuple[str, ...]:
        """Adopt what a crashed run may have made without a record: else a destroy would leave it behind.

        What cannot be settled must not stop the destroy of the rest: it is told as a warning.
        """
        release_dead_lock(self._session)
        names = {name_of(urn) for urn in in_flight(self._session.export())}
        lost = {group.resource for group in graph.groups for node in group.nodes if node.name in names}
        if not lost:
            return ()
        try:
            self.apply(graph, Selection(targets=tuple(sorted(lost))), refresh=False)
        except Interrupted:
            raise
        except OrchestratorError as error:
            unsettled = ", ".join(sorted(names))
            return (
                f"look in the clouds for what a killed run may have made of {unsettled}: {error.summary}",
            )
        return ()

    def _run(
        self, call: Callable[..., Any], graph: Graph | None, selection: Selection, inline: bool = True
    ) -> tuple[Any, Recorder]:
        """One engine run, after what a crashed one left is put right."""
        if graph is not None:
            _require_secrets(graph)
        release_dead_lock(self._session)
        others = self._outside(graph) if graph is not None and inline else {}
        state = self._session.export()
        self._in_flight = in_flight(state)
        self._session.adopt(self._in_flight)
        recorder = Recorder(self._progress)
        faults: list[OrchestratorError] = []
        stack = self._session.open()
        if inline and graph is not None:
            raise_all(displaced(graph, state, self._moving))
            known = importing(graph, state)
            stack.workspace.program = program(known, self._session.provider_config, faults, others)
        listen: dict[str, Any] = {
            "on_event": recorder.hear,
            "color": "never",
            **(_limits(graph, selection, state, inline) if graph is not None else {}),
        }
        try:
            return call(stack, **listen), recorder
        except CommandError as error:
            if not self._session.command.interrupted:  # else what failed did so because of the stop
                raise_all(faults)
            raise failure(error, recorder, self._session.command.interrupted) from error

    def _plan(self, recorder: Recorder, warnings: tuple[str, ...] = ()) -> Plan:
        told = tuple(d.message for d in recorder.diagnostics if d.severity == "warning")
        name = self._session.stack_name
        return Plan(name, self._session.environment.name, recorder.changes(), (*warnings, *told))

    def _drift(self, recorder: Recorder) -> Drift:
        return Drift(self._session.stack_name, self._session.environment.name, recorder.drift())


def _limits(graph: Graph, selection: Selection, state: Deployment, inline: bool) -> dict[str, list[str]]:
    """What the run is limited to; a preview leaves alone what the apply will have forgotten."""
    found = limits(graph, selection, destroying=not inline)
    forgotten = urns_of(state, graph.forgotten) if inline and "target" not in found else ()
    return {**found, "exclude": [*found.get("exclude", ()), *forgotten]} if forgotten else found


def _require_secrets(graph: Graph) -> None:
    """Every secret variable must be there before the first cloud call."""
    missing: list[OrchestratorError] = []
    for variable in sorted(required_variables(graph)):
        try:
            secret_variable(variable)
        except OrchestratorError as error:
            missing.append(error)
    raise_all(missing)
