"""Firewall on Azure: a network security group, of which an interface has exactly one."""

from typing import Any, Final

from orchestrator.adapters.azure.balancing import Opening, balanced, machines
from orchestrator.adapters.azure.foundation import placed
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import METRICS_PORT, admitted
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, Unsupported, raise_all
from orchestrator.graph import CloudApi, Node, Value
from orchestrator.model.resources import Firewall

FIRST, LAST = 100, 4096
"""Priorities of rules; the last ones are ours."""
MOST_RULES: Final = 1000
PROTOCOLS = {"tcp": "Tcp", "udp": "Udp"}

ONE_FIREWALL: Final[tuple[Limit[Any], ...]] = (
    Limit(
        "firewalls",
        lambda machine: len(machine.spec.firewalls) > 1,
        "a machine on Azure has one firewall",
        "put the rules of all of them into one Firewall",
    ),
    Limit(
        "expose",
        lambda machine: bool(machine.spec.firewalls and machine.spec.expose),
        "a machine on Azure has one firewall, and 'firewalls' names it",
        "add these rules to that Firewall, or leave 'firewalls' out",
    ),
)
"""What machines alone and in groups are refused."""


def translate(firewall: Firewall, site: Site) -> Translation:
    """The port of the metrics is open too: a machine that cannot be watched would be no machine of ours."""
    cidr = site.network(firewall.spec.network).spec.cidr
    wanted = {(r.protocol, r.port, r.last, admitted(r, cidr)) for r in firewall.spec.ingress}
    behind = [m.name for m in machines(site.stack) if firewall.name in m.spec.firewalls]
    openings = tuple(sorted({*wanted, ("tcp", METRICS_PORT, METRICS_PORT, cidr), *balanced(behind, site)}))
    raise_all(_refusals(firewall, openings))
    group = group_of(firewall.name, site, (), openings, _egress(firewall, cidr))
    return Translation(
        nodes=(group,),
        outputs={"id": group["id"]},
        slots=(CloudApi(group["provisioningState"]),),
        checks=checks(firewall, group["provisioningState"], ("Succeeded",)),
        protected=(group.name,),
    )


def group_of(
    node: str,
    site: Site,
    suffix: tuple[str, ...],
    openings: tuple[Opening, ...],
    egress: tuple[dict[str, Value], ...] = (),
) -> Node:
    """The last rule closes what Azure opens by itself: everything from within the network."""
    rules = [_rule_of(opening, FIRST + index) for index, opening in enumerate(openings)]
    rules.append(rule("nothing-else", LAST, "Deny"))
    properties: dict[str, Value] = {
        **placed(site),
        "networkSecurityGroupName": site.named(*suffix),
        "securityRules": [*rules, *egress],
    }
    return Node("azure-native:network:NetworkSecurityGroup", node, properties)


def rule(
    name: str,
    priority: int,
    access: str,
    *,
    direction: str = "Inbound",
    protocol: str = "*",
    source: str = "*",
    target: str = "*",
    ports: str = "*",
) -> dict[str, Value]:
    """One rule, as Azure wants it: everything that is not said."""
    return {
        "name": name,
        "priority": priority,
        "direction": direction,
        "access": access,
        "protocol": PROTOCOLS.get(protocol, protocol),
        "sourceAddressPrefix": source,
        "sourcePortRange": "*",
        "destinationAddressPrefix": target,
        "destinationPortRange": ports,
    }


def _rule_of(opening: Opening, priority: int) -> dict[str, Value]:
    protocol, first, last, source = opening
    ports = str(first) if first == last else f"{first}-{last}"
    name = f"{protocol}-{ports}-{source.replace('/', '-')}"
    return rule(name, priority, "Allow", protocol=protocol, source=source, ports=ports)


def _egress(firewall: Firewall, cidr: str) -> tuple[dict[str, Value], ...]:
    """Without rules, everything may go out; to the platform's own name service, everything always may."""
    closed = rule("nothing-out", LAST, "Deny", direction="Outbound")
    match firewall.spec.egress:
        case "all":
            return ()
        case "network":
            return rule("network-out", FIRST, "Allow", direction="Outbound", target=cidr), closed
        case "none":
            return (closed,)


def _refusals(firewall: Firewall, openings: tuple[Opening, ...]) -> list[OrchestratorError]:
    # The rule of the metrics, and those that close what is left.
    room = MOST_RULES - 4
    if len(openings) <= room:
        return []
    hint = "join ranges of ports, or split the firewall"
    return [Unsupported(f"ingress: a firewall on Azure has at most {room} rules", firewall.name, hint)]
