"""Stack → Graph: what will exist in which cloud. Pure: the same stack always gives the same graph."""

from collections.abc import Mapping
from typing import Any, assert_never

from orchestrator.adapters import aws, azure, openstack
from orchestrator.adapters.azure import foundation
from orchestrator.adapters.limits import Limit, refusals
from orchestrator.adapters.site import Site, resolved
from orchestrator.adapters.translation import Translation, group, staying
from orchestrator.clouds import Cloud, Target
from orchestrator.errors import OrchestratorError, raise_all
from orchestrator.graph import Graph, Group, Value
from orchestrator.model.resources import RESOURCE_TYPES, AnyResource
from orchestrator.model.stack import Stack

__all__ = ["Contract", "limits", "translate"]


def translate(stack: Stack) -> Graph:
    """The cloud resources of a stack. Raises the faults of all its resources at once."""
    groups: dict[str, Group] = {}
    faults: dict[str, list[OrchestratorError]] = {}
    stays = staying(stack)
    founded: set[Target] = set()
    for resource in stack.resources:
        site = Site(stack, resource.target, resource.name, groups, frozenset(faults), stays)
        if resource.target not in founded:
            founded.add(resource.target)
            groups.update((shared.resource, shared) for shared in _foundations(site))
        refused = list(refusals(resource, limits(resource.target.cloud).get(type(resource), ())))
        try:
            groups[resource.name] = group(resource, site, _translate(resource, site))
        except OrchestratorError as fault:
            refused.append(fault)
        if refused:
            faults[resource.name] = refused
    outputs, unreadable = _outputs(stack, groups, frozenset(faults))
    raise_all([*(fault for refused in faults.values() for fault in refused), *unreadable])
    graph = Graph(
        stack.name, stack.environment.name, tuple(groups.values()), outputs, stack.shares, stack.forgotten
    )
    graph.ordered()  # two resources of one name, or a circle: better said now than by the engine
    return graph


def limits(cloud: Cloud) -> Mapping[type[AnyResource], tuple[Limit[Any], ...]]:
    """The types that a cloud translates, with what it cannot honour of each."""
    match cloud:
        case "aws":
            return aws.LIMITS
        case "azure":
            return azure.LIMITS
        case "openstack":
            return openstack.LIMITS
        case _:
            assert_never(cloud)


class Contract:
    """What the clouds can do, as their limits say it."""

    def refusals(self, resource: AnyResource) -> tuple[str, ...]:
        """Why the cloud of the resource cannot honour it."""
        found = limits(resource.target.cloud).get(type(resource), ())
        return tuple(fault.summary for fault in refusals(resource, found))

    def lacking(self, kind: str, cloud: Cloud) -> frozenset[str] | None:
        """The fields of a type that a cloud cannot honour in every case; None: it does not make the type."""
        found = limits(cloud).get(RESOURCE_TYPES[kind])
        return None if found is None else frozenset(limit.field for limit in found)


def _translate(resource: AnyResource, site: Site) -> Translation:
    cloud = site.target.cloud
    match cloud:
        case "aws":
            return aws.translate(resource, site)
        case "azure":
            return azure.translate(resource, site)
        case "openstack":
            return openstack.translate(resource, site)
        case _:
            assert_never(cloud)


def _foundations(site: Site) -> tuple[Group, ...]:
    """What a cloud needs once for each stack and region."""
    cloud = site.target.cloud
    match cloud:
        case "azure":
            return (foundation.translate(site),)
        case "aws" | "openstack":
            return ()
        case _:
            assert_never(cloud)


def _outputs(
    stack: Stack, groups: dict[str, Group], failed: frozenset[str]
) -> tuple[dict[str, Value], list[OrchestratorError]]:
    """The outputs of the stack, and the faults of those that cannot be."""
    outputs: dict[str, Value] = {}
    faults: list[OrchestratorError] = []
    for name, text in stack.outputs.items():
        try:
            outputs[name] = resolved(text, f"output {name}", groups, failed)
        except OrchestratorError as fault:
            faults.append(fault)
    return outputs, faults
