"""OpenStack: from abstract resources to those of the official OpenStack provider."""

from typing import Any, Final

from orchestrator.adapters.limits import Limit, untranslated
from orchestrator.adapters.openstack import (
    database_instance,
    load_balancer,
    network,
    object_bucket,
    virtual_machine,
    virtual_machine_group,
)
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.model.resources import (
    AnyResource,
    DatabaseInstance,
    LoadBalancer,
    Network,
    ObjectBucket,
    VirtualMachine,
    VirtualMachineGroup,
)

LIMITS: Final[dict[type[AnyResource], tuple[Limit[Any], ...]]] = {
    Network: (),
    VirtualMachine: virtual_machine.LIMITS,
    VirtualMachineGroup: virtual_machine_group.LIMITS,
    DatabaseInstance: database_instance.LIMITS,
    ObjectBucket: object_bucket.LIMITS,
    LoadBalancer: load_balancer.LIMITS,
}
"""The types that this cloud translates, and what it cannot honour of each."""


def translate(resource: AnyResource, site: Site) -> Translation:
    """What realises the resource on OpenStack; raises TranslationError."""
    match resource:
        case Network():
            return network.translate(resource, site)
        case VirtualMachine():
            return virtual_machine.translate(resource, site)
        case VirtualMachineGroup():
            return virtual_machine_group.translate(resource, site)
        case DatabaseInstance():
            return database_instance.translate(resource, site)
        case ObjectBucket():
            return object_bucket.translate(resource, site)
        case LoadBalancer():
            return load_balancer.translate(resource, site)
        case _:
            raise untranslated(resource)
