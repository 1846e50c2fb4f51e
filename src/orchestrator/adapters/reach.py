"""What needs a way to the internet, and what a network offers."""

from orchestrator.adapters.site import Site
from orchestrator.errors import OrchestratorError, TranslationError
from orchestrator.model.resources import DatabaseInstance, VirtualMachine


def require_internet(
    resource: VirtualMachine | DatabaseInstance, site: Site, needed: bool
) -> list[OrchestratorError]:
    """The fault of a resource that must be reachable, or reach out, in a network without a way out."""
    network = site.network(resource.spec.network)
    if not needed or network.spec.internet_access:
        return []
    alternative = "publicAddress" if isinstance(resource, VirtualMachine) else "publiclyAccessible"
    hint = f"set internetAccess: true on '{network.name}', or {alternative}: false"
    if network.target.cloud == "openstack" and isinstance(resource, DatabaseInstance):
        hint = f"set internetAccess: true on '{network.name}': the server fetches MySQL at its first boot"
    summary = f"needs the internet, but its network '{network.name}' has no way there"
    return [TranslationError(summary, resource.name, hint)]
