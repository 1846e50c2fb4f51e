"""Changes of the state alone: what is forgotten stays in the cloud, what is imported was there before."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from orchestrator.engine.events import name_of
from orchestrator.engine.names import GROUP_TYPE, provider_name
from orchestrator.errors import EngineError, OrchestratorError
from orchestrator.graph import Graph, Node

Deployment = Mapping[str, Any]
_PROVIDER = re.compile(r"::pulumi:providers:[^:]+::([^:]+)::")


def urns_of(deployment: Deployment, resources: tuple[str, ...]) -> tuple[str, ...]:
    """The URNs of spec resources and of all that was made for them, as the state has them."""
    listed = deployment.get("resources") or ()
    components = [one["urn"] for one in listed if one["type"].startswith(GROUP_TYPE)]
    groups = {urn for urn in components if name_of(urn) in resources}
    return tuple(one["urn"] for one in listed if one["urn"] in groups or one.get("parent") in groups)


def without(deployment: Deployment, urns: tuple[str, ...]) -> dict[str, Any]:
    """The deployment without some resources, and without the others' mention of them."""
    kept = [_freed(one, urns) for one in deployment.get("resources") or () if one["urn"] not in urns]
    return {**deployment, "resources": kept}


def places(deployment: Deployment) -> dict[str, str]:
    """By spec resource, the name of the provider that its cloud resources are made by, and so its place."""
    groups = {one["urn"] for one in deployment.get("resources") or () if one["type"].startswith(GROUP_TYPE)}
    found: dict[str, str] = {}
    for one in deployment.get("resources") or ():
        provider = _PROVIDER.search(one.get("provider") or "")
        if one.get("parent") in groups and provider and not provider[1].startswith("default"):
            found[name_of(one["parent"])] = provider[1]
    return found


def displaced(graph: Graph, deployment: Deployment, moving: frozenset[str]) -> list[OrchestratorError]:
    """A fault for each resource that would go to another place without having been told to."""
    there = places(deployment)
    faults: list[OrchestratorError] = []
    for group in graph.groups:
        before = next((there[name] for name in (group.resource, *group.aliases) if name in there), None)
        if before is None or before == provider_name(group.target) or group.resource in moving:
            continue
        summary = f"'{group.resource}' is on {before}, and the stack places it on {group.target}"
        command = f"orchestrator move {group.resource} --to {group.target}"
        hint = f"a move deletes it there with its data: `{command}`"
        faults.append(EngineError(summary, f"resource {group.resource}", hint))
    return faults


def importing(graph: Graph, deployment: Deployment) -> Graph:
    """The graph in which only what the state lacks is imported, as it is.

    An import changes nothing: the next plan tells how far it is from the spec.
    """
    there = {name_of(one["urn"]) for one in deployment.get("resources") or () if one.get("id")}
    groups = tuple(replace(g, nodes=tuple(_imported(node, there) for node in g.nodes)) for g in graph.groups)
    return replace(graph, groups=groups)


def _imported(node: Node, there: set[str]) -> Node:
    if not node.options.import_id:
        return node
    if node.name in there:
        return replace(node, options=replace(node.options, import_id=""))
    return replace(node, options=replace(node.options, ignore_changes=tuple(sorted(node.properties))))


def _freed(resource: Mapping[str, Any], urns: tuple[str, ...]) -> dict[str, Any]:
    """A resource that depends on what is gone would be a broken state to the engine."""
    needs = [urn for urn in resource.get("dependencies") or () if urn not in urns]
    by_property = {
        key: [urn for urn in wanted or () if urn not in urns]
        for key, wanted in (resource.get("propertyDependencies") or {}).items()
    }
    return {**resource, "dependencies": needs, "propertyDependencies": by_property}
