"""DnsZone on OpenStack: a zone that Designate's name servers answer for."""

from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node
from orchestrator.model.resources import DnsZone

LIMITS: Final[tuple[Limit[DnsZone], ...]] = (
    Limit(
        "private",
        lambda zone: zone.spec.private,
        "Designate answers a zone to everybody who reaches its name servers: it has none for one network",
        "place the zone on AWS or Azure",
        "a public zone, whose names everybody can ask for",
    ),
)


def translate(zone: DnsZone, site: Site) -> Translation:
    """Which name servers to delegate to, the provider does not tell: `openstack zone show` does."""
    made = Node(
        "openstack:dns/zone:Zone",
        zone.name,
        {
            "name": f"{zone.spec.domain}.",
            "type": "PRIMARY",
            # Each zone names a mailbox; this is the one that RFC 2142 keeps for it.
            "email": f"hostmaster@{zone.spec.domain}",
            "description": f"{zone.name} of {site.stack.name} in {site.stack.environment.name}",
        },
    )
    return Translation(
        nodes=(made,),
        outputs={"id": made["id"], "domain": zone.spec.domain, "nameServers": None},
        slots=(CloudApi(made["id"]),),
        checks=checks(zone, made["id"]),
        protected=(made.name,),
    )
