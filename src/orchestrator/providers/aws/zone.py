"""aws:route53/zone:Zone, a domain and the servers that answer for it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.dns_changes import change, in_sync, sent, waits_for
from orchestrator.providers.aws.tags import Tagged, every_tag, own_tags, tag_dict, tag_list
from orchestrator.providers.kit.adoption import ownership
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered, WriteOnly
from orchestrator.providers.kit.wire import Path


@dataclass(frozen=True, kw_only=True)
class ZoneVpc:
    """A network in which a private zone answers."""

    vpc_id: str
    vpc_region: CloudChosen[str | None] = None


@dataclass(frozen=True, kw_only=True)
class Zone(Tagged):
    """A domain and the servers that answer for it; private when it has networks."""

    token: ClassVar[str] = "aws:route53/zone:Zone"

    name: Immutable[CloudChosen[str | None]] = None
    comment: str = "Managed by Pulumi"
    delegation_set_id: Immutable[str | None] = None
    vpcs: Unordered[list[ZoneVpc]] = field(default_factory=list)
    force_destroy: WriteOnly[bool] = False
    arn: Computed[str] = ""
    zone_id: Computed[str] = ""
    name_servers: Computed[list[str]] = field(default_factory=list)
    primary_name_server: Computed[str] = ""

    def create(self, client: Aws) -> str:
        more: dict[str, Any] = {}
        if self.vpcs:
            more["VPC"] = _vpc(client, self.vpcs[0])
        if self.delegation_set_id:
            more["DelegationSetId"] = self.delegation_set_id
        made = client.route53.create_hosted_zone(
            Name=self.name,
            CallerReference=f"{self._reference()}-{uuid.uuid4()}",
            HostedZoneConfig={"Comment": self.comment, "PrivateZone": bool(self.vpcs)},
            **more,
        )
        id = _bare(made["HostedZone"]["Id"])
        waits_for(client, id, made)
        return id

    def _reference(self) -> str:
        """What an interrupted run is recognised by: a zone cannot have tags at its birth."""
        owner = ownership(self.tags) or {"": uuid.uuid4().hex}
        return sha256("\0".join(owner.values()).encode()).hexdigest()[:32]

    def settle(self, client: Aws, id: str) -> None:
        in_sync(client, id)
        there, wanted = _networks(client, id), {(v.vpc_id, v.vpc_region or client.region) for v in self.vpcs}
        # First those that are added: a private zone must have one at any time.
        for vpc, region in sorted(wanted - there):
            network = {"VPCId": vpc, "VPCRegion": region}
            waits_for(client, id, client.route53.associate_vpc_with_hosted_zone(HostedZoneId=id, VPC=network))
            in_sync(client, id)
        for vpc, region in sorted(there - wanted if wanted else set()):
            network = {"VPCId": vpc, "VPCRegion": region}
            waits_for(
                client, id, client.route53.disassociate_vpc_from_hosted_zone(HostedZoneId=id, VPC=network)
            )
            in_sync(client, id)
        _tag(client, id, every_tag(client, self.tags))

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = client.route53.get_hosted_zone(Id=id)
        zone, name = found["HostedZone"], found["HostedZone"]["Name"]
        tags = _tags(client, id)
        servers = found.get("DelegationSet", {}).get("NameServers") or _servers(client, id, name)
        return cls(
            name=name.rstrip("."),
            comment=zone.get("Config", {}).get("Comment", ""),
            delegation_set_id=_bare(found.get("DelegationSet", {}).get("Id", "")) or None,
            vpcs=[ZoneVpc(vpc_id=vpc, vpc_region=region) for vpc, region in sorted(_networks(client, id))],
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=f"arn:{client.partition}:route53:::hostedzone/{id}",
            zone_id=id,
            name_servers=sorted(servers),
            primary_name_server=_primary(client, id, name),
        )

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        if path == ("name",):
            return str(old).rstrip(".").lower() == str(new).rstrip(".").lower()
        return super().same(client, path, old, new)

    def replaces(self, old: Self) -> Iterable[str]:
        # AWS makes no public zone private, nor the other way round.
        if isinstance(self.vpcs, list) and bool(self.vpcs) != bool(old.vpcs):
            yield "vpcs"

    def update(self, client: Aws, id: str, old: Self) -> None:
        if self.comment != old.comment:
            client.route53.update_hosted_zone_comment(Id=id, Comment=self.comment)

    def delete(self, client: Aws, id: str) -> None:
        if self.force_destroy:
            _empty(client, id)
        client.route53.delete_hosted_zone(Id=id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        if ownership(self.tags) is None:
            return None
        for page in client.route53.get_paginator("list_hosted_zones").paginate():
            for zone in page["HostedZones"]:
                ours = zone["CallerReference"].startswith(f"{self._reference()}-")
                if ours and _bare(zone["Id"]) not in known:
                    return _bare(zone["Id"])
        return None


def _bare(id: str) -> str:
    """Without the kind of thing that Route 53 writes before it."""
    return id.rpartition("/")[2]


def _vpc(aws: Aws, vpc: ZoneVpc) -> dict[str, str]:
    return {"VPCId": vpc.vpc_id, "VPCRegion": vpc.vpc_region or aws.region}


def _networks(aws: Aws, id: str) -> set[tuple[str, str]]:
    return {(v["VPCId"], v["VPCRegion"]) for v in aws.route53.get_hosted_zone(Id=id).get("VPCs", [])}


def _tags(aws: Aws, id: str) -> dict[str, str]:
    found = aws.route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=id)
    return tag_dict(found["ResourceTagSet"].get("Tags"))


def _tag(aws: Aws, id: str, wanted: dict[str, str]) -> None:
    there = _tags(aws, id)
    add = {key: value for key, value in wanted.items() if there.get(key) != value}
    gone = [key for key in there if key not in wanted]
    parts = {"AddTags": tag_list(add), "RemoveTagKeys": gone}
    if add or gone:
        aws.route53.change_tags_for_resource(
            ResourceType="hostedzone", ResourceId=id, **{name: part for name, part in parts.items() if part}
        )


def _own_records(aws: Aws, id: str, name: str, kind: str) -> list[str]:
    found = aws.route53.list_resource_record_sets(
        HostedZoneId=id, StartRecordName=name, StartRecordType=kind, MaxItems="1"
    )["ResourceRecordSets"]
    here = [r for r in found if r["Type"] == kind and r["Name"] == name]
    return [value["Value"] for r in here for value in r.get("ResourceRecords", [])]


def _servers(aws: Aws, id: str, name: str) -> list[str]:
    """Those of a private zone, which has no delegation, stand in its own record."""
    return [server.rstrip(".") for server in _own_records(aws, id, name, "NS")]


def _primary(aws: Aws, id: str, name: str) -> str:
    start = next(iter(_own_records(aws, id, name, "SOA")), "")
    return start.partition(" ")[0].rstrip(".")


def _empty(aws: Aws, id: str) -> None:
    """Delete the records that are not the zone's own."""
    for page in aws.route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=id):
        for record in page["ResourceRecordSets"]:
            if record["Type"] not in ("NS", "SOA"):
                sent(aws, id, change("DELETE", record))
