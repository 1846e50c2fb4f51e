"""aws:ec2/routeTable:RouteTable, where packets go; its routes are inline."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import in_use
from orchestrator.providers.aws.tags import Tagged, born_with, own_tags, owned, retag, tag_dict
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered
from orchestrator.providers.kit.waiting import retried


@dataclass(frozen=True, kw_only=True)
class RouteTableRoute:
    """One destination and its one target."""

    cidr_block: str | None = None
    ipv6_cidr_block: str | None = None
    gateway_id: str | None = None
    nat_gateway_id: str | None = None
    network_interface_id: str | None = None
    transit_gateway_id: str | None = None
    vpc_peering_connection_id: str | None = None

    def destination(self) -> dict[str, str]:
        """As EC2 names it."""
        names = {"DestinationCidrBlock": self.cidr_block, "DestinationIpv6CidrBlock": self.ipv6_cidr_block}
        return {name: value for name, value in names.items() if value}

    def target(self) -> dict[str, str]:
        """As EC2 names it."""
        names = {
            "GatewayId": self.gateway_id,
            "NatGatewayId": self.nat_gateway_id,
            "NetworkInterfaceId": self.network_interface_id,
            "TransitGatewayId": self.transit_gateway_id,
            "VpcPeeringConnectionId": self.vpc_peering_connection_id,
        }
        return {name: value for name, value in names.items() if value}


@dataclass(frozen=True, kw_only=True)
class RouteTable(Tagged):
    """Where the packets of subnets go."""

    token: ClassVar[str] = "aws:ec2/routeTable:RouteTable"

    vpc_id: Immutable[str]
    routes: CloudChosen[Unordered[list[RouteTableRoute]]] = field(default_factory=list)
    arn: Computed[str] = ""
    owner_id: Computed[str] = ""

    def create(self, client: Aws) -> str:
        tags = born_with(client, "route-table", self.tags)
        table = client.ec2.create_route_table(VpcId=self.vpc_id, TagSpecifications=tags)
        return str(table["RouteTable"]["RouteTableId"])

    def settle(self, client: Aws, id: str) -> None:
        there = {tuple(route.destination().items()): route for route in self.read(client, id).routes}
        wanted = {tuple(route.destination().items()): route for route in self.routes}
        for key, route in wanted.items():
            if key not in there:
                client.ec2.create_route(RouteTableId=id, **route.destination(), **route.target())
            elif there[key].target() != route.target():
                client.ec2.replace_route(RouteTableId=id, **route.destination(), **route.target())

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        table = client.ec2.describe_route_tables(RouteTableIds=[id])["RouteTables"][0]
        tags = tag_dict(table.get("Tags"))
        owner = table["OwnerId"]
        return cls(
            vpc_id=table["VpcId"],
            # The others are the network's own, or come from a virtual private gateway.
            routes=[_route(route) for route in table["Routes"] if route.get("Origin") == "CreateRoute"],
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=f"arn:{client.partition}:ec2:{client.region}:{owner}:route-table/{id}",
            owner_id=owner,
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        kept = [route.destination() for route in self.routes]
        for route in old.routes:
            if route.destination() not in kept:
                client.ec2.delete_route(RouteTableId=id, **route.destination())
        retag(client, id, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        retried(
            lambda: client.ec2.delete_route_table(RouteTableId=id),
            in_use,
            cancelled=client.cancelled,
            timeout=client.patience,
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        def tables(filters: list[dict[str, Any]]) -> list[str]:
            found = client.ec2.describe_route_tables(Filters=filters)["RouteTables"]
            return [table["RouteTableId"] for table in found]

        return owned(self.tags, known, tables)


def _route(route: dict[str, Any]) -> RouteTableRoute:
    return RouteTableRoute(
        cidr_block=route.get("DestinationCidrBlock"),
        ipv6_cidr_block=route.get("DestinationIpv6CidrBlock"),
        gateway_id=route.get("GatewayId"),
        nat_gateway_id=route.get("NatGatewayId"),
        network_interface_id=route.get("NetworkInterfaceId"),
        transit_gateway_id=route.get("TransitGatewayId"),
        vpc_peering_connection_id=route.get("VpcPeeringConnectionId"),
    )
