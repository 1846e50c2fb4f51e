"""A stack as wanted in one environment: known expressions evaluated, every place chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from orchestrator.model.composite import Instance
from orchestrator.model.environment import Environment
from orchestrator.model.references import named
from orchestrator.model.resources import AnyResource
from orchestrator.model.values import Labels, Text


@dataclass(frozen=True)
class Stack:
    """The normalised stack: resources expanded, placed and in dependency order."""

    name: str
    labels: Labels
    environment: Environment
    resources: tuple[AnyResource, ...]
    outputs: Mapping[str, Text] = field(default_factory=dict)
    composites: tuple[Instance, ...] = ()
    """The instances of composite types, whose resources are among the resources."""
    shares: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Outputs that other stacks may read, and which stacks: * is every one."""
    forgotten: tuple[str, ...] = ()
    """Resources that leave the state and stay in the clouds."""

    def resource(self, name: str) -> AnyResource:
        """The resource of that name; raises KeyError."""
        return self._by_name[name]

    def has(self, name: str) -> bool:
        """Whether there is a resource of that name."""
        return name in self._by_name

    def users(self, name: str) -> tuple[AnyResource, ...]:
        """The resources whose fields name it."""
        return self._users.get(name, ())

    @cached_property
    def _by_name(self) -> dict[str, AnyResource]:
        return {resource.name: resource for resource in self.resources}

    @cached_property
    def _users(self) -> dict[str, tuple[AnyResource, ...]]:
        found: dict[str, dict[str, AnyResource]] = {}
        for resource in self.resources:
            for name in named(resource):
                found.setdefault(name, {})[resource.name] = resource
        return {name: tuple(users.values()) for name, users in found.items()}

    def document(self) -> dict[str, Any]:
        """The stack as plain data, for policies and `render`."""
        return {
            "stack": {"name": self.name, "labels": dict(self.labels)},
            "environment": self.environment.document(),
            "resources": [resource.document() for resource in self.resources],
        }
