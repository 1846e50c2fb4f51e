"""Network on OpenStack: a network with one subnet, and a router to the outside."""

from orchestrator.adapters.checks import checks
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Lookup, Node
from orchestrator.model.resources import Network


def translate(network: Network, site: Site) -> Translation:
    """One subnet for all: a machine is public by its floating address, not by where it stands."""
    private = Node(
        "openstack:networking/network:Network",
        network.name,
        {"name": site.named(), "adminStateUp": True},
    )
    subnet = Node(
        "openstack:networking/subnet:Subnet",
        f"{network.name}-subnet",
        {
            "name": site.named("subnet"),
            "networkId": private["id"],
            "cidr": network.spec.cidr,
            "ipVersion": 4,
            "enableDhcp": True,
            "noGateway": not network.spec.internet_access,
        },
    )
    way_out = _way_out(network, site, subnet) if network.spec.internet_access else ()
    return Translation(
        nodes=(private, subnet, *way_out),
        outputs={
            "id": private["id"],
            "cidr": network.spec.cidr,
            "subnetId": subnet["id"],
            "wayOut": tuple(node["id"] for node in way_out),
        },
        slots=(CloudApi(private["id"]),),
        checks=checks(network, private["id"]),
        protected=(private.name,),
    )


def external_network(site: Site) -> str:
    """The name of the network that leads outside, as the environment says."""
    provider = site.stack.environment.providers.openstack
    return provider.external_network if provider else "public"


def _way_out(network: Network, site: Site, subnet: Node) -> tuple[Node, ...]:
    outside = Lookup("openstack:networking/getNetwork:getNetwork", {"name": external_network(site)}, ("id",))
    router = Node(
        "openstack:networking/router:Router",
        f"{network.name}-router",
        {"name": site.named("router"), "adminStateUp": True, "externalNetworkId": outside},
    )
    interface = Node(
        "openstack:networking/routerInterface:RouterInterface",
        f"{network.name}-interface",
        {"routerId": router["id"], "subnetId": subnet["id"]},
    )
    return router, interface
