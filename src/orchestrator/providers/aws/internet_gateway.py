"""aws:ec2/internetGateway:InternetGateway, a network's way out to the internet."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import in_use
from orchestrator.providers.aws.tags import Tagged, born_with, own_tags, owned, retag, tag_dict
from orchestrator.providers.kit.fields import Computed
from orchestrator.providers.kit.waiting import retried


@dataclass(frozen=True, kw_only=True)
class InternetGateway(Tagged):
    """A network's way out to the internet."""

    token: ClassVar[str] = "aws:ec2/internetGateway:InternetGateway"

    vpc_id: str | None = None
    arn: Computed[str] = ""
    owner_id: Computed[str] = ""

    def create(self, client: Aws) -> str:
        tags = born_with(client, "internet-gateway", self.tags)
        gateway = client.ec2.create_internet_gateway(TagSpecifications=tags)
        return str(gateway["InternetGateway"]["InternetGatewayId"])

    def settle(self, client: Aws, id: str) -> None:
        attached = self.read(client, id).vpc_id
        if attached == self.vpc_id:
            return
        if attached:
            _detach(client, id, attached)
        if self.vpc_id:
            client.ec2.attach_internet_gateway(InternetGatewayId=id, VpcId=self.vpc_id)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        gateway = client.ec2.describe_internet_gateways(InternetGatewayIds=[id])["InternetGateways"][0]
        attachments = gateway.get("Attachments", [])
        tags = tag_dict(gateway.get("Tags"))
        owner = gateway["OwnerId"]
        return cls(
            vpc_id=attachments[0]["VpcId"] if attachments else None,
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=f"arn:{client.partition}:ec2:{client.region}:{owner}:internet-gateway/{id}",
            owner_id=owner,
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        retag(client, id, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        attached = self.read(client, id).vpc_id
        if attached:
            _detach(client, id, attached)
        client.ec2.delete_internet_gateway(InternetGatewayId=id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        def gateways(filters: list[dict[str, Any]]) -> list[str]:
            found = client.ec2.describe_internet_gateways(Filters=filters)["InternetGateways"]
            return [gateway["InternetGatewayId"] for gateway in found]

        return owned(self.tags, known, gateways)


def _detach(aws: Aws, id: str, vpc: str) -> None:
    # Refused while an interface in the network still has a public address.
    retried(
        lambda: aws.ec2.detach_internet_gateway(InternetGatewayId=id, VpcId=vpc),
        in_use,
        cancelled=aws.cancelled,
        timeout=aws.patience,
    )
