"""The operations on a stack: preview, apply, drift, refresh, destroy; each is one run of Pulumi."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pulumi.automation.errors import CommandError

from orchestrator.engine.events import GROUP_TYPE, Progress, Recorder
from orchestrator.engine.failures import failure
from orchestrator.engine.program import (
    PACKAGE_OF,
    program,
    provider_name,
    required_variables,
    secret_variable,
    uses_its_cloud,
)
from orchestrator.engine.recovery import in_flight, release_dead_lock
from orchestrator.engine.session import Session, Settings
from orchestrator.engine.snapshot import Snapshot, snapshot
from orchestrator.errors import OrchestratorError, UsageError, raise_all
from orchestrator.graph import Graph, Group
from orchestrator.model.environment import Environment
from orchestrator.outcome import Applied, Drift, Plan


@dataclass(frozen=True, slots=True)
class Selection:
    """Which spec resources an operation is limited to; empty: all. What they need is always included."""

    targets: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


ALL = Selection()


def _silent(step: object) -> None:
    """Progress that nobody looks at."""


class Engine:
    """Operates on one stack in one environment."""

    def __init__(
        self, stack: str, environment: Environment, settings: Settings, progress: Progress = _silent
    ) -> None:
        self._session = Session(stack, environment, settings)
        self._progress = progress

    def interrupt(self) -> None:
        """Stop the operation that is running, politely; safe to call from a signal handler."""
        self._session.command.interrupt()

    def preview(self, graph: Graph, selection: Selection = ALL, refresh: bool = True) -> Plan:
        """What an apply would do; changes nothing, neither in the clouds nor in state."""
        options = {"refresh": True} if refresh else {}
        _, recorder = self._run(lambda stack, **listen: stack.preview(**options, **listen), graph, selection)
        return self._plan(recorder)

    def apply(self, graph: Graph, selection: Selection = ALL, refresh: bool = True) -> Applied:
        """Make the clouds equal the graph."""
        started = time.monotonic()
        options = {"refresh": True} if refresh else {}
        result, recorder = self._run(lambda stack, **listen: stack.up(**options, **listen), graph, selection)
        outputs = {name: "[secret]" if o.secret else o.value for name, o in result.outputs.items()}
        return Applied(self._plan(recorder), outputs, seconds=time.monotonic() - started)

    def destroy(self, graph: Graph | None = None, selection: Selection = ALL) -> Applied:
        """Delete what the stack made, dependants first."""
        started = time.monotonic()
        _, recorder = self._run(
            lambda stack, **listen: stack.destroy(**listen), graph, selection, inline=False
        )
        return Applied(self._plan(recorder), seconds=time.monotonic() - started)

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

    def _run(
        self, call: Callable[..., Any], graph: Graph | None, selection: Selection, inline: bool = True
    ) -> tuple[Any, Recorder]:
        """One engine run, after what a crashed one left is put right."""
        if graph is not None:
            _require_secrets(graph)
        release_dead_lock(self._session)
        self._session.adopt(in_flight(self._session.export()))
        recorder = Recorder(self._progress)
        faults: list[OrchestratorError] = []
        stack = self._session.open()
        if inline and graph is not None:
            stack.workspace.program = program(graph, self._session.provider_config, faults)
        listen: dict[str, Any] = {
            "on_event": recorder.hear,
            "color": "never",
            **self._selected(graph, selection),
        }
        try:
            return call(stack, **listen), recorder
        except CommandError as error:
            raise_all(faults)
            raise failure(error, recorder, self._session.command.interrupted) from error

    def _selected(self, graph: Graph | None, selection: Selection) -> dict[str, list[str]]:
        if graph is None or selection == ALL:
            return {}
        _require_known(graph, selection)
        if selection.targets:
            wanted = _with_needs(graph, set(selection.targets)) - set(selection.exclude)
            return {"target": self._urns(graph, wanted)}
        return {"exclude": self._urns(graph, _with_dependants(graph, set(selection.exclude)))}

    def _urns(self, graph: Graph, resources: set[str]) -> list[str]:
        """The URNs of spec resources: their providers, their components and their nodes."""
        return sorted(
            {urn for group in graph.groups if group.resource in resources for urn in self._of(group)}
        )

    def _of(self, group: Group) -> Iterable[str]:
        prefix = f"urn:pulumi:{self._session.environment.name}::{self._session.stack_name}::"
        package = PACKAGE_OF[group.target.cloud]
        if uses_its_cloud(group):
            yield f"{prefix}pulumi:providers:{package}::{provider_name(group.target)}"
        yield f"{prefix}{GROUP_TYPE}{group.kind}::{group.resource}"
        for node in group.nodes:
            yield f"{prefix}{GROUP_TYPE}{group.kind}${node.type}::{node.name}"

    def _plan(self, recorder: Recorder) -> Plan:
        warnings = tuple(d.message for d in recorder.diagnostics if d.severity == "warning")
        name = self._session.stack_name
        return Plan(name, self._session.environment.name, recorder.changes(), warnings)

    def _drift(self, recorder: Recorder) -> Drift:
        return Drift(self._session.stack_name, self._session.environment.name, recorder.drift())


def _require_secrets(graph: Graph) -> None:
    """Every secret variable must be there before the first cloud call."""
    missing: list[OrchestratorError] = []
    for variable in sorted(required_variables(graph)):
        try:
            secret_variable(variable)
        except OrchestratorError as error:
            missing.append(error)
    raise_all(missing)


def _require_known(graph: Graph, selection: Selection) -> None:
    known = {group.resource for group in graph.groups}
    unknown = sorted({*selection.targets, *selection.exclude} - known)
    raise_all(
        [
            UsageError(f"no resource is named '{name}'", hint=f"there are: {', '.join(sorted(known))}")
            for name in unknown
        ]
    )


def _needs(graph: Graph) -> dict[str, set[str]]:
    """For each spec resource, the others that its nodes need."""
    home = {node.name: group.resource for group in graph.groups for node in group.nodes}
    return {
        group.resource: {home[need] for node in group.nodes for need in node.needs()} - {group.resource}
        for group in graph.groups
    }


def _with_needs(graph: Graph, names: set[str]) -> set[str]:
    needs = _needs(graph)
    return _closure(names, lambda name: needs[name])


def _with_dependants(graph: Graph, names: set[str]) -> set[str]:
    needs = _needs(graph)
    return _closure(names, lambda name: {other for other, its in needs.items() if name in its})


def _closure(start: set[str], step: Callable[[str], set[str]]) -> set[str]:
    found, todo = set(start), list(start)
    while todo:
        fresh = step(todo.pop()) - found
        found |= fresh
        todo.extend(fresh)
    return found
