"""DNS zones, public and private: what ARM refuses about their records, and those that every zone has."""

import re
import uuid
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Any

from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.ids import ArmId
from orchestrator.sandbox.azure.paths import fill
from orchestrator.sandbox.azure.store import Resource, Store

PUBLIC = "microsoft.network/dnszones"
PRIVATE = "microsoft.network/privatednszones"
PUBLIC_TYPES = ("A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")
PRIVATE_TYPES = ("A", "AAAA", "CNAME", "MX", "PTR", "SOA", "SRV", "TXT")
LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
HELD_BY = {
    "A": "ARecords", "AAAA": "AAAARecords", "CAA": "caaRecords", "CNAME": "CNAMERecord", "MX": "MXRecords",
    "NS": "NSRecords", "PTR": "PTRRecords", "SOA": "SOARecord", "SRV": "SRVRecords", "TXT": "TXTRecords",
}  # fmt: skip
ENDS = ("com", "net", "org", "info")
SERVERS = tuple(f"ns{number}-01.azure-dns.{end}." for number, end in enumerate(ENDS, start=1))


def is_record(type_: str) -> bool:
    """Whether an ARM type, in lower case, is that of a record set."""
    zone, _, kind = type_.rpartition("/")
    return zone in (PUBLIC, PRIVATE) and kind != "virtualnetworklinks"


def check_zone(id: ArmId) -> None:
    """Refuse a name that is no domain."""
    if not re.fullmatch(rf"{LABEL}(\.{LABEL})+", id.name) or len(id.name) > 253:
        raise _bad(f"The domain name '{id.name}' is invalid: it needs labels of letters, digits and dashes.")


def check_record(id: ArmId, properties: dict[str, Any], store: Store) -> None:
    """Refuse a record set that the service refuses."""
    kind = id.pairs[-1][0].upper()
    if not re.fullmatch(rf"@|\*|(\*\.)?{LABEL}(\.{LABEL})*", id.name):
        raise _bad(f"The name '{id.name}' of the record set is invalid.")
    held = {name.lower(): value for name, value in properties.items() if value is not None}
    strangers = [k for k, name in HELD_BY.items() if name.lower() in held and k != kind]
    if strangers:
        raise _bad(f"A record set of type '{kind}' cannot have records of type '{strangers[0]}'.")
    ttl = held.get("ttl")
    if "targetresource" not in held and (not isinstance(ttl, int) or not 1 <= ttl <= 2_147_483_647):
        raise _bad("The value of TTL must be from 1 to 2147483647.")
    _check_values(kind, held.get(HELD_BY[kind].lower()))
    _check_names(id, kind, store)


def _check_values(kind: str, records: Any) -> None:
    for record in records if isinstance(records, list) else []:
        try:
            match kind:
                case "A":
                    IPv4Address(record.get("ipv4Address"))
                case "AAAA":
                    IPv6Address(record.get("ipv6Address"))
        except AddressValueError as error:
            raise _bad(f"The address of a record of type '{kind}' is invalid: {error}.") from error
        if kind == "TXT" and not all(0 < len(text) <= 255 for text in record.get("value") or [""]):
            raise _bad("The value of a TXT record is made of strings of 1 to 255 characters.")
        if kind == "MX" and not (0 <= record.get("preference", -1) <= 65_535 and record.get("exchange")):
            raise _bad("An MX record has a preference from 0 to 65535 and an exchange.")
    if kind == "CNAME" and records is not None and not records.get("cname"):
        raise _bad("A CNAME record needs a name to stand for.")


def _check_names(id: ArmId, kind: str, store: Store) -> None:
    """An alias stands alone."""
    if kind == "CNAME" and id.name == "@":
        raise _bad("A CNAME record set cannot be created at the zone apex.")
    assert id.parent
    for other in store.within(id.parent):
        theirs = other.id.pairs[-1][0].upper()
        same = other.id.name.lower() == id.name.lower() and len(other.id.pairs) == 2
        if same and theirs != kind and "CNAME" in (kind, theirs):
            text = f"The record could not be created because a {theirs} record with the same name exists."
            raise ArmError(409, "Conflict", text)


def count(zone: ArmId, store: Store) -> int:
    """How many record sets a zone has."""
    return sum(is_record(r.id.type.lower()) for r in store.within(zone))


def complete_zone(resource: Resource) -> None:
    """What the service tells of a zone."""
    numbers = {"maxNumberOfRecordSets": 10_000, "maxNumberOfRecordsPerRecordSet": 20}
    if resource.id.type.lower() == PUBLIC:
        fill(resource.properties, {**numbers, "nameServers": list(SERVERS), "zoneType": "Public"})
    else:
        fill(resource.properties, {"maxNumberOfRecordSets": 25_000, "internalId": str(uuid.uuid4())})


def complete_record(resource: Resource) -> None:
    """What the service tells of a record set."""
    zone, name = resource.id.pairs[0][1], resource.id.name
    resource.properties["fqdn"] = f"{zone}." if name == "@" else f"{name}.{zone}."
    if resource.id.pairs[0][0].lower() == "dnszones":
        resource.properties["provisioningState"] = "Succeeded"
        fill(resource.properties, {"targetResource": {}})
    else:
        fill(resource.properties, {"isAutoRegistered": False})


def own_records(zone: Resource) -> list[Resource]:
    """The record sets that come with a zone, and go with it only."""
    public = zone.id.type.lower() == PUBLIC
    host = SERVERS[0] if public else "azureprivatedns.net"
    soa = {"host": host, "email": "azuredns-hostmaster.microsoft.com", "serialNumber": 1, "refreshTime": 3600}
    soa |= {"retryTime": 300, "expireTime": 2419200, "minimumTTL" if public else "minimumTtl": 300}
    found = [Resource(zone.id.child("SOA", "@"), {"properties": _named(public, 3600, "SOARecord", soa)})]
    if public:
        servers = [{"nsdname": server} for server in SERVERS]
        body = {"properties": _named(public, 172_800, "NSRecords", servers)}
        found.append(Resource(zone.id.child("NS", "@"), body))
    for record in found:
        complete_record(record)
    return found


def must_stay(id: ArmId) -> bool:
    """Whether a record set cannot be deleted alone."""
    return is_record(id.type.lower()) and id.name == "@" and id.pairs[-1][0].upper() in ("SOA", "NS")


def _named(public: bool, ttl: int, name: str, value: Any) -> dict[str, Any]:
    """The two services do not write these names alike."""
    return {"TTL": ttl, name: value} if public else {"ttl": ttl, name[:3].lower() + name[3:]: value}


def _bad(text: str) -> ArmError:
    return ArmError(400, "BadRequest", text)
