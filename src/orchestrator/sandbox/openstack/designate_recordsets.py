"""Designate's record sets: the names of a zone, each PENDING until the name servers have it."""

from collections.abc import Callable
from datetime import UTC, datetime

from orchestrator.sandbox.openstack.designate_errors import (
    check_host_name,
    check_records,
    invalid,
    not_found,
    refusal,
)
from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.store import Store, new_id

ROOT = "/dns/v2/zones/([^/]+)/recordsets"
GIVEN = {"name", "type", "records", "ttl", "description"}
LOCATION = "invalid_recordset_location"


class Recordsets:
    """`zone` finds a zone, `touch` says that it has changed."""

    def __init__(self, store: Store, zone: Callable[[str], Record], touch: Callable[[Record], None]) -> None:
        self._store = store
        self._zone = zone
        self._touch = touch

    def routes(self) -> list[Route]:
        return [
            Route("GET", ROOT, self._list),
            Route("POST", ROOT, self._create),
            Route("GET", f"{ROOT}/([^/]+)", self._show),
            Route("PUT", f"{ROOT}/([^/]+)", self._update),
            Route("DELETE", f"{ROOT}/([^/]+)", self._delete),
        ]

    def managed(self, zone: Record, name_servers: tuple[str, ...]) -> None:
        """The records that each zone has from its birth on."""
        mail = str(zone["email"]).replace("@", ".")
        self._add(zone, zone["name"], "NS", list(name_servers), {})
        soa = f"{name_servers[0]} {mail}. {zone['serial']} 3600 600 86400 3600"
        self._add(zone, zone["name"], "SOA", [soa], {})

    def _inside(self, zone: str) -> list[Record]:
        return [row for row in self._store.recordsets.values() if row["zone_id"] == zone]

    def _get(self, zone: str, key: str) -> Record:
        self._zone(zone)
        found = self._store.recordsets.get(key)
        if found is None or found["zone_id"] != zone:
            raise not_found("RecordSet")
        return found

    def _list(self, request: Request, zone: str) -> Answer:
        self._zone(zone)
        found = select(self._inside(zone), request)
        rows = [self._shown(request, row) for row in found]
        links = {"self": f"{request.base}{request.path}"}
        return Answer(200, {"recordsets": rows, "links": links, "metadata": {"total_count": len(rows)}})

    def _show(self, request: Request, zone: str, key: str) -> Answer:
        return Answer(200, self._shown(request, self._get(zone, key)))

    def _create(self, request: Request, key: str) -> Answer:
        body = request.json()
        _accept(body)
        name, kind = check_host_name(body.get("name")), str(body.get("type"))
        if kind == "SOA":
            raise refusal(400, "bad_request", "Creating a SOA recordset is not allowed")
        records = check_records(kind, body.get("records"))
        zone = self._zone(key)
        if zone["action"] == "DELETE":
            raise refusal(400, "bad_request", "Can not update a deleting zone")
        self._place(zone, name, kind)
        made = self._add(zone, name, kind, records, body)
        self._touch(zone)
        shown = self._shown(request, made)
        return Answer(202, shown, {"Location": shown["links"]["self"]})

    def _place(self, zone: Record, name: str, kind: str) -> None:
        inside = self._inside(zone["id"])
        if len(inside) >= self._store.quotas["zone_recordsets"]:
            raise refusal(413, "over_quota", "Quota exceeded for zone_recordsets.")
        if name != zone["name"] and not name.endswith("." + zone["name"]):
            raise refusal(400, LOCATION, "RecordSet is not contained within it's parent zone")
        if kind == "CNAME" and name == zone["name"]:
            raise refusal(400, LOCATION, "CNAME recordsets may not be created at the zone apex")
        there = {row["type"] for row in inside if row["name"] == name}
        if kind in there:
            raise refusal(409, "duplicate_recordset", "Duplicate RecordSet")
        if there and (kind == "CNAME" or "CNAME" in there):
            text = "CNAME recordsets may not share a name with any other records"
            raise refusal(400, LOCATION, text)

    def _add(self, zone: Record, name: str, kind: str, records: list[str], body: Record) -> Record:
        made: Record = {
            "id": new_id(),
            "zone_id": zone["id"],
            "zone_name": zone["name"],
            "project_id": zone["project_id"],
            "name": name,
            "type": kind,
            "records": records,
            "ttl": body.get("ttl"),
            "description": body.get("description"),
            "version": 0,
            "created_at": _stamp(),
            "updated_at": None,
        }
        self._store.recordsets[made["id"]] = made
        self._pending(made, "CREATE")
        return made

    def _pending(self, row: Record, action: str) -> None:
        row.update(status="PENDING", action=action, version=row["version"] + 1)
        version = row["version"]
        self._store.later(lambda: self._settled(row, version))

    def _settled(self, row: Record, version: int) -> None:
        if row["version"] != version:
            return
        if row["action"] == "DELETE":
            self._store.recordsets.pop(row["id"], None)
        row.update(status="ACTIVE", action="NONE")

    def _update(self, request: Request, zone: str, key: str) -> Answer:
        row, body = self._get(zone, key), request.json()
        if row["type"] in ("SOA", "NS") and row["name"] == row["zone_name"]:
            raise refusal(400, "bad_request", "Managed records may not be updated")
        _accept(body)
        if wrong := [name for name in ("name", "type") if body.get(name, row[name]) != row[name]]:
            raise _wrong(wrong)
        records = check_records(row["type"], body.get("records", row["records"]))
        row.update(body, records=records, updated_at=_stamp())
        self._pending(row, "UPDATE")
        self._touch(self._zone(zone))
        return Answer(202, self._shown(request, row))

    def _delete(self, request: Request, zone: str, key: str) -> Answer:
        row = self._get(zone, key)
        if row["type"] == "SOA":
            raise refusal(400, "bad_request", "Deleting a SOA recordset is not allowed")
        if row["type"] == "NS" and row["name"] == row["zone_name"]:
            raise refusal(400, "bad_request", "Managed records may not be deleted")
        self._pending(row, "DELETE")
        self._touch(self._zone(zone))
        return Answer(202, self._shown(request, row))

    def _shown(self, request: Request, row: Record) -> Record:
        path = f"/dns/v2/zones/{row['zone_id']}/recordsets/{row['id']}"
        return {**row, "links": {"self": request.base + path}}


def _accept(body: Record) -> None:
    if wrong := [name for name in body if name not in GIVEN]:
        raise _wrong(wrong)


def _wrong(names: list[str]) -> Exception:
    return invalid(f"Provided object does not match schema. Keys {names} are not valid for recordset")


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
