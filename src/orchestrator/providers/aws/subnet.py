"""aws:ec2/subnet:Subnet, a part of a virtual network in one zone."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import in_use
from orchestrator.providers.aws.tags import Tagged, born_with, own_tags, owned, retag, tag_dict
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable
from orchestrator.providers.kit.waiting import retried


@dataclass(frozen=True, kw_only=True)
class Subnet(Tagged):
    """A part of a virtual network."""

    token: ClassVar[str] = "aws:ec2/subnet:Subnet"
    delete_before_replace: ClassVar[bool] = True  # two subnets cannot have the same addresses

    vpc_id: Immutable[str]
    cidr_block: Immutable[str | None] = None
    availability_zone: Immutable[CloudChosen[str | None]] = None
    availability_zone_id: Immutable[CloudChosen[str | None]] = None
    map_public_ip_on_launch: bool = False
    arn: Computed[str] = ""
    owner_id: Computed[str] = ""

    def create(self, client: Aws) -> str:
        zone = {"AvailabilityZone": self.availability_zone, "AvailabilityZoneId": self.availability_zone_id}
        subnet = client.ec2.create_subnet(
            VpcId=self.vpc_id,
            CidrBlock=self.cidr_block,
            TagSpecifications=born_with(client, "subnet", self.tags),
            **{key: value for key, value in zone.items() if value},
        )
        return str(subnet["Subnet"]["SubnetId"])

    def settle(self, client: Aws, id: str) -> None:
        client.ec2.get_waiter("subnet_available").wait(SubnetIds=[id])
        client.ec2.modify_subnet_attribute(
            SubnetId=id, MapPublicIpOnLaunch={"Value": self.map_public_ip_on_launch}
        )

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        subnet = client.ec2.describe_subnets(SubnetIds=[id])["Subnets"][0]
        tags = tag_dict(subnet.get("Tags"))
        return cls(
            vpc_id=subnet["VpcId"],
            cidr_block=subnet["CidrBlock"],
            availability_zone=subnet["AvailabilityZone"],
            availability_zone_id=subnet.get("AvailabilityZoneId"),
            map_public_ip_on_launch=subnet["MapPublicIpOnLaunch"],
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=subnet["SubnetArn"],
            owner_id=subnet["OwnerId"],
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        retag(client, id, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        # Interfaces of deleted databases and balancers linger for minutes.
        retried(
            lambda: client.ec2.delete_subnet(SubnetId=id),
            in_use,
            cancelled=client.cancelled,
            timeout=client.patience,
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        def subnets(filters: list[dict[str, Any]]) -> list[str]:
            return [subnet["SubnetId"] for subnet in client.ec2.describe_subnets(Filters=filters)["Subnets"]]

        return owned(self.tags, known, subnets)
