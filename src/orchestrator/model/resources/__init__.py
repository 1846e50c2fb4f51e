"""All abstract resource types: to add one, write its file and its line here; mypy then asks for the rest."""

from orchestrator.model.resources.cache import Cache
from orchestrator.model.resources.database_instance import DatabaseInstance
from orchestrator.model.resources.dns_record import DnsRecord
from orchestrator.model.resources.dns_zone import DnsZone
from orchestrator.model.resources.envelope import (
    Gate,
    Health,
    HttpHealth,
    Lifecycle,
    Monitoring,
    Placement,
    Preference,
    RawPatch,
    Register,
    Resource,
    Thresholds,
)
from orchestrator.model.resources.firewall import Firewall
from orchestrator.model.resources.key_pair import KeyPair
from orchestrator.model.resources.kubernetes_cluster import KubernetesCluster
from orchestrator.model.resources.load_balancer import LoadBalancer
from orchestrator.model.resources.message_queue import MessageQueue
from orchestrator.model.resources.network import Network
from orchestrator.model.resources.object_bucket import ObjectBucket
from orchestrator.model.resources.raw import Raw
from orchestrator.model.resources.secret import Secret
from orchestrator.model.resources.virtual_machine import (
    Expose,
    Image,
    MachineSize,
    MachineSpec,
    VirtualMachine,
)
from orchestrator.model.resources.virtual_machine_group import VirtualMachineGroup
from orchestrator.model.resources.volume import Volume

AnyResource = (
    Network
    | Firewall
    | KeyPair
    | VirtualMachine
    | VirtualMachineGroup
    | Volume
    | DatabaseInstance
    | ObjectBucket
    | LoadBalancer
    | DnsZone
    | DnsRecord
    | MessageQueue
    | Cache
    | Secret
    | KubernetesCluster
    | Raw
)
RESOURCE_TYPES: dict[str, type[AnyResource]] = {
    "Network@v1": Network,
    "Firewall@v1": Firewall,
    "KeyPair@v1": KeyPair,
    "VirtualMachine@v1": VirtualMachine,
    "VirtualMachineGroup@v1": VirtualMachineGroup,
    "Volume@v1": Volume,
    "DatabaseInstance@v1": DatabaseInstance,
    "ObjectBucket@v1": ObjectBucket,
    "LoadBalancer@v1": LoadBalancer,
    "DnsZone@v1": DnsZone,
    "DnsRecord@v1": DnsRecord,
    "MessageQueue@v1": MessageQueue,
    "Cache@v1": Cache,
    "Secret@v1": Secret,
    "KubernetesCluster@v1": KubernetesCluster,
    "Raw@v1": Raw,
}

__all__ = [
    "RESOURCE_TYPES",
    "AnyResource",
    "Cache",
    "DatabaseInstance",
    "DnsRecord",
    "DnsZone",
    "Expose",
    "Firewall",
    "Gate",
    "Health",
    "HttpHealth",
    "Image",
    "KeyPair",
    "KubernetesCluster",
    "Lifecycle",
    "LoadBalancer",
    "MachineSize",
    "MachineSpec",
    "MessageQueue",
    "Monitoring",
    "Network",
    "ObjectBucket",
    "Placement",
    "Preference",
    "Raw",
    "RawPatch",
    "Register",
    "Resource",
    "Secret",
    "Thresholds",
    "VirtualMachine",
    "VirtualMachineGroup",
    "Volume",
]
