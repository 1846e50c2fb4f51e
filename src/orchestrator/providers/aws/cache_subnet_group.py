"""aws:elasticache/subnetGroup:SubnetGroup, the subnets that a cache may be in."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.aws import cache_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import in_use
from orchestrator.providers.aws.tags import Tagged, every_tag, is_owned, own_tags, tag_list
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered
from orchestrator.providers.kit.waiting import retried


@dataclass(frozen=True, kw_only=True)
class SubnetGroup(Tagged):
    """The subnets that a cache may be in; its id is its name."""

    token: ClassVar[str] = "aws:elasticache/subnetGroup:SubnetGroup"
    autoname: ClassVar[Autoname | None] = Autoname("name", lower=True)

    name: Immutable[CloudChosen[str | None]] = None
    description: str = "Managed by Pulumi"
    subnet_ids: Unordered[list[str]]
    arn: Computed[str] = ""
    vpc_id: Computed[str] = ""

    def create(self, client: Aws) -> str:
        made = client.elasticache.create_cache_subnet_group(
            CacheSubnetGroupName=self.name,
            CacheSubnetGroupDescription=self.description,
            SubnetIds=self.subnet_ids,
            Tags=tag_list(every_tag(client, self.tags)),
        )
        return str(made["CacheSubnetGroup"]["CacheSubnetGroupName"])

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        group = client.elasticache.describe_cache_subnet_groups(CacheSubnetGroupName=id)["CacheSubnetGroups"][
            0
        ]
        tags = cache_calls.tags_of(client, group["ARN"])
        return cls(
            name=group["CacheSubnetGroupName"],
            description=group["CacheSubnetGroupDescription"],
            subnet_ids=[subnet["SubnetIdentifier"] for subnet in group["Subnets"]],
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=group["ARN"],
            vpc_id=group["VpcId"],
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        if set(self.subnet_ids) != set(old.subnet_ids) or self.description != old.description:
            client.elasticache.modify_cache_subnet_group(
                CacheSubnetGroupName=id,
                CacheSubnetGroupDescription=self.description,
                SubnetIds=self.subnet_ids,
            )
        cache_calls.retag(client, old.arn, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        # In use for some minutes after its cache is gone.
        retried(
            lambda: client.elasticache.delete_cache_subnet_group(CacheSubnetGroupName=id),
            in_use,
            cancelled=client.cancelled,
            timeout=client.patience,
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        for page in client.elasticache.get_paginator("describe_cache_subnet_groups").paginate():
            for group in page["CacheSubnetGroups"]:
                name = str(group["CacheSubnetGroupName"])
                if name not in known and is_owned(self.tags, cache_calls.tags_of(client, group["ARN"])):
                    return name
        return None
