"""What the engine calls groups, providers and packages."""

from orchestrator.clouds import Target
from orchestrator.graph import Group

PACKAGE_OF = {"aws": "aws", "azure": "azure-native", "openstack": "openstack"}
GROUP_TYPE = "orchestrator:resource:"
SHARES = "orchestrator:shares"
"""The output in which a stack says who may read which of its outputs."""


def uses_its_cloud(group: Group) -> bool:
    """Whether any node comes from the package of the group's cloud: else its plugin need not start."""
    return any(node.package == PACKAGE_OF[group.target.cloud] for node in group.nodes)


def provider_name(target: Target) -> str:
    """The name of a target's provider resource."""
    return f"{target.cloud}-{target.region}".lower()
