"""aws:route53/record:Record, what a name stands for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.dns_changes import change, in_sync, sent, waits_for
from orchestrator.providers.aws.faults import code_of, is_gone
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import Computed, Immutable, Unordered, WriteOnly
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.wire import Path


@dataclass(frozen=True, kw_only=True)
class RecordAlias:
    """An AWS endpoint whose addresses are looked up."""

    name: str
    zone_id: str
    evaluate_target_health: bool


@dataclass(frozen=True, kw_only=True)
class Record(ProviderResource[Aws]):
    """What a name stands for; its id is ZONE_name_TYPE. It has no routing policies."""

    token: ClassVar[str] = "aws:route53/record:Record"
    delete_before_replace: ClassVar[bool] = True  # a name has one record of a type

    zone_id: Immutable[str]
    name: Immutable[str]
    type_: Immutable[str]
    ttl: int | None = None
    records: Unordered[list[str]] = field(default_factory=list)
    aliases: list[RecordAlias] = field(default_factory=list)
    allow_overwrite: WriteOnly[bool] = False
    fqdn: Computed[str] = ""

    def check(self) -> Iterable[Fault]:
        if bool(self.records) == bool(self.aliases):
            yield Fault(("records",), "give one of 'records' and 'aliases'")
        if len(self.aliases) > 1:
            yield Fault(("aliases",), "an alias is one")
        if bool(self.records) != (self.ttl is not None):
            yield Fault(("ttl",), "'ttl' belongs to 'records', and only there")

    def create(self, client: Aws) -> str:
        action = "UPSERT" if self.allow_overwrite else "CREATE"
        id = f"{self.zone_id}_{self.name.lower()}_{self.type_}"
        waits_for(client, id, sent(client, self.zone_id, change(action, self._record(client))))
        return id

    def _record(self, client: Aws) -> dict[str, Any]:
        record: dict[str, Any] = {"Name": _full(client, self.zone_id, self.name), "Type": self.type_}
        if self.aliases:
            (alias,) = self.aliases
            target = {"HostedZoneId": alias.zone_id, "DNSName": alias.name}
            record["AliasTarget"] = {**target, "EvaluateTargetHealth": alias.evaluate_target_health}
            return record
        quote = '"' if self.type_ in ("TXT", "SPF") else ""
        values = [{"Value": f"{quote}{value}{quote}"} for value in self.records]
        return {**record, "TTL": self.ttl, "ResourceRecords": values}

    def settle(self, client: Aws, id: str) -> None:
        in_sync(client, id)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        zone, name, kind = _parts(id)
        found = _find(client, zone, name, kind)
        if found is None:
            return None
        values = [value["Value"] for value in found.get("ResourceRecords", [])]
        if kind in ("TXT", "SPF"):
            values = [value.removeprefix('"').removesuffix('"') for value in values]
        alias = found.get("AliasTarget")
        return cls(
            zone_id=zone,
            name=name,
            type_=kind,
            ttl=None if alias else found.get("TTL"),
            records=values,
            aliases=[_alias(alias)] if alias else [],
            fqdn=_readable(found["Name"]),
        )

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        if path == ("name",):
            return _readable(old) == _readable(new)
        # Route 53 writes alias names its own way.
        return path[:1] == ("aliases",) and path[-1] == "name" and _endpoint(old) == _endpoint(new)

    def update(self, client: Aws, id: str, old: Self) -> None:
        waits_for(client, id, sent(client, self.zone_id, change("UPSERT", self._record(client))))

    def delete(self, client: Aws, id: str) -> None:
        zone, name, kind = _parts(id)
        # As it is now: Route 53 deletes only what is described exactly.
        found = _find(client, zone, name, kind)
        if found is None:
            return
        try:
            waits_for(client, id, sent(client, zone, change("DELETE", found)))
        except Exception as error:
            if code_of(error) == "InvalidChangeBatch" and "not found" in str(error):
                return
            raise
        in_sync(client, id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        """By its place and its content, for a record has no tags."""
        id = f"{self.zone_id}_{self.name.lower()}_{self.type_}"
        try:
            there = None if id in known else self.read(client, id)
        except Exception as error:
            if is_gone(error):
                return None
            raise
        wanted = (self.ttl, sorted(self.records), [_endpoint(a.name) for a in self.aliases])
        if there is None:
            return None
        content = (there.ttl, sorted(there.records), [_endpoint(a.name) for a in there.aliases])
        return id if content == wanted else None


def _parts(id: str) -> tuple[str, str, str]:
    """Zone, name and type; a name may have underscores of its own."""
    zone, _, rest = id.partition("_")
    name, _, kind = rest.rpartition("_")
    if not (zone and name and kind):
        raise ProviderError(f"{id} is no record", hint="its id is ZONE_name_TYPE")
    return zone, name, kind


def _full(aws: Aws, zone: str, name: str) -> str:
    """The name within its zone, with that of the zone."""
    if (domain := aws.domains.get(zone)) is None:
        domain = str(aws.route53.get_hosted_zone(Id=zone)["HostedZone"]["Name"]).rstrip(".")
        aws.domains[zone] = domain
    name = name.rstrip(".").lower()
    return name if name == domain or name.endswith(f".{domain}") else f"{name}.{domain}".lstrip(".")


def _find(aws: Aws, zone: str, name: str, kind: str) -> dict[str, Any] | None:
    full = _full(aws, zone, name)
    found = aws.route53.list_resource_record_sets(
        HostedZoneId=zone, StartRecordName=full, StartRecordType=kind, MaxItems="1"
    )["ResourceRecordSets"]
    here = [r for r in found if _readable(r["Name"]) == full and r["Type"] == kind]
    return dict(here[0]) if here else None


def _readable(name: str) -> str:
    """Without the last dot, and with the characters that Route 53 writes as numbers."""
    plain = re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), name)
    return plain.rstrip(".").lower()


def _endpoint(name: str) -> str:
    return _readable(name).removeprefix("dualstack.")


def _alias(found: dict[str, Any]) -> RecordAlias:
    return RecordAlias(
        name=_endpoint(found["DNSName"]),
        zone_id=found["HostedZoneId"],
        evaluate_target_health=found["EvaluateTargetHealth"],
    )
