"""Network on Azure: a virtual network with subnets for public and private use, and for databases."""

from ipaddress import IPv4Network

from orchestrator.adapters.azure.foundation import group_name, placed
from orchestrator.adapters.checks import checks
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node, Options, Value
from orchestrator.model.resources import Network

SUBNETS = ("public", "private", "mysql", "postgresql")
DELEGATED = {
    "mysql": "Microsoft.DBforMySQL/flexibleServers",
    "postgresql": "Microsoft.DBforPostgreSQL/flexibleServers",
}


def translate(network: Network, site: Site) -> Translation:
    """Subnets are nodes of their own, so that one can be added without touching the network."""
    virtual = Node(
        "azure-native:network:VirtualNetwork",
        network.name,
        {
            **placed(site),
            "virtualNetworkName": site.named(),
            "addressSpace": {"addressPrefixes": [network.spec.cidr]},
        },
    )
    subnets = _subnets(network, site, virtual)
    return Translation(
        nodes=(virtual, *subnets),
        outputs={
            "id": virtual["id"],
            "cidr": network.spec.cidr,
            **{f"{side}SubnetId": subnet["id"] for side, subnet in zip(SUBNETS, subnets, strict=True)},
        },
        slots=(CloudApi(virtual["provisioningState"]),),
        checks=checks(network, virtual["provisioningState"], ("Succeeded",)),
        protected=(virtual.name,),
    )


def _subnets(network: Network, site: Site, virtual: Node) -> tuple[Node, ...]:
    """A quarter of the range each; one after the other, as Azure refuses two at once."""
    quarters = IPv4Network(network.spec.cidr).subnets(prefixlen_diff=2)
    nodes: list[Node] = []
    for side, quarter in zip(SUBNETS, quarters, strict=True):
        properties: dict[str, Value] = {
            "resourceGroupName": group_name(site),
            "virtualNetworkName": virtual["name"],
            "subnetName": side,
            "addressPrefix": str(quarter),
            # Otherwise Azure lends every machine a shared public address for going out.
            "defaultOutboundAccess": False,
        }
        if side in DELEGATED:
            properties["delegations"] = [{"name": side, "serviceName": DELEGATED[side]}]
        options = Options(depends_on=(nodes[-1].name,) if nodes else ())
        nodes.append(Node("azure-native:network:Subnet", f"{network.name}-{side}", properties, options))
    return tuple(nodes)
