"""KubernetesCluster on Azure: a managed cluster with one pool of nodes in the network's private subnet."""

from ipaddress import IPv4Network
from typing import Any, Final

from orchestrator.adapters.azure.foundation import group_name, placed
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import MachineType, fitting, promise
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, TranslationError, raise_all
from orchestrator.graph import AzureMonitor, Concat, Node, Options, Value
from orchestrator.model.resources import KubernetesCluster

# Cheapest first; nodes of the system's own pool have two CPUs and 4 GiB at least, and none that burst.
TYPES = (
    MachineType("Standard_D2s_v5", 2, 8),
    MachineType("Standard_E2s_v5", 2, 16),
    MachineType("Standard_D4s_v5", 4, 16),
    MachineType("Standard_E4s_v5", 4, 32),
    MachineType("Standard_D8s_v5", 8, 32),
    MachineType("Standard_E8s_v5", 8, 64),
    MachineType("Standard_D16s_v5", 16, 64),
    MachineType("Standard_E16s_v5", 16, 128),
    MachineType("Standard_D32s_v5", 32, 128),
    MachineType("Standard_E32s_v5", 32, 256),
    MachineType("Standard_D64s_v5", 64, 256),
)
# Of pods and of services: the first two that are not the network's own.
RANGES = ("10.244.0.0/16", "172.30.0.0/16", "172.31.0.0/16")
PREFIX_LIMIT = 54
GROUP_LIMIT = 80
IMAGE_GIB = 30

LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit(
        "nodes",
        lambda cluster: cluster.spec.nodes.disk_gib < IMAGE_GIB,
        "a node on Azure needs a disk of 30 GiB",
        "set nodes.diskGiB to 30 or more",
    ),
)


def translate(cluster: KubernetesCluster, site: Site) -> Translation:
    """Who may do what is decided by roles of Azure: there are no accounts of the cluster's own."""
    raise_all(_refusals(cluster, site))
    node = _cluster(cluster, site)
    host = node["fqdn" if cluster.spec.public_endpoint else "privateFQDN"]
    return Translation(
        nodes=(node,),
        outputs={"id": node["id"], "name": node["name"], "endpoint": Concat(("https://", host, ":443"))},
        slots=(AzureMonitor("Microsoft.ContainerService/managedClusters", node["id"], group_name(site)),),
        checks=checks(cluster, node["provisioningState"], ("Succeeded",), host=host, port=443),
        protected=(node.name,),
    )


def _refusals(cluster: KubernetesCluster, site: Site) -> list[OrchestratorError]:
    network = site.network(cluster.spec.network)
    if network.spec.internet_access:
        return []
    summary = f"its nodes fetch their images, and its network '{network.name}' has no way to the internet"
    return [TranslationError(summary, cluster.name, f"set internetAccess: true on '{network.name}'")]


def _cluster(cluster: KubernetesCluster, site: Site) -> Node:
    spec, public = cluster.spec, cluster.spec.public_endpoint
    access: dict[str, Value] = {"enablePrivateCluster": not public}
    if not public:
        access |= {"privateDNSZone": "system", "enablePrivateClusterPublicFQDN": False}
    properties: dict[str, Value] = {
        **placed(site),
        "resourceName": site.named(),
        "dnsPrefix": site.named(limit=PREFIX_LIMIT),
        "nodeResourceGroup": site.named("nodes", limit=GROUP_LIMIT),
        "kubernetesVersion": spec.version,
        # Only the paid tier promises anything.
        "sku": {"name": "Base", "tier": "Standard" if spec.high_availability == "zone" else "Free"},
        "identity": {"type": "SystemAssigned"},
        "enableRBAC": True,
        "aadProfile": {"managed": True, "enableAzureRBAC": True},
        "disableLocalAccounts": True,
        "apiServerAccessProfile": access,
        "agentPoolProfiles": [_pool(cluster, site)],
        "networkProfile": _network(cluster, site),
        # Pods get identities of Azure by these, and no keys.
        "oidcIssuerProfile": {"enabled": True},
        "securityProfile": {"workloadIdentity": {"enabled": True}},
        "autoUpgradeProfile": {"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"},
    }
    nodes = spec.nodes
    # Then the number is the load's, not ours.
    follows = ("agentPoolProfiles[0].count",) if nodes.most > nodes.minimum else ()
    return Node(
        "azure-native:containerservice:ManagedCluster",
        cluster.name,
        properties,
        Options(ignore_changes=follows),
    )


def _pool(cluster: KubernetesCluster, site: Site) -> dict[str, Value]:
    nodes = cluster.spec.nodes
    size = fitting(TYPES, promise(nodes.size)) or TYPES[-1]
    pool: dict[str, Value] = {
        "name": "system",
        "mode": "System",
        "type": "VirtualMachineScaleSets",
        # Without it the nodes stay behind when the control plane is upgraded.
        "orchestratorVersion": cluster.spec.version,
        "osType": "Linux",
        "osSKU": "Ubuntu",
        "vmSize": size.name,
        "osDiskType": "Managed",
        "osDiskSizeGB": nodes.disk_gib,
        "vnetSubnetID": site.output(cluster.spec.network, "privateSubnetId"),
        "enableNodePublicIP": False,
        "count": nodes.minimum,
    }
    if nodes.most > nodes.minimum:
        pool |= {"enableAutoScaling": True, "minCount": nodes.minimum, "maxCount": nodes.most}
    if cluster.spec.high_availability == "zone":
        pool["availabilityZones"] = ["1", "2", "3"]
    return pool


def _network(cluster: KubernetesCluster, site: Site) -> dict[str, Value]:
    """Pods have addresses of their own, which take none of the network's."""
    taken = IPv4Network(site.network(cluster.spec.network).spec.cidr)
    pods, services = [one for one in map(IPv4Network, RANGES) if not one.overlaps(taken)][:2]
    return {
        "networkPlugin": "azure",
        "networkPluginMode": "overlay",
        "networkDataplane": "cilium",
        "networkPolicy": "cilium",
        "podCidr": str(pods),
        "serviceCidr": str(services),
        "dnsServiceIP": str(services.network_address + 10),
        "loadBalancerSku": "standard",
        "outboundType": "loadBalancer",
    }
