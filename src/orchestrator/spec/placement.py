"""Placement: which region of which cloud, as far as the environment has that cloud."""

from orchestrator.clouds import Target
from orchestrator.model.environment import Environment
from orchestrator.model.resources import Placement
from orchestrator.spec.evaluate import Scope, plain
from orchestrator.spec.nodes import MappingNode, Mark
from orchestrator.spec.validate import validate


def place(node: MappingNode, under: Mark, name: str, environment: Environment, scope: Scope) -> Target | None:
    """The target that `placement` below the node gives, or None with the fault noted."""
    entry = node.entries.get("placement")
    if entry is None:
        hint = "write placement: {provider: aws}, or azure, or openstack"
        scope.findings.add(f"'{name}' has no placement", under.where, hint)
        return None
    if not isinstance(entry.value, MappingNode):
        scope.findings.add(
            "'placement' must be a mapping", entry.value.mark.where, "{provider: …, region: …}"
        )
        return None
    placement = validate(Placement, entry.value, plain(entry.value, scope), scope.findings, entry.mark)
    if placement is None:
        return None
    default = environment.providers.region(placement.provider)
    if default is None:
        where = entry.value.entries["provider"].value.mark.where
        hint = f"add providers.{placement.provider} to the environment"
        summary = f"the environment '{environment.name}' has no provider '{placement.provider}'"
        scope.findings.add(summary, where, hint)
        return None
    region = placement.region if placement.region is not None else default
    if not region.strip():
        scope.findings.add("the region is empty", entry.value.mark.where)
        return None
    return Target(placement.provider, region)
