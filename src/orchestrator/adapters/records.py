"""DNS records: what no zone of any cloud would take, and the parts of a value."""

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from orchestrator.adapters.site import Site
from orchestrator.errors import OrchestratorError, TranslationError
from orchestrator.model.resources import DnsRecord, DnsZone, LoadBalancer, VirtualMachine

TEXT_LIMIT = 255
"""Characters of one string of a TXT record; longer texts are several strings."""


def faults(record: DnsRecord) -> Iterator[OrchestratorError]:
    """What is wrong with the values, whatever the cloud; outputs of others are not known yet."""
    spec = record.spec
    if spec.type == "CNAME" and spec.name == "@":
        hint = "give A or AAAA records, or a target"
        yield TranslationError("a domain itself cannot be another name for something", record.name, hint)
    if spec.type == "CNAME" and len(spec.values) > 1:
        yield TranslationError("a CNAME stands for one name only", record.name, "give one value")
    for value in spec.values:
        if isinstance(value, str) and (wanted := _unlike(spec.type or "", value)):
            yield TranslationError(f"values: '{value}' is not {wanted}", record.name, f"give {wanted}")


def zone_of(record: DnsRecord, site: Site) -> DnsZone:
    """The zone that the record is in; raises TranslationError if another cloud answers for it."""
    zone = site.stack.resource(record.spec.zone)
    if not isinstance(zone, DnsZone):
        raise TranslationError(f"'{record.spec.zone}' is no zone", record.name)
    if zone.target.cloud != site.target.cloud:
        raise TranslationError(
            f"its zone '{zone.name}' is on {zone.target}, it is on {site.target}",
            record.name,
            "place the record where its zone is; what it stands for may be anywhere",
        )
    return zone


def address_output(record: DnsRecord, zone: DnsZone, site: Site) -> str:
    """The output of the target that is its address: inside a private zone the private one."""
    target = site.stack.resource(record.spec.target or "")
    match target:
        case VirtualMachine():
            return "privateAddress" if zone.spec.private else "publicAddress"
        case LoadBalancer():
            return "address"
    raise TranslationError(f"'{record.spec.target}' has no address", record.name)


def mail_server(value: str) -> tuple[int, str]:
    """The preference and the host of an MX value; raises ValueError."""
    preference, host = value.split()
    return int(preference), host


def strings(value: str) -> list[str]:
    """A text as the strings that a TXT record is made of."""
    return [value[start : start + TEXT_LIMIT] for start in range(0, len(value), TEXT_LIMIT)]


def _unlike(type_: str, value: str) -> str:
    """What the value should be; empty when it is."""
    try:
        match type_:
            case "A":
                IPv4Address(value)
            case "AAAA":
                IPv6Address(value)
            case "MX":
                mail_server(value)
            case "TXT" if not value:
                return "a text"
    except (AddressValueError, ValueError):
        wanted = {"A": "an IPv4 address", "AAAA": "an IPv6 address"}
        return wanted.get(type_, "a preference and a host, such as 10 mail.example.com")
    return ""
