"""A stack as wanted in one environment: known expressions evaluated, every place chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestrator.model.composite import Instance
from orchestrator.model.environment import Environment
from orchestrator.model.resources import AnyResource
from orchestrator.model.values import Labels, Text


@dataclass(frozen=True, slots=True)
class Stack:
    """The normalised stack: resources expanded, placed and in dependency order."""

    name: str
    labels: Labels
    environment: Environment
    resources: tuple[AnyResource, ...]
    outputs: Mapping[str, Text] = field(default_factory=dict)
    composites: tuple[Instance, ...] = ()
    """The instances of composite types, whose resources are among the resources."""

    def resource(self, name: str) -> AnyResource:
        """The resource of that name; raises KeyError."""
        for resource in self.resources:
            if resource.name == name:
                return resource
        raise KeyError(name)

    def document(self) -> dict[str, Any]:
        """The stack as plain data, for policies and `render`."""
        return {
            "stack": {"name": self.name, "labels": dict(self.labels)},
            "environment": self.environment.document(),
            "resources": [resource.document() for resource in self.resources],
        }
