"""DnsRecord on AWS: a record of Route 53; for a load balancer of AWS an alias, which costs no look-up."""

from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import TranslationError
from orchestrator.graph import CloudApi, Node, Options, Value
from orchestrator.model.resources import DnsRecord, DnsZone, LoadBalancer
from orchestrator.model.values import Text

TXT_LENGTH: Final = 255
"""Bytes of one text within a TXT value; longer ones are several that readers join."""

LIMITS: Final[tuple[Limit[DnsRecord], ...]] = (
    Limit(
        "name",
        lambda record: record.spec.name == "@" and record.spec.type == "CNAME",
        "the domain itself cannot stand for another name",
        "take type A with the addresses, or a 'target'",
    ),
)


def translate(record: DnsRecord, site: Site) -> Translation:
    """A record that somebody else has made is never overwritten."""
    zone = _zone(record, site)
    name = zone.spec.domain if record.spec.name == "@" else f"{record.spec.name}.{zone.spec.domain}"
    properties: dict[str, Value] = {"zoneId": site.output(zone.name, "id"), "name": name}
    # A name has one record of a type: the old one goes first.
    options = Options(delete_before_replace=True)
    made = Node(
        "aws:route53/record:Record", record.name, {**properties, **_meaning(record, zone, site)}, options
    )
    return Translation(
        nodes=(made,),
        outputs={"id": made["id"], "fqdn": made["fqdn"]},
        slots=(CloudApi(made["fqdn"]),),
        checks=checks(record, made["fqdn"]),
        protected=(made.name,),
    )


def _zone(record: DnsRecord, site: Site) -> DnsZone:
    zone = site.stack.resource(record.spec.zone)
    if not isinstance(zone, DnsZone):
        raise TranslationError(f"'{record.spec.zone}' is no zone", record.name)
    if zone.target.cloud != "aws":
        summary = f"its zone '{zone.name}' is on {zone.target.cloud}, where only that cloud can write"
        raise TranslationError(summary, record.name, "place the record on the cloud of its zone")
    return zone


def _meaning(record: DnsRecord, zone: DnsZone, site: Site) -> dict[str, Value]:
    """What the name stands for."""
    if record.spec.target is None:
        values = [_sent(str(record.spec.type), value, record, site) for value in record.spec.values]
        return {"type": record.spec.type, "ttl": record.spec.ttl, "records": values}
    target = site.stack.resource(record.spec.target)
    if not isinstance(target, LoadBalancer):
        # Inside of a network a machine is known by its address there.
        which = "privateAddress" if zone.spec.private else "publicAddress"
        address = site.output(record.spec.target, which)
    elif target.target.cloud == "aws":
        alias: dict[str, Value] = {
            "name": site.output(target.name, "address"),
            "zoneId": site.output(target.name, "zoneId"),
            "evaluateTargetHealth": True,
        }
        return {"type": "A", "aliases": [alias]}
    else:
        address = site.output(target.name, "address")
    return {"type": "A", "ttl": record.spec.ttl, "records": [address]}


def _sent(kind: str, value: Text, record: DnsRecord, site: Site) -> Value:
    """A value as the provider wants it; raises TranslationError for an address that is none."""
    if not isinstance(value, str):
        return site.text(value)
    address = {"A": IPv4Address, "AAAA": IPv6Address}.get(kind)
    if address:
        try:
            return str(address(value))
        except AddressValueError as error:
            raise TranslationError(f"'{value}' is no address of type {kind}", record.name) from error
    return _quoted(value) if kind == "TXT" else value


def _quoted(text: str) -> str:
    r"""A text within the quotes that the provider puts around it: \ and " are escaped, long ones cut."""
    escaped = [text[i : i + TXT_LENGTH] for i in range(0, len(text), TXT_LENGTH)]
    return '""'.join(part.replace("\\", "\\\\").replace('"', '\\"') for part in escaped)
