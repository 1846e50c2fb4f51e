"""OpenStack: from abstract resources to those of the official OpenStack provider."""

from typing import assert_never

from orchestrator.adapters.openstack import database_instance, network, object_bucket, virtual_machine
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.model.resources import AnyResource, DatabaseInstance, Network, ObjectBucket, VirtualMachine


def translate(resource: AnyResource, site: Site) -> Translation:
    """What realises the resource on OpenStack; raises TranslationError."""
    match resource:
        case Network():
            return network.translate(resource, site)
        case VirtualMachine():
            return virtual_machine.translate(resource, site)
        case DatabaseInstance():
            return database_instance.translate(resource, site)
        case ObjectBucket():
            return object_bucket.translate(resource, site)
        case _:
            assert_never(resource)
