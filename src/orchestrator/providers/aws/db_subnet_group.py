"""aws:rds/subnetGroup:SubnetGroup, the subnets that a database may be in."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import in_use
from orchestrator.providers.aws.tags import (
    Tagged,
    every_tag,
    is_owned,
    own_tags,
    retag_rds,
    tag_dict,
    tag_list,
)
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered
from orchestrator.providers.kit.waiting import retried


@dataclass(frozen=True, kw_only=True)
class SubnetGroup(Tagged):
    """The subnets that a database may be in."""

    token: ClassVar[str] = "aws:rds/subnetGroup:SubnetGroup"
    autoname: ClassVar[Autoname | None] = Autoname("name", lower=True)

    name: Immutable[CloudChosen[str | None]] = None
    description: str = "Managed by Pulumi"
    subnet_ids: Unordered[list[str]]
    arn: Computed[str] = ""
    vpc_id: Computed[str] = ""
    supported_network_types: Computed[list[str] | None] = None

    def create(self, client: Aws) -> str:
        made = client.rds.create_db_subnet_group(
            DBSubnetGroupName=self.name,
            DBSubnetGroupDescription=self.description,
            SubnetIds=self.subnet_ids,
            Tags=tag_list(every_tag(client, self.tags)),
        )
        return str(made["DBSubnetGroup"]["DBSubnetGroupName"])

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        group = client.rds.describe_db_subnet_groups(DBSubnetGroupName=id)["DBSubnetGroups"][0]
        arn = group["DBSubnetGroupArn"]
        tags = tag_dict(client.rds.list_tags_for_resource(ResourceName=arn)["TagList"])
        return cls(
            name=group["DBSubnetGroupName"],
            description=group["DBSubnetGroupDescription"],
            subnet_ids=[subnet["SubnetIdentifier"] for subnet in group["Subnets"]],
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=arn,
            vpc_id=group["VpcId"],
            supported_network_types=group.get("SupportedNetworkTypes"),
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        if set(self.subnet_ids) != set(old.subnet_ids) or self.description != old.description:
            client.rds.modify_db_subnet_group(
                DBSubnetGroupName=id, DBSubnetGroupDescription=self.description, SubnetIds=self.subnet_ids
            )
        retag_rds(client, old.arn, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        retried(
            lambda: client.rds.delete_db_subnet_group(DBSubnetGroupName=id),
            in_use,
            cancelled=client.cancelled,
            timeout=client.patience,
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        for page in client.rds.get_paginator("describe_db_subnet_groups").paginate():
            for group in page["DBSubnetGroups"]:
                tags = client.rds.list_tags_for_resource(ResourceName=group["DBSubnetGroupArn"])["TagList"]
                if group["DBSubnetGroupName"] not in known and is_owned(self.tags, tag_dict(tags)):
                    return str(group["DBSubnetGroupName"])
        return None
