"""Limits: what a cloud cannot honour of a type, as data, for refusals, `degrade` and documents alike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from orchestrator.errors import OrchestratorError, Unsupported
from orchestrator.model.resources import AnyResource

R = TypeVar("R", bound=AnyResource)


@dataclass(frozen=True, slots=True)
class Limit(Generic[R]):
    """A field of the spec that the cloud cannot honour, when it is asked for."""

    field: str
    """The key of the spec, as YAML spells it."""
    asked: Callable[[R], bool]
    """Whether the resource asks for what cannot be."""
    summary: str
    """What the cloud cannot do."""
    hint: str
    """What to write instead, or where to place it."""
    degraded: str = ""
    """What one gets with `degrade: [field]`; without it, the field cannot be degraded."""


def refusals(resource: R, limits: tuple[Limit[R], ...]) -> Iterator[OrchestratorError]:
    """Each limit that the resource runs into and does not accept."""
    for limit in limits:
        if not limit.asked(resource) or (limit.degraded and limit.field in resource.degrade):
            continue
        accepted = f"; or accept {limit.degraded}: degrade: [{limit.field}]" if limit.degraded else ""
        yield Unsupported(f"{limit.field}: {limit.summary}", resource.name, f"{limit.hint}{accepted}")


def untranslated(resource: AnyResource) -> Unsupported:
    """A type that the cloud's adapter does not know yet."""
    kind, cloud = resource.type.partition("@")[0], resource.target.cloud
    summary = f"a {kind} cannot be made on {cloud} yet"
    return Unsupported(summary, resource.name, "place it on another cloud; docs/types.md shows what is there")
