"""What a step of the injection needs to know about the place it works at."""

from dataclasses import dataclass

from orchestrator.clouds import Target
from orchestrator.graph import CloudInit, Group, Value
from orchestrator.inject.agent_file import AgentFile
from orchestrator.model.resources import AnyResource, Health, Network, Thresholds
from orchestrator.model.stack import Stack

FOUNDATION = "Foundation"
"""The kind of a group that realises no spec resource: what several of them share."""
AGENT_PORT = 9180


@dataclass(frozen=True, slots=True)
class Site:
    """One group's surroundings."""

    stack: Stack
    agent: AgentFile
    target: Target
    resource: AnyResource | None
    """None for a foundation."""

    @property
    def thresholds(self) -> Thresholds:
        """The user's thresholds, or the standard ones."""
        return self.resource.monitoring.thresholds if self.resource else Thresholds()

    @property
    def network(self) -> Network | None:
        """The network that the resource is in, as far as the spec tells."""
        name = getattr(self.resource.spec, "network", None) if self.resource else None
        found = self.stack.resource(name) if name else None
        return found if isinstance(found, Network) else None


def site(stack: Stack, agent: AgentFile, group: Group) -> Site:
    """The surroundings of a group."""
    return Site(stack, agent, group.target, resource_of(stack, group))


def resource_of(stack: Stack, group: Group) -> AnyResource | None:
    """The spec resource that a group realises; none for a foundation."""
    if group.kind == FOUNDATION:
        return None
    return stack.resource(group.resource) if stack.has(group.resource) else None


def health_of(stack: Stack, group: Group) -> Health:
    """The user's health settings, or the standard ones."""
    resource = resource_of(stack, group)
    return resource.health if resource else Health()


def host_of(group: Group) -> Value:
    """The address under which the resource serves; None when it has none."""
    for slot in group.slots:
        if isinstance(slot, CloudInit):
            return slot.address
    return group.outputs.get("host")
