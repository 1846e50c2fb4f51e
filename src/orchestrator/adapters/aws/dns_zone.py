"""DnsZone on AWS: a hosted zone of Route 53; a private one answers in its network's VPC."""

from orchestrator.adapters.checks import checks
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node, Value
from orchestrator.model.resources import DnsZone


def translate(zone: DnsZone, site: Site) -> Translation:
    """Records that were made past us keep the zone from being deleted."""
    properties: dict[str, Value] = {
        "name": zone.spec.domain,
        "comment": f"{zone.name} of {site.stack.name} in {site.stack.environment.name}",
        "forceDestroy": False,
    }
    if zone.spec.network:
        network = site.network(zone.spec.network)
        inside: dict[str, Value] = {"vpcId": site.output(network.name, "id"), "vpcRegion": zone.target.region}
        properties["vpcs"] = [inside]
    hosted = Node("aws:route53/zone:Zone", zone.name, properties)
    return Translation(
        nodes=(hosted,),
        outputs={"id": hosted["zoneId"], "domain": zone.spec.domain, "nameServers": hosted["nameServers"]},
        # Its metrics are in another region than ours, and only when it is public.
        slots=(CloudApi(hosted["zoneId"]),),
        checks=checks(zone, hosted["zoneId"]),
        protected=(hosted.name,),
    )
