"""Placement: which region of which cloud, as far as the environment has that cloud."""

from orchestrator.clouds import Target
from orchestrator.model.environment import Environment
from orchestrator.model.resources import Placement
from orchestrator.spec.evaluate import Scope, plain
from orchestrator.spec.nodes import MappingNode, Mark
from orchestrator.spec.validate import validate


def wanted(node: MappingNode, under: Mark, name: str, scope: Scope) -> Placement | None:
    """What `placement` below the node says, or None with the fault noted."""
    entry = node.entries.get("placement")
    if entry is None:
        hint = "write placement: {provider: aws}, or azure, or openstack"
        scope.findings.add(f"'{name}' has no placement", under.where, hint)
        return None
    if not isinstance(entry.value, MappingNode):
        hint = "{provider: …, region: …}"
        scope.findings.add("'placement' must be a mapping", entry.value.mark.where, hint)
        return None
    return validate(Placement, entry.value, plain(entry.value, scope), scope.findings, entry.mark)


def place(node: MappingNode, under: Mark, name: str, environment: Environment, scope: Scope) -> Target | None:
    """The target that `placement` below the node names, or None with the fault noted."""
    placement = wanted(node, under, name, scope)
    if placement is None:
        return None
    return target(placement, node.mapping("placement"), environment, scope)


def target(placement: Placement, node: MappingNode, environment: Environment, scope: Scope) -> Target | None:
    """The target of a placement that names its cloud, or None with the fault noted."""
    if placement.provider is None:
        hint = "write placement: {provider: aws}, or azure, or openstack"
        scope.findings.add("the cloud must be named here", node.mark.where, hint)
        return None
    default = environment.providers.region(placement.provider)
    if default is None:
        where = node.entries["provider"].value.mark.where
        hint = f"add providers.{placement.provider} to the environment"
        summary = f"the environment '{environment.name}' has no provider '{placement.provider}'"
        scope.findings.add(summary, where, hint)
        return None
    region = placement.region if placement.region is not None else default
    if not region.strip():
        scope.findings.add("the region is empty", node.mark.where)
        return None
    return Target(placement.provider, region)
