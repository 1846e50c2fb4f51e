"""Translation: what one adapter makes of one resource, and how it becomes a group of the graph."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from orchestrator.adapters.site import Site, kind_of
from orchestrator.graph import Check, Group, Node, Slot, Value
from orchestrator.model.resources import AnyResource, Network, ObjectBucket


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
    """The translation as a group, with the lifecycle of the resource put on its nodes."""
    nodes = tuple(_with_lifecycle(node, resource, site, node.name in made.protected) for node in made.nodes)
    return Group(
        resource.name, kind_of(resource), resource.target, nodes, made.outputs, made.slots, made.checks
    )


def _with_lifecycle(node: Node, resource: AnyResource, site: Site, protected: bool) -> Node:
    """What stays when the resource is retained is all of it: a database without its firewall is no use."""
    first = [n.name for name in resource.depends_on if name in site.earlier for n in site.earlier[name].nodes]
    options = replace(
        node.options,
        protect=protected and resource.lifecycle.protect,
        retain_on_delete=_stays(resource, site),
        depends_on=tuple(dict.fromkeys((*node.options.depends_on, *first))),
    )
    return replace(node, options=options)


def _stays(resource: AnyResource, site: Site) -> bool:
    """Whether it is retained, or a retained resource stands in it: no cloud deletes a network in use."""
    inside = (
        other
        for other in site.stack.resources
        if not isinstance(other, Network | ObjectBucket) and other.spec.network == resource.name
    )
    return any(r.lifecycle.on_delete == "retain" for r in (resource, *inside))
