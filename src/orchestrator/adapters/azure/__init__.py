"""Azure: from abstract resources to those of the official Azure provider."""

from dataclasses import replace
from typing import Any, Final

from orchestrator.adapters import raw
from orchestrator.adapters.azure import (
    cache,
    database_instance,
    dns_record,
    dns_zone,
    firewall,
    key_pair,
    kubernetes_cluster,
    load_balancer,
    machine,
    message_queue,
    network,
    object_bucket,
    secret,
    virtual_machine,
    virtual_machine_group,
    volume,
)
from orchestrator.adapters.azure.foundation import group_name
from orchestrator.adapters.limits import Limit, untranslated
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import Node
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
    Firewall: (),
    KeyPair: key_pair.LIMITS,
    MessageQueue: message_queue.LIMITS,
    DnsZone: (),
    DnsRecord: dns_record.LIMITS,
    VirtualMachine: machine.LIMITS,
    VirtualMachineGroup: virtual_machine_group.LIMITS,
    Volume: volume.LIMITS,
    DatabaseInstance: database_instance.LIMITS,
    ObjectBucket: (),
    LoadBalancer: load_balancer.LIMITS,
    Cache: cache.LIMITS,
    KubernetesCluster: kubernetes_cluster.LIMITS,
    Secret: (),
    Raw: raw.LIMITS,
}
"""The types that this cloud translates, and what it cannot honour of each."""


def translate(resource: AnyResource, site: Site) -> Translation:
    """What realises the resource on Azure; raises TranslationError."""
    made = _translate(resource, site)
    return replace(made, nodes=tuple(_alone(node) for node in made.nodes))


def _alone(node: Node) -> Node:
    """Every name on Azure is our own, so there cannot be two of one for the time of a replacement."""
    options = replace(node.options, delete_before_replace=node.package == "azure-native")
    return replace(node, options=options)


def _translate(resource: AnyResource, site: Site) -> Translation:
    match resource:
        case Network():
            return network.translate(resource, site)
        case Firewall():
            return firewall.translate(resource, site)
        case KeyPair():
            return key_pair.translate(resource, site)
        case MessageQueue():
            return message_queue.translate(resource, site)
        case DnsZone():
            return dns_zone.translate(resource, site)
        case DnsRecord():
            return dns_record.translate(resource, site)
        case VirtualMachine():
            return virtual_machine.translate(resource, site)
        case Volume():
            return volume.translate(resource, site)
        case DatabaseInstance():
            return database_instance.translate(resource, site)
        case ObjectBucket():
            return object_bucket.translate(resource, site)
        case VirtualMachineGroup():
            return virtual_machine_group.translate(resource, site)
        case Cache():
            return cache.translate(resource, site)
        case KubernetesCluster():
            return kubernetes_cluster.translate(resource, site)
        case LoadBalancer():
            return load_balancer.translate(resource, site)
        case Secret():
            return secret.translate(resource, site)
        case Raw():
            return raw.translate(resource, site, {"resourceGroupName": group_name(site)})
        case _:
            raise untranslated(resource)
