"""Firewall on AWS: a security group that machines may share; what any of theirs allows is allowed."""

from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.machines import admitted
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, Unsupported, raise_all
from orchestrator.graph import CloudApi, Node, Value
from orchestrator.model.resources import Firewall

MOST_RULES: Final = 60
"""AWS's quota for each direction of a group."""


def translate(firewall: Firewall, site: Site) -> Translation:
    """The port of the metrics is opened by each machine's own group."""
    network = site.network(firewall.spec.network)
    cidr = network.spec.cidr
    openings = sorted({(r.protocol, r.port, r.last, admitted(r, cidr)) for r in firewall.spec.ingress})
    raise_all(_refusals(firewall, len(openings)))
    group = Node(
        "aws:ec2/securityGroup:SecurityGroup",
        firewall.name,
        {
            "description": f"What {firewall.name} lets through",
            "vpcId": site.output(network.name, "id"),
            "ingress": [rule(*opening) for opening in openings],
            "egress": egress(firewall.spec.egress, cidr),
        },
    )
    return Translation(
        nodes=(group,),
        outputs={"id": group["id"]},
        slots=(CloudApi(group["id"]),),
        checks=checks(firewall, group["id"]),
        protected=(group.name,),
    )


def rule(protocol: str, first: int, last: int, source: str) -> dict[str, Value]:
    """One rule of a security group."""
    return {"protocol": protocol, "fromPort": first, "toPort": last, "cidrBlocks": [source]}


def egress(wanted: str, cidr: str) -> list[Value]:
    """The rules of what may go out; the VPC's own name and time servers can always be asked."""
    ranges = {"all": "0.0.0.0/0", "network": cidr}
    return [rule("-1", 0, 0, ranges[wanted])] if wanted in ranges else []


def _refusals(firewall: Firewall, count: int) -> list[OrchestratorError]:
    if count <= MOST_RULES:
        return []
    hint = "join ranges of ports, or split the firewall"
    return [Unsupported(f"ingress: a firewall on AWS has at most {MOST_RULES} rules", firewall.name, hint)]
