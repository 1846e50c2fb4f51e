"""DnsZone on Azure: a public zone, or a private one and its link with the network."""

from orchestrator.adapters.azure.foundation import group_name
from orchestrator.adapters.checks import checks
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import AzureMonitor, Node, Value
from orchestrator.model.resources import DnsZone

INSIDE = "168.63.129.16"
"""Who answers for private zones, on every machine of the network."""


def translate(zone: DnsZone, site: Site) -> Translation:
    """Zones are in no region; their resource group is."""
    return _private(zone, site) if zone.spec.private else _public(zone, site)


def _public(zone: DnsZone, site: Site) -> Translation:
    node = Node("azure-native:dns:Zone", zone.name, {**_global(site), "zoneName": zone.spec.domain})
    return Translation(
        nodes=(node,),
        outputs=_outputs(site, node, node["nameServers"]),
        slots=(AzureMonitor("Microsoft.Network/dnsZones", node["id"], group_name(site)),),
        # A zone has no state: it answers as soon as it is there.
        checks=checks(zone, node["name"]),
        protected=(node.name,),
    )


def _private(zone: DnsZone, site: Site) -> Translation:
    node = Node(
        "azure-native:privatedns:PrivateZone",
        zone.name,
        {**_global(site), "privateZoneName": zone.spec.domain},
    )
    network = site.network(zone.spec.network or "")
    linked: dict[str, Value] = {
        **_global(site),
        "privateZoneName": node["name"],
        "virtualNetworkLinkName": site.named("link"),
        "virtualNetwork": {"id": site.output(network.name, "id")},
        "registrationEnabled": False,
    }
    link = Node("azure-native:privatedns:VirtualNetworkLink", f"{zone.name}-link", linked)
    return Translation(
        nodes=(node, link),
        outputs=_outputs(site, node, (INSIDE,)),
        slots=(AzureMonitor("Microsoft.Network/privateDnsZones", node["id"], group_name(site)),),
        checks=checks(zone, link["provisioningState"], ("Succeeded",)),
        protected=(node.name,),
    )


def _global(site: Site) -> dict[str, Value]:
    return {"resourceGroupName": group_name(site), "location": "global"}


def _outputs(site: Site, node: Node, servers: Value) -> dict[str, Value]:
    """Records may be in another region of the same cloud: they need to know the group of the zone."""
    return {
        "id": node["id"],
        "domain": node["name"],
        "nameServers": servers,
        "groupName": group_name(site),
    }
