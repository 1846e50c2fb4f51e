"""What a provider is made of: resource types, functions, configuration, all as plain data and calls."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from orchestrator.errors import OrchestratorError
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.schema import Property, Schema
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.wire import Path, Props

C = TypeVar("C")


@dataclass(frozen=True)
class Born:
    """A new object's id, and outputs that are told only now (a generated key) and UNREAD later."""

    id: str
    once: Props


class Handler(ABC, Generic[C]):
    """One resource type. All properties are plain values under their official (camelCase) names.

    `create` makes one call and returns the id; all that may fail afterwards belongs into `settle`, which
    runs after every create, adoption and update (also of a resource whose last settle failed): it must
    stand being repeated.
    """

    @property
    @abstractmethod
    def schema(self) -> Schema:
        """What the type accepts and gives."""

    @abstractmethod
    def create(self, client: C, inputs: Props) -> str | Born:
        """Make it, in one call; returns its id."""

    @abstractmethod
    def read(self, client: C, id: str, inputs: Props) -> Props | None:
        """All properties, inputs and outputs; UNREAD for what the cloud does not tell; None when it is gone.

        `inputs` are the last known ones, empty on an import.
        """

    @abstractmethod
    def delete(self, client: C, id: str, state: Props) -> None:
        """Delete it and wait until it is gone; may raise what the provider knows as gone."""

    def check(self, client: C, inputs: Props) -> Iterable[Fault]:
        """More faults than the schema can tell; called only when every input is known."""
        return ()

    def predict(self, client: C, inputs: Props) -> Props:
        """Outputs that follow from the inputs alone; inputs may hold UNKNOWN."""
        return {}

    def same(self, client: C, path: Path, old: object, new: object) -> bool:
        """Whether the cloud takes two different values at a path for the same (never called with UNKNOWN)."""
        return False

    def replaces(self, client: C, old: Props, new: Props) -> Iterable[str]:
        """Changed properties that need a new object this time, beyond the immutable ones."""
        return ()

    def settle(self, client: C, id: str, inputs: Props) -> None:
        """Wait until it works, and make the calls that could not be part of `create`."""
        return

    def update(self, client: C, id: str, old: Props, new: Props) -> None:
        """Bring it from the old properties to the new inputs."""
        raise ProviderError(f"{self.schema.token} cannot be changed in place")

    def find(self, client: C, inputs: Props, known: frozenset[str]) -> str | None:
        """The id of an object that an interrupted run made of these inputs; never one of the known ids."""
        return None


class Function(ABC, Generic[C]):
    """One function that a program may invoke."""

    token: str
    inputs: Mapping[str, Property]
    outputs: Mapping[str, Property]

    @abstractmethod
    def call(self, client: C, args: Props) -> Props:
        """The function's value."""


def _nothing_known(error: Exception) -> OrchestratorError | None:
    return None


def _never_gone(error: Exception) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Provider(Generic[C]):
    """One package of resource types, and how to reach its cloud."""

    package: str
    version: str
    connect: Callable[[Props, threading.Event], C]
    """A client for a configuration; the event is set when the run is cancelled."""
    resources: Sequence[Handler[C]]
    functions: Sequence[Function[C]] = ()
    config: Mapping[str, Property] = field(default_factory=dict)
    """`immutable`: another value makes new resources (a region)."""
    gone: Callable[[Exception], bool] = _never_gone
    """Whether an error of `read` or `delete` says that the object does not exist."""
    explain: Callable[[Exception], OrchestratorError | None] = _nothing_known
    """A cloud's error in the user's words; None when it is not known."""
    module_format: str = "(.*)(?:/[^/]*)"
    """How the official package derives a module from a token."""
    appears_within: float = 20.0
    """Seconds in which a new object may be invisible to reads."""
