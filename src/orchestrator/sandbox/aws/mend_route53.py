"""Mends Route 53: moto 5.2.5 makes a record twice, not again after it was deleted, and garbles each SOA."""

from functools import cache
from typing import Any


@cache
def mend_route53() -> None:
    """Tell records that are there from those that were, as Route 53 does."""
    from moto.route53.exceptions import ResourceRecordAlreadyExists
    from moto.route53.models import FakeZone, Route53Backend

    original = Route53Backend.change_resource_record_sets

    def change(self: Route53Backend, zoneid: str, change_list: list[dict[str, Any]]) -> None:
        zone = self.get_hosted_zone(zoneid)
        there = {_key(r.name, r.type, r.set_identifier) for r in zone.rrsets}
        keys = [_key_of(one["ResourceRecordSet"]) for one in change_list]
        for one, key in zip(change_list, keys, strict=True):
            if one["Action"] == "CREATE" and key in there:
                raise ResourceRecordAlreadyExists(name=f"{key[0]}.", _type=key[1])
        original(self, zoneid, change_list)
        deleted = {key for one, key in zip(change_list, keys, strict=True) if one["Action"] == "DELETE"}
        # What moto judges by is a journal, in which deleted records stay.
        zone.rr_changes[:] = [c for c in zone.rr_changes if _key_of(c["ResourceRecordSet"]) not in deleted]

    born = Route53Backend.create_hosted_zone

    def create(self: Route53Backend, *arguments: Any, **named: Any) -> FakeZone:
        zone = born(self, *arguments, **named)
        for record in zone.rrsets:
            record.records = [r["Value"] if isinstance(r, dict) else r for r in record.records]
        return zone

    Route53Backend.create_hosted_zone = create  # type: ignore[method-assign]  # the mend itself
    Route53Backend.change_resource_record_sets = change  # type: ignore[method-assign]  # the mend itself


def _key_of(record: dict[str, Any]) -> tuple[str, str, str]:
    return _key(record["Name"], record["Type"], record.get("SetIdentifier"))


def _key(name: str, kind: str | None, identifier: str | None) -> tuple[str, str, str]:
    return name.strip(".").lower(), str(kind), identifier or ""
