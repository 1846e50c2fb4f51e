"""What needs a way to the internet, and what a network offers."""

from orchestrator.adapters.site import Site
from orchestrator.errors import OrchestratorError, TranslationError
from orchestrator.model.resources import (
    Cache,
    DatabaseInstance,
    KubernetesCluster,
    LoadBalancer,
    VirtualMachine,
    VirtualMachineGroup,
)

Reaching = VirtualMachine | VirtualMachineGroup | DatabaseInstance | LoadBalancer | Cache | KubernetesCluster
ALTERNATIVES: dict[type[Reaching], str] = {
    VirtualMachine: "publicAddress",
    VirtualMachineGroup: "publicAddress",
    DatabaseInstance: "publiclyAccessible",
    LoadBalancer: "public",
    KubernetesCluster: "publicEndpoint",
}
# OpenStack has no service for these: their servers fetch what they run.
FETCHED = (DatabaseInstance, Cache, KubernetesCluster)


def require_internet(resource: Reaching, site: Site, needed: bool) -> list[OrchestratorError]:
    """The fault of a resource that must be reachable, or reach out, in a network without a way out."""
    network = site.network(resource.spec.network)
    if not needed or network.spec.internet_access:
        return []
    if network.target.cloud == "openstack" and isinstance(resource, FETCHED):
        hint = f"set internetAccess: true on '{network.name}': its servers fetch the engine at first boot"
    else:
        hint = f"set internetAccess: true on '{network.name}', or {ALTERNATIVES[type(resource)]}: false"
    summary = f"needs the internet, but its network '{network.name}' has no way there"
    return [TranslationError(summary, resource.name, hint)]
