"""AWS: from abstract resources to those of the official AWS provider."""

from typing import Any, Final

from orchestrator.adapters.aws import (
    database_instance,
    firewall,
    key_pair,
    load_balancer,
    network,
    object_bucket,
    virtual_machine,
)
from orchestrator.adapters.limits import Limit, untranslated
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.model.resources import (
    AnyResource,
    DatabaseInstance,
    Firewall,
    KeyPair,
    LoadBalancer,
    Network,
    ObjectBucket,
    VirtualMachine,
)

LIMITS: Final[dict[type[AnyResource], tuple[Limit[Any], ...]]] = {
    Network: (),
    VirtualMachine: virtual_machine.LIMITS,
    DatabaseInstance: database_instance.LIMITS,
    ObjectBucket: (),
    LoadBalancer: load_balancer.LIMITS,
    KeyPair: key_pair.LIMITS,
    Firewall: (),
}
"""The types that this cloud translates, and what it cannot honour of each."""


def translate(resource: AnyResource, site: Site) -> Translation:
    """What realises the resource on AWS; raises TranslationError."""
    match resource:
        case Network():
            return network.translate(resource, site)
        case VirtualMachine():
            return virtual_machine.translate(resource, site)
        case DatabaseInstance():
            return database_instance.translate(resource, site)
        case ObjectBucket():
            return object_bucket.translate(resource, site)
        case LoadBalancer():
            return load_balancer.translate(resource, site)
        case KeyPair():
            return key_pair.translate(resource, site)
        case Firewall():
            return firewall.translate(resource, site)
        case _:
            raise untranslated(resource)
