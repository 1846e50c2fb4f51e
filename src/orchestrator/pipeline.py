"""The whole product: spec → policy → adapters → inject → policy → engine → health → catalogue.

The only place where the stages meet. Each takes and returns frozen data; effects are in the ports.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Protocol

from orchestrator import adapters, composites, health, inject, policy, spec
from orchestrator.clouds import CLOUDS, Target
from orchestrator.engine import ALL, Engine, Selection, Snapshot, place_name
from orchestrator.errors import HealthError, OrchestratorError, PolicyDenied, UsageError, Where, raise_all
from orchestrator.graph import Graph, Renaming, rename
from orchestrator.model.moves import first_named, moves
from orchestrator.model.stack import Stack
from orchestrator.outcome import Applied, Drift, Health, Plan, Service, Verdict

__all__ = [
    "ALL",
    "NOWHERE",
    "Placed",
    "Selection",
    "apply",
    "check",
    "destination",
    "destroy",
    "moved",
    "placed",
    "plan",
    "status",
    "translate",
]


class Catalogue(Protocol):
    """Where services are found."""

    def register(self, services: tuple[Service, ...]) -> None:
        """Enter or renew services."""

    def unregister(self, stack: str, environment: str) -> None:
        """Take all services of a stack out."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A stack and the cloud resources that it becomes, before any cloud was asked."""

    loaded: spec.Loaded
    graph: Graph
    verdicts: tuple[Verdict, ...] = ()

    @property
    def stack(self) -> Stack:
        """The stack as wanted."""
        return self.loaded.stack

    def titles(self) -> Mapping[str, str]:
        """What and where each spec resource is, in words."""
        return {group.resource: f"{group.kind} on {group.target}" for group in self.graph.groups}

    def require_allowed(self) -> None:
        """Raises PolicyDenied when any verdict forbids going on."""
        denied = [v for verdict in self.verdicts for v in verdict.violations if v.enforce]
        if denied:
            raise PolicyDenied(
                f"the policies deny this stack: {len(denied)} violation{'s' * (len(denied) != 1)}",
                f"stack {self.stack.name}/{self.stack.environment.name}",
                "mend them, or see `orchestrator policy explain RULE`; no cloud was asked",
            )


@dataclass(frozen=True, slots=True)
class Delivered:
    """What an apply brought about."""

    applied: Applied
    health: Health
    services: tuple[Service, ...]
    unwell: tuple[OrchestratorError, ...] = ()
    """A HealthError for each check that still failed at the end of its window."""

    def require_well(self) -> None:
        """Raise what is not well; what was applied stays."""
        raise_all(list(self.unwell))


@dataclass(frozen=True, slots=True)
class State:
    """How a stack is now."""

    drift: Drift
    health: Health
    services: tuple[Service, ...]
    applied: bool = True
    """False: nothing of the stack was made yet."""


Packs = Callable[[spec.Loaded], policy.Packs]


Placed = Mapping[str, Target]
"""Where things are already, by resource: they stay there, whatever speaks for another place."""
NOWHERE: Placed = MappingProxyType({})


def translate(
    path: Path,
    environment: str | None,
    composer: composites.Composer | None = None,
    placed: Placed = NOWHERE,
) -> Translated:
    """Load a stack, translate it, inject monitoring. Raises all faults at once; asks nobody."""
    loaded = composites.load(path, environment, composer, _siting(placed))
    return Translated(loaded, _translate(loaded.stack))


def check(
    path: Path,
    environment: str | None,
    opa: policy.Opa,
    packs: Packs,
    composer: composites.Composer | None = None,
    placed: Placed = NOWHERE,
) -> Translated:
    """The same, with the verdicts of the policies on the spec and on the translated graph."""
    loaded = composites.load(path, environment, composer, _siting(placed))
    chosen = packs(loaded)
    on_instances = judge_instances(loaded, opa)
    on_spec = _judge("spec", policy.spec_document(loaded.stack), loaded, chosen, opa)
    graph = _translate(loaded.stack)
    on_graph = _judge("graph", policy.graph_document(loaded.stack, graph), loaded, chosen, opa)
    return Translated(loaded, graph, (*on_instances, on_spec, on_graph))


def judge_instances(loaded: spec.Loaded, opa: policy.Opa) -> tuple[Verdict, ...]:
    """What the own policies of composite types say of their instances, before these become resources."""
    stack = loaded.stack
    whole = stack.document()
    places = {one.name: one.path for one in stack.composites}

    def locate(resource: str, path: tuple[str | int, ...]) -> Where | None:
        return loaded.positions.where((*places.get(resource, ()), *path))

    verdicts = []
    for pack in dict.fromkeys(one.policy for one in stack.composites if one.policy):
        own = [{**one.document(), "target": {}} for one in stack.composites if one.policy == pack]
        body = {"stack": whole["stack"], "environment": whole["environment"], "resources": own}
        # The environment's parameters are for its own packs: a pack refuses what it does not know.
        verdicts.append(policy.check(policy.Question("spec", body, (pack,), {}, locate), opa))
    return tuple(verdicts)


def placed(translated: Translated, there: Mapping[str, str]) -> dict[str, Target]:
    """Where what chooses its place is already; `there` gives the engine's name of a place by resource."""
    stack = translated.stack
    places = {place_name(c.target): c.target for one in translated.loaded.choices for c in one.candidates}
    found: dict[str, Target] = {}
    for choice in translated.loaded.choices:
        members = [one.name for one in stack.resources if one.logical_name == choice.resource]
        at = next((there[name] for name in members if name in there), None)
        if at in places:
            found[choice.resource] = places[at]
    return found


def destination(translated: Translated, name: str, place: str) -> Target:
    """The place that a resource is to go to; raises UsageError."""
    known = {one.logical_name for one in translated.stack.resources}
    if name not in known:
        raise UsageError(f"there is no resource '{name}'", hint=f"there are: {', '.join(sorted(known))}")
    cloud, _, region = place.partition("/")
    providers = translated.stack.environment.providers
    for one in CLOUDS:
        if one == cloud and (default := providers.region(one)):
            return Target(one, region or default)
    there = ", ".join(one for one in CLOUDS if providers.region(one))
    raise UsageError(f"the environment has no provider '{cloud}'", hint=f"it has: {there}")


def moved(checked: Translated, name: str, target: Target) -> frozenset[str]:
    """The instances that may move; raises UsageError where the file names another place."""
    members = [one for one in checked.stack.resources if one.logical_name == name]
    if any(one.target != target for one in members):
        summary = f"the file places '{name}' on {members[0].target}, not on {target}"
        hint = f"write placement: {{provider: {target.cloud}, region: {target.region}}} first"
        raise UsageError(summary, checked.loaded.positions.where(members[0].path), hint)
    return frozenset(one.name for one in members)


def plan(checked: Translated, engine: Engine, selection: Selection = ALL, refresh: bool = True) -> Plan:
    """What an apply would do; asks the clouds, changes nothing. Raises PolicyDenied before any call."""
    checked.require_allowed()
    return engine.preview(checked.graph, selection, refresh)


def apply(
    checked: Translated,
    engine: Engine,
    catalogue: Catalogue,
    selection: Selection = ALL,
    refresh: bool = True,
) -> Delivered:
    """Make it so, wait until it is well, then register its services.

    Raises PolicyDenied before any call. What is not well at the end is told by `Delivered.require_well`.
    """
    checked.require_allowed()
    applied = engine.apply(checked.graph, selection, refresh)
    state = engine.snapshot()
    present = _present(checked.graph, state)
    well = health.wait_until_well(present, state.look, lambda: engine.observe()[1].look)
    found = _services(checked, state, well)
    _enter(checked, catalogue, found)
    well = Health((*well.results, *composites.not_ready(checked.stack, well, _output(state))))
    unwell = tuple(_unwell(checked, one.resource, one.check, one.detail) for one in well.failing)
    return Delivered(applied, well, found, unwell)


def status(translated: Translated, engine: Engine) -> State:
    """Ask the clouds for health and drift; changes nothing."""
    drift, seen = engine.observe()
    now = health.check(translated.graph, seen.look)
    if seen.nodes:
        now = Health((*now.results, *composites.not_ready(translated.stack, now, _output(seen))))
    return State(drift, now, _services(translated, seen, now), bool(seen.nodes))


def destroy(
    translated: Translated, engine: Engine, catalogue: Catalogue, selection: Selection = ALL
) -> Applied:
    """Take the services out of the catalogue, delete what the stack made, enter again what still stands."""
    catalogue.unregister(translated.stack.name, translated.stack.environment.name)
    applied = engine.destroy(translated.graph, selection)
    if selection != ALL:
        state = engine.snapshot()
        now = health.check(_present(translated.graph, state), state.look)
        _enter(translated, catalogue, _services(translated, state, now))
    return applied


def _siting(placed: Placed) -> spec.Siting:
    return spec.Siting(adapters.Contract(), placed)


def _translate(stack: Stack) -> Graph:
    # Under first names, so that a new name changes nothing but the name.
    first = first_named(stack)
    graph = inject.inject(adapters.translate(first), first, inject.agent_file())
    graph = rename(graph, tuple(Renaming(move.first, move.now, move.before) for move in moves(stack)))
    graph.ordered()
    return graph


def _judge(
    point: Literal["spec", "graph"],
    body: Mapping[str, Any],
    loaded: spec.Loaded,
    packs: policy.Packs,
    opa: policy.Opa,
) -> Verdict:
    places = {resource.name: resource.path for resource in loaded.stack.resources}

    def locate(resource: str, path: tuple[str | int, ...]) -> Where | None:
        return loaded.positions.where((*places.get(resource, ()), *path))

    parameters = loaded.stack.environment.policies.parameters
    return policy.check(policy.Question(point, body, packs, parameters, locate), opa)


def _enter(translated: Translated, catalogue: Catalogue, found: tuple[Service, ...]) -> None:
    """Make these the stack's services; without any, the last ones must go."""
    if found:
        catalogue.register(found)
    else:
        catalogue.unregister(translated.stack.name, translated.stack.environment.name)


def _services(translated: Translated, state: Snapshot, now: Health) -> tuple[Service, ...]:
    present = _present(translated.graph, state)
    return health.services(translated.stack, present, now, _output(state))


def _output(state: Snapshot) -> Callable[[str, str], Any]:
    """How the outputs of resources are looked up."""

    def output(resource: str, name: str) -> Any:
        return state.groups.get(resource, {}).get(name)

    return output


def _present(graph: Graph, state: Snapshot) -> Graph:
    """The groups that exist: with --target some may not yet."""
    return graph.only(lambda group: all(node.name in state.nodes for node in group.nodes))


def _unwell(translated: Translated, resource: str, check: str, detail: str) -> OrchestratorError:
    stack = translated.stack
    paths = {one.name: one.path for one in (*stack.resources, *stack.composites)}
    where = translated.loaded.positions.where(paths.get(resource, ()))
    hint = "what was applied is kept; see `orchestrator status`"
    return HealthError(f"'{resource}' did not become healthy: {check}: {detail}", where, hint)
