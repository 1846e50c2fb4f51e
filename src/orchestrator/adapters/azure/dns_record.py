"""DnsRecord on Azure: a record set of a public or a private zone."""

from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.records import address_output, faults, mail_server, strings, zone_of
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import TranslationError, raise_all
from orchestrator.graph import CloudApi, Concat, Node, Value
from orchestrator.model.resources import DnsRecord, DnsZone, LoadBalancer
from orchestrator.model.values import Text

LIMITS: Final[tuple[Limit[DnsRecord], ...]] = (
    Limit(
        "values",
        lambda record: record.spec.type == "MX" and not all(isinstance(v, str) for v in record.spec.values),
        "the host of an MX record on Azure cannot be an output of another resource",
        "write preference and host out",
    ),
)

Meaning = tuple[str, dict[str, Value]]
"""The type of a record set, and the property that holds its values."""


def translate(record: DnsRecord, site: Site) -> Translation:
    """The name of the whole is put together here, as Azure tells it with a dot at its end."""
    raise_all(list(faults(record)))
    zone = zone_of(record, site)
    kind, values = _target(record, zone, site) if record.spec.target else _values(record, site)
    private = zone.spec.private
    properties: dict[str, Value] = {
        "resourceGroupName": site.output(zone.name, "groupName"),
        "privateZoneName" if private else "zoneName": site.output(zone.name, "domain"),
        "recordType": kind,
        "relativeRecordSetName": record.spec.name,
        "ttl": record.spec.ttl,
        **values,
    }
    token = "azure-native:privatedns:PrivateRecordSet" if private else "azure-native:dns:RecordSet"
    node = Node(token, record.name, properties)
    domain = site.output(zone.name, "domain")
    fqdn = domain if record.spec.name == "@" else Concat((node["name"], ".", domain))
    return Translation(
        nodes=(node,),
        outputs={"id": node["id"], "fqdn": fqdn},
        slots=(CloudApi(node["fqdn"]),),
        checks=checks(record, node["fqdn"]),
        protected=(node.name,),
    )


def _target(record: DnsRecord, zone: DnsZone, site: Site) -> Meaning:
    """Balancers on AWS have a name instead of an address."""
    name = record.spec.target or ""
    address = site.output(name, address_output(record, zone, site))
    target = site.stack.resource(name)
    if isinstance(target, LoadBalancer) and target.target.cloud == "aws":
        if record.spec.name == "@":
            summary = f"'{name}' has no address but a name, which the domain itself cannot stand for"
            raise TranslationError(summary, record.name, "give the record a name, such as www")
        return "CNAME", {"cnameRecord": {"cname": address}}
    return "A", {"aRecords": [{"ipv4Address": address}]}


def _values(record: DnsRecord, site: Site) -> Meaning:
    kind, values = record.spec.type, record.spec.values
    match kind:
        case "A":
            return kind, {"aRecords": [{"ipv4Address": site.text(value)} for value in values]}
        case "AAAA":
            return kind, {"aaaaRecords": [{"ipv6Address": site.text(value)} for value in values]}
        case "CNAME":
            return kind, {"cnameRecord": {"cname": site.text(values[0])}}
        case "MX":
            return kind, {"mxRecords": [_mail(value) for value in values]}
        case _:
            return "TXT", {"txtRecords": [{"value": _strings(value, site)} for value in values]}


def _mail(value: Text) -> dict[str, Value]:
    """What is no text is refused by the limits."""
    preference, host = mail_server(str(value)) if isinstance(value, str) else (0, "")
    return {"preference": preference, "exchange": host}


def _strings(value: Text, site: Site) -> list[Value]:
    return [*strings(value)] if isinstance(value, str) else [site.text(value)]
