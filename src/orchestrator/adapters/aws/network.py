"""Network on AWS: a VPC over two availability zones, with a public and a private subnet in each."""

from ipaddress import IPv4Network

from orchestrator.adapters.checks import checks
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node
from orchestrator.model.resources import Network


def translate(network: Network, site: Site) -> Translation:
    """No NAT gateway, which costs by the hour: machines without a public address stay off the internet."""
    vpc = Node(
        "aws:ec2/vpc:Vpc",
        network.name,
        {"cidrBlock": network.spec.cidr, "enableDnsSupport": True, "enableDnsHostnames": True},
    )
    subnets = _subnets(network, vpc)
    way_out = _way_out(network, vpc, subnets[:2]) if network.spec.internet_access else ()
    return Translation(
        nodes=(vpc, *subnets, *way_out),
        outputs={
            "id": vpc["id"],
            "cidr": network.spec.cidr,
            "publicSubnetIds": tuple(subnet["id"] for subnet in subnets[:2]),
            "privateSubnetIds": tuple(subnet["id"] for subnet in subnets[2:]),
            "wayOut": tuple(node["id"] for node in way_out),
        },
        slots=(CloudApi(vpc["id"]),),
        checks=checks(network, vpc["id"]),
        protected=(vpc.name,),
    )


def _subnets(network: Network, vpc: Node) -> tuple[Node, ...]:
    """A quarter of the range each: public in zones a and b, then private in both."""
    quarters = IPv4Network(network.spec.cidr).subnets(prefixlen_diff=2)
    places = (("public", "a"), ("public", "b"), ("private", "a"), ("private", "b"))
    return tuple(
        Node(
            "aws:ec2/subnet:Subnet",
            f"{network.name}-{side}-{zone}",
            {
                "vpcId": vpc["id"],
                "cidrBlock": str(quarter),
                "availabilityZone": f"{network.target.region}{zone}",
                # A machine gets a public address when its spec asks for one, never by where it stands.
                "mapPublicIpOnLaunch": False,
            },
        )
        for (side, zone), quarter in zip(places, quarters, strict=True)
    )


def _way_out(network: Network, vpc: Node, public: tuple[Node, ...]) -> tuple[Node, ...]:
    gateway = Node("aws:ec2/internetGateway:InternetGateway", f"{network.name}-gateway", {"vpcId": vpc["id"]})
    routes = Node(
        "aws:ec2/routeTable:RouteTable",
        f"{network.name}-public",
        {"vpcId": vpc["id"], "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": gateway["id"]}]},
    )
    associations = (
        Node(
            "aws:ec2/routeTableAssociation:RouteTableAssociation",
            f"{subnet.name}-routes",
            {"subnetId": subnet["id"], "routeTableId": routes["id"]},
        )
        for subnet in public
    )
    return (gateway, routes, *associations)
