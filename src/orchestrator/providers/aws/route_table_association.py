"""aws:ec2/routeTableAssociation:RouteTableAssociation, which subnet or gateway uses which route table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import Immutable
from orchestrator.providers.kit.resource import ProviderResource


@dataclass(frozen=True, kw_only=True)
class RouteTableAssociation(ProviderResource[Aws]):
    """Moving it to another table gives it a new id in EC2, so all of it is immutable."""

    token: ClassVar[str] = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    delete_before_replace: ClassVar[bool] = True  # a subnet has one

    route_table_id: Immutable[str]
    subnet_id: Immutable[str | None] = None
    gateway_id: Immutable[str | None] = None

    def check(self) -> Iterable[Fault]:
        if (self.subnet_id is None) == (self.gateway_id is None):
            yield Fault(("subnetId",), "give either 'subnetId' or 'gatewayId'")

    def create(self, client: Aws) -> str:
        side = {"SubnetId": self.subnet_id} if self.subnet_id else {"GatewayId": self.gateway_id}
        made = client.ec2.associate_route_table(RouteTableId=self.route_table_id, **side)
        return str(made["AssociationId"])

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        found = _association(client, id)
        if found is None:
            return None
        return cls(
            route_table_id=found["RouteTableId"],
            subnet_id=found.get("SubnetId"),
            gateway_id=found.get("GatewayId"),
        )

    def delete(self, client: Aws, id: str) -> None:
        found = _association(client, id)
        if found is not None:
            client.ec2.disassociate_route_table(AssociationId=found["RouteTableAssociationId"])

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        found = _association(client, f"{self.subnet_id or self.gateway_id}/{self.route_table_id}")
        id = str(found["RouteTableAssociationId"]) if found else None
        return None if id in known else id


def _association(aws: Aws, id: str) -> dict[str, Any] | None:
    """By its id, or as imports write it: <subnet or gateway>/<route table>."""
    side, _, table = id.partition("/")
    name, value = ("route-table-id", table) if table else ("association.route-table-association-id", id)
    found = aws.ec2.describe_route_tables(Filters=[{"Name": name, "Values": [value]}])["RouteTables"]
    for association in (a for entry in found for a in entry.get("Associations", [])):
        sides = (association.get("SubnetId"), association.get("GatewayId"))
        if association["RouteTableAssociationId"] == id or (table and side in sides):
            return dict(association)
    return None
