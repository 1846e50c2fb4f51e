"""Firewall on OpenStack: a security group and its rules."""

from orchestrator.adapters.checks import checks
from orchestrator.adapters.machines import admitted
from orchestrator.adapters.openstack.server import rule, security_group, ways_out
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node
from orchestrator.model.resources import Firewall


def translate(firewall: Firewall, site: Site) -> Translation:
    """All that it lets through are rules of their own, in both directions: they change in place."""
    cidr = site.network(firewall.spec.network).spec.cidr
    group = security_group(firewall.name, site.named(), f"What may reach machines behind {firewall.name}")
    openings = {(r.protocol, r.port, r.last, admitted(r, cidr)) for r in firewall.spec.ingress}
    rules = (*(rule(group, *opening) for opening in sorted(openings)), *_out(firewall, group, cidr))
    return Translation(
        nodes=(group, *rules),
        outputs={"id": group["id"], "rules": tuple(node["id"] for node in rules)},
        slots=(CloudApi(group["id"]),),
        checks=checks(firewall, group["id"]),
        protected=(group.name,),
    )


def _out(firewall: Firewall, group: Node, cidr: str) -> tuple[Node, ...]:
    match firewall.spec.egress:
        case "all":
            return ways_out(group)
        case "network":
            return ways_out(group, cidr)
        case "none":
            return ()
