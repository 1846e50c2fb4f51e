"""aws:ec2/vpc:Vpc, a virtual network."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import in_use
from orchestrator.providers.aws.tags import Tagged, born_with, own_tags, owned, retag, tag_dict
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable
from orchestrator.providers.kit.waiting import retried


@dataclass(frozen=True, kw_only=True)
class Vpc(Tagged):
    """A virtual network."""

    token: ClassVar[str] = "aws:ec2/vpc:Vpc"

    cidr_block: Immutable[CloudChosen[str | None]] = None
    instance_tenancy: Immutable[str] = "default"
    enable_dns_support: bool = True
    enable_dns_hostnames: CloudChosen[bool | None] = None
    arn: Computed[str] = ""
    owner_id: Computed[str] = ""
    dhcp_options_id: Computed[str] = ""
    main_route_table_id: Computed[str | None] = None
    default_route_table_id: Computed[str | None] = None
    default_security_group_id: Computed[str | None] = None
    default_network_acl_id: Computed[str | None] = None

    def create(self, client: Aws) -> str:
        tags = born_with(client, "vpc", self.tags)
        vpc = client.ec2.create_vpc(
            CidrBlock=self.cidr_block, InstanceTenancy=self.instance_tenancy, TagSpecifications=tags
        )
        return str(vpc["Vpc"]["VpcId"])

    def settle(self, client: Aws, id: str) -> None:
        client.ec2.get_waiter("vpc_available").wait(VpcIds=[id])
        # One attribute per call: EC2 refuses two at once.
        client.ec2.modify_vpc_attribute(VpcId=id, EnableDnsSupport={"Value": self.enable_dns_support})
        if self.enable_dns_hostnames is not None:
            client.ec2.modify_vpc_attribute(VpcId=id, EnableDnsHostnames={"Value": self.enable_dns_hostnames})

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        vpc = client.ec2.describe_vpcs(VpcIds=[id])["Vpcs"][0]
        tags = tag_dict(vpc.get("Tags"))
        support = client.ec2.describe_vpc_attribute(VpcId=id, Attribute="enableDnsSupport")
        hostnames = client.ec2.describe_vpc_attribute(VpcId=id, Attribute="enableDnsHostnames")
        in_vpc = [{"Name": "vpc-id", "Values": [id]}]
        main = [*in_vpc, {"Name": "association.main", "Values": ["true"]}]
        tables = client.ec2.describe_route_tables(Filters=main)["RouteTables"]
        named = [*in_vpc, {"Name": "group-name", "Values": ["default"]}]
        groups = client.ec2.describe_security_groups(Filters=named)["SecurityGroups"]
        default = [*in_vpc, {"Name": "default", "Values": ["true"]}]
        acls = client.ec2.describe_network_acls(Filters=default)["NetworkAcls"]
        table = _first(tables, "RouteTableId")
        return cls(
            cidr_block=vpc["CidrBlock"],
            instance_tenancy=vpc["InstanceTenancy"],
            enable_dns_support=support["EnableDnsSupport"]["Value"],
            enable_dns_hostnames=hostnames["EnableDnsHostnames"]["Value"],
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=f"arn:{client.partition}:ec2:{client.region}:{vpc['OwnerId']}:vpc/{id}",
            owner_id=vpc["OwnerId"],
            dhcp_options_id=vpc.get("DhcpOptionsId", ""),
            main_route_table_id=table,
            default_route_table_id=table,
            default_security_group_id=_first(groups, "GroupId"),
            default_network_acl_id=_first(acls, "NetworkAclId"),
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        retag(client, id, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        retried(
            lambda: client.ec2.delete_vpc(VpcId=id),
            in_use,
            cancelled=client.cancelled,
            timeout=client.patience,
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        def vpcs(filters: list[dict[str, Any]]) -> list[str]:
            return [vpc["VpcId"] for vpc in client.ec2.describe_vpcs(Filters=filters)["Vpcs"]]

        return owned(self.tags, known, vpcs)


def _first(found: list[dict[str, Any]], key: str) -> str | None:
    return str(found[0][key]) if found else None
