"""Designate: zones, which its workers bring to the name servers a moment after they are asked for."""

import time
from datetime import UTC, datetime

from orchestrator.sandbox.openstack.designate_errors import (
    check_zone_name,
    faulty,
    invalid,
    not_found,
    refusal,
)
from orchestrator.sandbox.openstack.designate_recordsets import Recordsets
from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.store import Store, new_id

NAME_SERVERS = ("ns1.sandbox.example.", "ns2.sandbox.example.")
POOL = "794ccc2c-d751-44fe-b57f-8894c9f5c842"
ROOT = "/dns/v2/zones"
GIVEN = {"name", "email", "description", "ttl", "type", "masters", "attributes"}
CHANGEABLE = {"email", "description", "ttl", "masters"}


class Designate:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._recordsets = Recordsets(store, self.get, self.touch)

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/dns/?", self._versions),
            Route("GET", ROOT, self._list),
            Route("POST", ROOT, self._create),
            Route("GET", f"{ROOT}/([^/]+)", self._show),
            Route("PATCH", f"{ROOT}/([^/]+)", self._update),
            Route("DELETE", f"{ROOT}/([^/]+)", self._delete),
            Route("GET", f"{ROOT}/([^/]+)/nameservers", self._name_servers),
            *self._recordsets.routes(),
        ]

    def get(self, key: str) -> Record:
        if key not in self._store.zones:
            raise not_found("Zone")
        return self._store.zones[key]

    def touch(self, zone: Record, action: str = "UPDATE") -> None:
        """A zone has another serial, and is PENDING until the name servers have it."""
        zone.update(serial=max(zone["serial"] + 1, int(time.time())), status="PENDING", action=action)
        zone["version"] += 1
        version = zone["version"]
        self._store.later(lambda: self._settled(zone, version))

    def _settled(self, zone: Record, version: int) -> None:
        """A change that came later has its own moment."""
        if zone["version"] == version and zone["action"] != "DELETE":
            zone.update(status="ACTIVE", action="NONE", updated_at=stamp())

    def _versions(self, request: Request) -> Answer:
        link = {"href": f"{request.base}/dns/v2", "rel": "self"}
        states = (("v2", "SUPPORTED"), ("v2.0", "SUPPORTED"), ("v2.1", "CURRENT"))
        versions = [
            {"id": name, "status": status, "updated": "2023-01-25T00:00:00Z", "links": [link]}
            for name, status in states
        ]
        return Answer(200, {"versions": versions})

    def _list(self, request: Request) -> Answer:
        found = select(list(self._store.zones.values()), request)
        body = {"zones": [self._shown(request, zone) for zone in found]}
        return Answer(200, {**body, "links": {"self": request.base + ROOT}, "metadata": _total(found)})

    def _show(self, request: Request, key: str) -> Answer:
        return Answer(200, self._shown(request, self.get(key)))

    def _create(self, request: Request) -> Answer:
        body = {"type": "PRIMARY", **request.json()}
        _accept(body, GIVEN)
        name = check_zone_name(body.get("name"))
        if body["type"] not in ("PRIMARY", "SECONDARY"):
            raise invalid(f"Provided object is not valid. Field value {body['type']} is invalid")
        _check(body)
        self._place(name)
        zone: Record = {
            "id": new_id(),
            "pool_id": POOL,
            "project_id": self._store.project_id,
            "name": name,
            "email": body.get("email"),
            "description": body.get("description"),
            "ttl": body.get("ttl", 3600),
            "type": body["type"],
            "masters": body.get("masters") or [],
            "attributes": body.get("attributes") or {},
            "serial": int(time.time()) - 1,
            "shared": False,
            "version": 0,
            "transferred_at": None,
            "created_at": stamp(),
            "updated_at": None,
        }
        self._store.zones[zone["id"]] = zone
        self.touch(zone, "CREATE")
        self._recordsets.managed(zone, NAME_SERVERS)
        shown = self._shown(request, zone)
        return Answer(202, shown, {"Location": shown["links"]["self"]})

    def _place(self, name: str) -> None:
        """One zone of each name, and no more of them than the quota allows."""
        if len(self._store.zones) >= self._store.quotas["zones"]:
            raise refusal(413, "over_quota", "Quota exceeded for zones.")
        if any(zone["name"] == name for zone in self._store.zones.values()):
            raise refusal(409, "duplicate_zone", "Duplicate Zone")

    def _update(self, request: Request, key: str) -> Answer:
        zone, body = self.get(key), request.json()
        if zone["action"] == "DELETE":
            raise refusal(400, "bad_request", "Can not update a deleting zone")
        _accept(body, CHANGEABLE)
        _check({**zone, **body})
        zone.update(body)
        self.touch(zone)
        return Answer(202, self._shown(request, zone))

    def _delete(self, request: Request, key: str) -> Answer:
        zone = self.get(key)
        if any(other["name"].endswith("." + zone["name"]) for other in self._store.zones.values()):
            text = "Please delete any subzones before deleting this zone"
            raise refusal(400, "zone_has_sub_zone", text)
        zone.update(status="PENDING", action="DELETE")
        self._store.later(lambda: self._gone(key))
        return Answer(202, self._shown(request, zone))

    def _gone(self, key: str) -> None:
        self._store.zones.pop(key, None)
        inside = [k for k, rows in self._store.recordsets.items() if rows["zone_id"] == key]
        for each in inside:
            del self._store.recordsets[each]

    def _name_servers(self, request: Request, key: str) -> Answer:
        self.get(key)
        rows = [{"hostname": name, "priority": 1} for name in NAME_SERVERS]
        return Answer(200, {"nameservers": rows})

    def _shown(self, request: Request, zone: Record) -> Record:
        return {**zone, "links": {"self": f"{request.base}{ROOT}/{zone['id']}"}}


def stamp() -> str:
    """A moment as Designate writes it: without a zone."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def _accept(body: Record, allowed: set[str]) -> None:
    """Refuse what cannot be given, or not any more."""
    if wrong := [name for name in body if name not in allowed]:
        raise invalid(f"Provided object does not match schema. Keys {wrong} are not valid for zone")


def _check(zone: Record) -> None:
    """What each kind of zone needs."""
    email, ttl = zone.get("email"), zone.get("ttl")
    if zone["type"] == "PRIMARY" and not email:
        raise faulty(["type"], "'email' is a required property", "required", "email")
    if zone["type"] == "PRIMARY" and zone.get("masters"):
        raise faulty(["type"], "'masters' has more items than allowed", "maxItems", "masters")
    if zone["type"] == "SECONDARY" and not zone.get("masters"):
        raise faulty(["type"], "'masters' is a required property", "required", "masters")
    prefix = "Provided object is not valid. Got a ValueError error with message"
    if email and str(email).count("@") != 1:
        raise invalid(f"{prefix} {email} is not an email")
    if ttl is not None and not (isinstance(ttl, int) and 0 <= ttl <= 2147483647):
        raise invalid(f"{prefix} {ttl} is not within the range of a TTL")
    if len(zone.get("description") or "") > 160:
        raise invalid(f"{prefix} the description is longer than 160 characters")


def _total(found: list[Record]) -> Record:
    return {"total_count": len(found)}
