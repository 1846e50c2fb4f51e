"""Choosing a place: which clouds can honour a resource, and which of those is preferred."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from orchestrator.clouds import CLOUDS, Cloud, Target
from orchestrator.model.environment import Environment
from orchestrator.model.residency import residency
from orchestrator.model.resources import AnyResource, Placement, Preference
from orchestrator.model.source import Path
from orchestrator.spec.drafts import Draft, Registry
from orchestrator.spec.findings import Findings

Trial = Callable[[Target, Findings], AnyResource | None]
"""The resource as it would be in a place, with its faults there."""


class Contract(Protocol):
    """What clouds can do; the adapters know."""

    def refusals(self, resource: AnyResource) -> tuple[str, ...]:
        """Why the cloud of the resource cannot honour it."""

    def lacking(self, kind: str, cloud: Cloud) -> frozenset[str] | None:
        """The fields of a type that a cloud cannot honour in every case; None: it does not make the type."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that was looked at: why it will not do, or how much speaks for it."""

    target: Target
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a resource was placed that did not name its place, and what else was looked at."""

    resource: str
    path: Path
    chosen: Target
    candidates: tuple[Candidate, ...]
    kept: bool
    """It is there already: another place is taken by `orchestrator move` only."""


@dataclass(frozen=True, slots=True)
class Siting:
    """What the choice depends on besides the file: what clouds can do, and where things are already."""

    contract: Contract | None = None
    placed: Mapping[str, Target] = field(default_factory=dict)
    """By resource: a place that is not given up for a better one."""


ANYWHERE = Siting()
"""Nothing is known of clouds, and nothing is there yet."""


def choose(
    key: str,
    kind: str,
    wanted: Placement,
    environment: Environment,
    registry: Registry,
    siting: Siting,
    trial: Trial,
) -> Choice:
    """The place with the most weight among those that will do; of equal ones the first of `CLOUDS`."""
    places = [Target(cloud, region) for cloud in CLOUDS if (region := environment.providers.region(cloud))]
    found = {place: _found(place, trial, siting) for place in places}
    # What is wrong in every place is wrong with the resource itself: it is told where it is written.
    common = set.intersection(*(set(faults) for faults in found.values())) if len(found) > 1 else set()
    candidates = tuple(
        Candidate(
            place,
            sum(wish.weight for wish in wanted.prefer if _speaks_for(wish, place, registry)),
            (
                *_unmet(place, kind, wanted, environment, siting),
                *(fault for fault in found[place] if fault not in common),
            ),
        )
        for place in places
    )
    fit = [one for one in candidates if not one.reasons]
    kept = siting.placed.get(key)
    best = max(fit, key=lambda one: one.score).target if fit else places[0]
    return Choice(key, ("resources", key), kept or best, candidates, kept is not None)


def _found(place: Target, trial: Trial, siting: Siting) -> tuple[str, ...]:
    findings = Findings()
    resource = trial(place, findings)
    refused = siting.contract.refusals(resource) if siting.contract and resource is not None else ()
    return (*findings.summaries(), *refused)


def _unmet(
    place: Target, kind: str, wanted: Placement, environment: Environment, siting: Siting
) -> Iterator[str]:
    """The requirements that a place does not meet."""
    require = wanted.require
    lacking = siting.contract.lacking(kind, place.cloud) if siting.contract else frozenset()
    if lacking is None:
        yield f"no {kind.partition('@')[0]} can be made there yet"
    if require is None:
        return
    if require.providers and place.cloud not in require.providers:
        yield f"required: {' or '.join(require.providers)}"
    for capability in require.capabilities:
        if capability in (lacking or ()):
            yield f"it cannot honour {capability}"
    if require.data_residency is not None:
        where = environment.providers.residency(place.cloud) or residency(place)
        if where is None:
            yield f"in which jurisdiction it lies is not known: say so in providers.{place.cloud}.residency"
        elif where != require.data_residency:
            yield f"it lies in {where}, required: {require.data_residency}"


def _speaks_for(wish: Preference, place: Target, registry: Registry) -> bool:
    if wish.provider is not None:
        named: bool = wish.provider == place.cloud
        return named
    return any(draft.target.cloud == place.cloud for draft in registry.find(wish.same_provider_as or ""))


def in_place(draft: Draft, place: Target) -> Draft:
    """The draft in another place."""
    return replace(draft, target=place)
