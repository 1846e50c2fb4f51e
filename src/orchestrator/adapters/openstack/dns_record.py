"""DnsRecord on OpenStack: a record set of Designate, whose records are written as in a zone file."""

from ipaddress import IPv4Address, IPv6Address

from orchestrator.adapters.checks import checks
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, TranslationError, Unsupported, raise_all
from orchestrator.graph import CloudApi, Concat, Node, Value
from orchestrator.model.resources import DnsRecord, DnsZone, VirtualMachine
from orchestrator.model.values import Text

LONGEST = 253
"""A string of a TXT record has 255 signs, of which Designate counts the quotes too."""


def translate(record: DnsRecord, site: Site) -> Translation:
    """A target that is known by an address becomes an A record, one that has a name an alias."""
    zone = _zone(record, site)
    domain = zone.spec.domain
    fqdn = domain if record.spec.name == "@" else f"{record.spec.name}.{domain}"
    kind, values = _target(record, zone, site) if record.spec.target else _values(record, site)
    raise_all(_refusals(record, kind, len(values)))
    made = Node(
        "openstack:dns/recordSet:RecordSet",
        record.name,
        {
            "zoneId": site.output(record.spec.zone, "id"),
            "name": f"{fqdn}.",
            "type": kind,
            "ttl": record.spec.ttl,
            "records": values,
        },
    )
    return Translation(
        nodes=(made,),
        outputs={"id": made["id"], "fqdn": fqdn},
        slots=(CloudApi(made["id"]),),
        checks=checks(record, made["id"]),
        protected=(made.name,),
    )


def _zone(record: DnsRecord, site: Site) -> DnsZone:
    zone = site.stack.resource(record.spec.zone)
    if not isinstance(zone, DnsZone):
        raise TranslationError(f"'{record.spec.zone}' is no DNS zone", record.name)
    if zone.target != site.target:
        summary = f"its zone '{zone.name}' is on {zone.target}, it is on {site.target}"
        raise TranslationError(summary, record.name, "place the record where its zone is")
    return zone


def _target(record: DnsRecord, zone: DnsZone, site: Site) -> tuple[str, tuple[Value, ...]]:
    """Balancers of AWS are known by a name of theirs, everything else by an address."""
    name = str(record.spec.target)
    target = site.stack.resource(name)
    if isinstance(target, VirtualMachine):
        return "A", (site.output(name, "privateAddress" if zone.spec.private else "publicAddress"),)
    address = site.output(name, "address")
    if target is not None and target.target.cloud == "aws":
        return "CNAME", (_dotted(address),)
    return "A", (address,)


def _values(record: DnsRecord, site: Site) -> tuple[str, tuple[Value, ...]]:
    kind = str(record.spec.type)
    raise_all([fault for text in record.spec.values if (fault := _wrong(record, kind, text))])
    return kind, tuple(_written(kind, site.text(text)) for text in record.spec.values)


def _written(kind: str, value: Value) -> Value:
    """As a zone file has it: names end with a dot, text is quoted."""
    match kind:
        case "CNAME" | "MX":
            return _dotted(value)
        case "TXT":
            return _quoted(value)
        case _:
            return value


def _dotted(value: Value) -> Value:
    if isinstance(value, str):
        return value if value.endswith(".") else f"{value}."
    return Concat((value, "."))


def _quoted(value: Value) -> Value:
    """Long text is several strings, which readers put together again."""
    if not isinstance(value, str):
        return Concat(('"', value, '"'))
    signs = ["\\" + sign if sign in '"\\' else sign for sign in value]
    strings, length = [""], 0
    for sign in signs:
        length = len(strings[-1]) + len(sign)
        if length > LONGEST:
            strings.append("")
        strings[-1] += sign
    return " ".join(f'"{text}"' for text in strings)


def _wrong(record: DnsRecord, kind: str, text: Text) -> OrchestratorError | None:
    """The fault of a value that is known now and does not fit."""
    if not isinstance(text, str):
        return None
    hints = {
        "A": "an IPv4 address",
        "AAAA": "an IPv6 address",
        "MX": "a priority and a name: 10 mail.example.com",
    }
    if kind not in hints or _fits(kind, text):
        return None
    return TranslationError(f"'{text}' is no value of type {kind}", record.name, f"give {hints[kind]}")


def _fits(kind: str, text: str) -> bool:
    try:
        match kind:
            case "A":
                IPv4Address(text)
            case "AAAA":
                IPv6Address(text)
            case _:
                priority, name = text.split(" ")
                return priority.isdecimal() and int(priority) <= 65535 and bool(name)
    except ValueError:
        return False
    return True


def _refusals(record: DnsRecord, kind: str, count: int) -> list[OrchestratorError]:
    if kind != "CNAME":
        return []
    faults: list[OrchestratorError] = []
    if record.spec.name == "@":
        hint = "give it a name below the domain, or addresses of type A"
        faults.append(Unsupported("Designate takes no alias for the domain itself", record.name, hint))
    if count > 1:
        faults.append(Unsupported("an alias stands for one name only", record.name, "leave one value"))
    return faults
