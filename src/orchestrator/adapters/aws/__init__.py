"""AWS: from abstract resources to those of the official AWS provider."""

from typing import Any, Final

from orchestrator.adapters import raw
from orchestrator.adapters.aws import (
    cache,
    database_instance,
    dns_record,
    dns_zone,
    firewall,
    key_pair,
    kubernetes_cluster,
    load_balancer,
    message_queue,
    network,
    object_bucket,
    secret,
    virtual_machine,
    virtual_machine_group,
    volume,
)
from orchestrator.adapters.limits import Limit, untranslated
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.model.resources import (
    AnyResource,
    Cache,
    DatabaseInstance,
    DnsRecord,
    DnsZone,
    Firewall,
    KeyPair,
    KubernetesCluster,
    LoadBalancer,
    MessageQueue,
    Network,
    ObjectBucket,
    Raw,
    Secret,
    VirtualMachine,
    VirtualMachineGroup,
    Volume,
)

LIMITS: Final[dict[type[AnyResource], tuple[Limit[Any], ...]]] = {
    Network: (),
    VirtualMachine: virtual_machine.LIMITS,
    DatabaseInstance: database_instance.LIMITS,
    ObjectBucket: (),
    LoadBalancer: load_balancer.LIMITS,
    KeyPair: key_pair.LIMITS,
    Firewall: (),
    Volume: (),
    Secret: (),
    DnsZone: (),
    DnsRecord: dns_record.LIMITS,
    MessageQueue: message_queue.LIMITS,
    Raw: raw.LIMITS,
    VirtualMachineGroup: virtual_machine_group.LIMITS,
    Cache: cache.LIMITS,
    KubernetesCluster: kubernetes_cluster.LIMITS,
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
        case Volume():
            return volume.translate(resource, site)
        case Secret():
            return secret.translate(resource, site)
        case DnsZone():
            return dns_zone.translate(resource, site)
        case DnsRecord():
            return dns_record.translate(resource, site)
        case MessageQueue():
            return message_queue.translate(resource, site)
        case Raw():
            return raw.translate(resource, site)
        case VirtualMachineGroup():
            return virtual_machine_group.translate(resource, site)
        case KubernetesCluster():
            return kubernetes_cluster.translate(resource, site)
        case Cache():
            return cache.translate(resource, site)
        case _:
            raise untranslated(resource)
