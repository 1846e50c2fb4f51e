"""Designate's errors, and what it takes for a name and for a record."""

import ipaddress
import re
import uuid

from orchestrator.sandbox.openstack.http import Answer, Record, Refusal

ZONE = re.compile(r"(?!.{255,})((?!-)[A-Za-z0-9_-]{1,63}(?<!-)\.)+")
HOST = re.compile(r"(?!.{255,})((\*|(?!-)[A-Za-z0-9_-]{1,63})(?<!-)\.)+")
TYPES = ("A", "AAAA", "CNAME", "MX", "NS", "PTR", "SPF", "SRV", "SSHFP", "TXT", "CAA", "NAPTR", "CERT")
LONGEST_STRING = 255


def refusal(status: int, kind: str, message: str) -> Refusal:
    """All of Designate's errors but those of single fields."""
    body = {"code": status, "type": kind, "message": message, "request_id": f"req-{uuid.uuid4()}"}
    return Refusal(Answer(status, body))


def not_found(kind: str) -> Refusal:
    """`kind` as Designate names it: Zone, RecordSet."""
    return refusal(404, f"{kind.lower()}_not_found", f"Could not find {kind}")


def invalid(message: str) -> Refusal:
    return refusal(400, "invalid_object", message)


def faulty(path: list[str | int], message: str, validator: str, value: str) -> Refusal:
    """What is wrong with one field of an object."""
    error = {"path": path, "message": message, "validator": validator, "validator_value": value}
    body: Record = {"code": 400, "type": "invalid_object", "errors": {"errors": [error]}}
    return Refusal(Answer(400, {**body, "request_id": f"req-{uuid.uuid4()}"}))


def check_zone_name(name: object) -> str:
    """Raise the refusal of a name that is no zone's."""
    return _name(name, ZONE, "Domain")


def check_host_name(name: object) -> str:
    """Raise the refusal of a name that no record can have."""
    return _name(name, HOST, "Host name")


def check_records(kind: str, records: object) -> list[str]:
    """Raise the refusal of records that are not of that type."""
    if kind not in TYPES:
        raise faulty(["recordset", "type"], f"'{kind}' is not a valid record type", "value", kind)
    if not isinstance(records, list):
        raise faulty(["records"], f"'{records}' is not a valid list of records", "type", "list")
    for index, data in enumerate(records):
        if not isinstance(data, str) or not _fits(kind, data):
            raise faulty(["records", index], f"'{data}' is not a '{kind}' Record", "format", kind)
    if kind == "CNAME" and len(records) > 1:
        raise refusal(400, "bad_request", "CNAME recordsets may not have more than 1 record")
    return list(dict.fromkeys(records))


def _name(name: object, allowed: re.Pattern[str], what: str) -> str:
    prefix = "Provided object is not valid. Got a ValueError error with message"
    text = str(name)
    if not text.endswith("."):
        raise invalid(f"{prefix} {what} {text} does not end with a dot")
    if not allowed.fullmatch(text):
        raise invalid(f"{prefix} {what} {text} is invalid")
    return text


def _fits(kind: str, data: str) -> bool:
    match kind:
        case "A" | "AAAA":
            return _is_address(data, 4 if kind == "A" else 6)
        case "CNAME" | "NS" | "PTR":
            return bool(ZONE.fullmatch(data))
        case "MX":
            priority, _, exchange = data.partition(" ")
            return priority.isdecimal() and int(priority) <= 65535 and exchange.endswith(".")
        case "TXT":
            return _is_text(data)
        case _:
            return bool(data)


def _is_address(data: str, version: int) -> bool:
    try:
        return ipaddress.ip_address(data).version == version
    except ValueError:
        return False


def _is_text(data: str) -> bool:
    """One string; only what is longer than a string may be several of them."""
    if len(data) <= LONGEST_STRING:
        return _is_string(data)
    return '"' in data and all(_is_string(f'"{part}"') for part in data.strip('"').split('" "'))


def _is_string(text: str) -> bool:
    """Quoted, or without blanks; quotes inside are escaped. Designate counts the quotes around it."""
    if not text or len(text) > LONGEST_STRING:
        return False
    if text[0] == '"' or text[-1] == '"':
        return text[0] == text[-1] == '"' and not re.search(r'(?<!\\)"', text.strip('"'))
    return not any(sign.isspace() for sign in text)
