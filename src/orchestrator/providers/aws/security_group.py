"""aws:ec2/securityGroup:SecurityGroup, a firewall; its rules are inline."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import in_use
from orchestrator.providers.aws.security_rules import Atom, atoms, permission, rules_of
from orchestrator.providers.aws.tags import Tagged, born_with, own_tags, owned, retag, tag_dict
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Named, Unordered, WriteOnly
from orchestrator.providers.kit.waiting import retried
from orchestrator.providers.kit.wire import Path


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Who may send what."""

    protocol: str
    from_port: int
    to_port: int
    cidr_blocks: Unordered[list[str]] = field(default_factory=list)
    ipv6_cidr_blocks: Unordered[list[str]] = field(default_factory=list)
    prefix_list_ids: Unordered[list[str]] = field(default_factory=list)
    security_groups: Unordered[list[str]] = field(default_factory=list)
    itself: Annotated[bool, Named("self")] = False
    description: str | None = None


@dataclass(frozen=True, kw_only=True)
class SecurityGroupIngress(Rule):
    """Who may send what into it."""


@dataclass(frozen=True, kw_only=True)
class SecurityGroupEgress(Rule):
    """What may be sent out of it."""


@dataclass(frozen=True, kw_only=True)
class SecurityGroup(Tagged):
    """A firewall. Rules that are not given are taken away: also the one that AWS adds, which lets all out."""

    token: ClassVar[str] = "aws:ec2/securityGroup:SecurityGroup"
    autoname: ClassVar[Autoname | None] = Autoname("name")

    name: Immutable[CloudChosen[str | None]] = None
    description: Immutable[str] = "Managed by Pulumi"
    vpc_id: Immutable[CloudChosen[str | None]] = None
    ingress: Unordered[list[SecurityGroupIngress]] = field(default_factory=list)
    egress: Unordered[list[SecurityGroupEgress]] = field(default_factory=list)
    revoke_rules_on_delete: WriteOnly[bool] = False
    arn: Computed[str] = ""
    owner_id: Computed[str] = ""

    def create(self, client: Aws) -> str:
        vpc = {"VpcId": self.vpc_id} if self.vpc_id else {}
        tags = born_with(client, "security-group", self.tags)
        group = client.ec2.create_security_group(
            GroupName=self.name, Description=self.description, TagSpecifications=tags, **vpc
        )
        return str(group["GroupId"])

    def settle(self, client: Aws, id: str) -> None:
        client.ec2.get_waiter("security_group_exists").wait(GroupIds=[id])
        there = self.read(client, id)
        gone, missing = _moves(id, there.ingress, self.ingress)
        if gone:
            client.ec2.revoke_security_group_ingress(GroupId=id, IpPermissions=gone)
        if missing:
            client.ec2.authorize_security_group_ingress(GroupId=id, IpPermissions=missing)
        gone, missing = _moves(id, there.egress, self.egress)
        if gone:
            client.ec2.revoke_security_group_egress(GroupId=id, IpPermissions=gone)
        if missing:
            client.ec2.authorize_security_group_egress(GroupId=id, IpPermissions=missing)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        group = client.ec2.describe_security_groups(GroupIds=[id])["SecurityGroups"][0]
        tags = tag_dict(group.get("Tags"))
        owner = group["OwnerId"]
        return cls(
            name=group["GroupName"],
            description=group["Description"],
            vpc_id=group.get("VpcId"),
            ingress=[SecurityGroupIngress(**rule) for rule in rules_of(id, group.get("IpPermissions", []))],
            egress=[
                SecurityGroupEgress(**rule) for rule in rules_of(id, group.get("IpPermissionsEgress", []))
            ],
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=f"arn:{client.partition}:ec2:{client.region}:{owner}:security-group/{id}",
            owner_id=owner,
        )

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        if path in (("ingress",), ("egress",)):
            # EC2 keeps single permissions; how they were grouped into rules is lost.
            return set(_given(old)) == set(_given(new))
        return super().same(client, path, old, new)

    def update(self, client: Aws, id: str, old: Self) -> None:
        retag(client, id, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        if self.revoke_rules_on_delete:
            group = client.ec2.describe_security_groups(GroupIds=[id])["SecurityGroups"][0]
            if group.get("IpPermissions"):
                client.ec2.revoke_security_group_ingress(GroupId=id, IpPermissions=group["IpPermissions"])
            if group.get("IpPermissionsEgress"):
                client.ec2.revoke_security_group_egress(
                    GroupId=id, IpPermissions=group["IpPermissionsEgress"]
                )
        retried(
            lambda: client.ec2.delete_security_group(GroupId=id),
            in_use,
            cancelled=client.cancelled,
            timeout=client.patience,
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        def groups(filters: list[dict[str, Any]]) -> list[str]:
            found = client.ec2.describe_security_groups(Filters=filters)["SecurityGroups"]
            return [group["GroupId"] for group in found]

        return owned(self.tags, known, groups)


def _moves(
    id: str, there: "list[Any]", wanted: "list[Any]"
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The permissions to revoke and to authorise."""
    before = {atom for rule in there for atom in _atoms(rule)}
    after = {atom for rule in wanted for atom in _atoms(rule)}
    return (
        [permission(id, atom) for atom in sorted(before - after)],
        [permission(id, atom) for atom in sorted(after - before)],
    )


def _atoms(rule: Rule) -> Iterator[Atom]:
    return atoms(
        rule.protocol,
        (rule.from_port, rule.to_port),
        {
            "cidr": rule.cidr_blocks,
            "ipv6": rule.ipv6_cidr_blocks,
            "prefix": rule.prefix_list_ids,
            "group": [*rule.security_groups, *(["self"] if rule.itself else [])],
        },
        rule.description or "",
    )


def _given(rules: list[dict[str, Any]]) -> Iterator[Atom]:
    """The same, of plain properties."""
    for rule in rules:
        groups = [*rule.get("securityGroups", []), *(["self"] if rule.get("self") else [])]
        targets = {
            "cidr": rule.get("cidrBlocks", []),
            "ipv6": rule.get("ipv6CidrBlocks", []),
            "prefix": rule.get("prefixListIds", []),
            "group": groups,
        }
        yield from atoms(
            rule["protocol"], (rule["fromPort"], rule["toPort"]), targets, rule.get("description") or ""
        )
