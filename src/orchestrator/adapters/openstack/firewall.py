"""Firewall on OpenStack: a security group and its rules."""

from orchestrator.adapters.checks import checks
from orchestrator.adapters.machines import admitted
from orchestrator.adapters.openstack.server import rule
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node, Value
from orchestrator.model.resources import Firewall


def translate(firewall: Firewall, site: Site) -> Translation:
    """Neutron lets everything out of a new group: the rules for that go where the spec says less."""
    cidr, closed = site.network(firewall.spec.network).spec.cidr, firewall.spec.egress != "all"
    properties: dict[str, Value] = {
        "name": site.named(),
        "description": f"What may reach machines behind {firewall.name}",
        **({"deleteDefaultRules": True} if closed else {}),
    }
    group = Node("openstack:networking/secGroup:SecGroup", firewall.name, properties)
    openings = {(r.protocol, r.port, r.last, admitted(r, cidr)) for r in firewall.spec.ingress}
    rules = tuple(rule(group, *opening) for opening in sorted(openings))
    inside = (_inside(group, cidr),) if firewall.spec.egress == "network" else ()
    return Translation(
        nodes=(group, *rules, *inside),
        # A port that has the id before the rules are there is closed for a moment longer, never open.
        outputs={"id": group["id"]},
        slots=(CloudApi(group["id"]),),
        checks=checks(firewall, group["id"]),
        protected=(group.name,),
    )


def _inside(group: Node, cidr: str) -> Node:
    """The way to the machine's own network, by any protocol."""
    return Node(
        "openstack:networking/secGroupRule:SecGroupRule",
        f"{group.name}-out",
        {
            "securityGroupId": group["id"],
            "direction": "egress",
            "ethertype": "IPv4",
            "remoteIpPrefix": cidr,
        },
    )
