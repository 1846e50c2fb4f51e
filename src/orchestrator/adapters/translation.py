"""Translation: what one adapter makes of one resource, and how it becomes a group of the graph."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from orchestrator.adapters.site import Site, kind_of
from orchestrator.errors import TranslationError
from orchestrator.graph import Check, Group, Node, Slot, Value
from orchestrator.model.references import keeps
from orchestrator.model.resources import AnyResource
from orchestrator.model.stack import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The cloud resources that realise one resource of the spec."""

    nodes: tuple[Node, ...]
    outputs: Mapping[str, Value]
    slots: tuple[Slot, ...]
    checks: tuple[Check, ...]
    protected: tuple[str, ...]
    """The nodes that hold what cannot be made again; `lifecycle.protect` guards these."""


def group(resource: AnyResource, site: Site, made: Translation) -> Group:
    """The translation as a group, with the raw patches and the lifecycle of the resource put on its nodes."""
    nodes = patched(resource, made.nodes)
    nodes = tuple(_with_lifecycle(node, resource, site, node.name in made.protected) for node in nodes)
    return Group(
        resource.name, kind_of(resource), resource.target, nodes, made.outputs, made.slots, made.checks
    )


def patched(resource: AnyResource, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes with each patch of `raw` put on those that it matches; raises TranslationError for none."""
    for patch in resource.raw:
        matched = [node.name for node in nodes if node.type == patch.match.pulumi_type]
        if not matched:
            there = ", ".join(sorted({node.type for node in nodes}))
            summary = f"raw: it has no {patch.match.pulumi_type}"
            raise TranslationError(summary, resource.name, f"it is made of: {there}")
        nodes = tuple(
            replace(node, properties={**node.properties, **patch.set}) if node.name in matched else node
            for node in nodes
        )
    return nodes


def staying(stack: Stack) -> frozenset[str]:
    """What is retained, and what a staying resource stands in: no cloud deletes a network in use."""
    stays = {resource.name for resource in stack.resources if resource.lifecycle.on_delete == "retain"}
    # Those come first that others stand in, so from the end each is decided before what it stands in.
    for resource in reversed(stack.resources):
        if resource.name in stays:
            stays.update(keeps(resource))
    return frozenset(stays)


def _with_lifecycle(node: Node, resource: AnyResource, site: Site, protected: bool) -> Node:
    """What stays when the resource is retained is all of it: a database without its firewall is no use."""
    first = [n.name for name in resource.depends_on if name in site.earlier for n in site.earlier[name].nodes]
    options = replace(
        node.options,
        protect=protected and resource.lifecycle.protect,
        retain_on_delete=resource.name in site.staying,
        depends_on=tuple(dict.fromkeys((*node.options.depends_on, *first))),
        import_id=resource.import_id if node.name == resource.name else "",
    )
    return replace(node, options=options)
