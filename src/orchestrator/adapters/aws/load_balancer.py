"""LoadBalancer on AWS: a network load balancer, with a group of targets behind each of its listeners."""

import re
from typing import Final, assert_never

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.naming import digest
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, TranslationError, raise_all
from orchestrator.graph import CloudWatch, Node, Options, Value
from orchestrator.model.resources import LoadBalancer, VirtualMachine, VirtualMachineGroup
from orchestrator.model.resources.load_balancer import Listener

NAME_LIMIT = 32
CERTIFICATE = re.compile(r"arn:aws[a-z-]*:(acm|iam):\S+")
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
"""TLS 1.2 and 1.3 only."""

LIMITS: Final[tuple[Limit[LoadBalancer], ...]] = (
    Limit(
        "listeners",
        lambda lb: len({listener.port for listener in lb.spec.listeners}) < len(lb.spec.listeners),
        "a balancer on AWS has one listener for each port, whatever the protocol",
        "take another port, or a second LoadBalancer",
    ),
    Limit(
        "listeners",
        lambda lb: any(
            listener.certificate and not CERTIFICATE.fullmatch(listener.certificate)
            for listener in lb.spec.listeners
        ),
        "a certificate is named by its ARN on AWS",
        "write the ARN of a certificate in ACM: arn:aws:acm:REGION:ACCOUNT:certificate/ID",
    ),
    Limit(
        "check",
        lambda lb: lb.spec.check.interval % 1 != 0,
        "AWS asks for health at whole seconds",
        "round check.interval",
    ),
)


def translate(lb: LoadBalancer, site: Site) -> Translation:
    """In the public subnets when the world may come in, else in the private ones."""
    raise_all(require_internet(lb, site, lb.spec.public) + _strangers(lb, site))
    firewall = _firewall(lb, site)
    balancer = _balancer(lb, site, firewall)
    nodes, groups = [firewall, balancer], []
    for listener in lb.spec.listeners:
        targets = _targets(lb, listener, site)
        groups.append(targets)
        nodes += [targets, _listener(lb, listener, balancer, targets), *_members(lb, listener, targets, site)]
    open_port = next((listener.port for listener in lb.spec.listeners if listener.protocol != "udp"), 0)
    # Whichever port they serve, all machines are asked for their health alike: one group tells of all.
    dimensions = {"TargetGroup": groups[0]["arnSuffix"], "LoadBalancer": balancer["arnSuffix"]}
    return Translation(
        nodes=tuple(nodes),
        outputs={"id": balancer["id"], "address": balancer["dnsName"], "zoneId": balancer["zoneId"]},
        slots=(CloudWatch("AWS/NetworkELB", dimensions),),
        checks=checks(lb, balancer["arn"], host=balancer["dnsName"], port=open_port),
        # Its address is what the world knows.
        protected=(balancer.name,),
    )


def _strangers(lb: LoadBalancer, site: Site) -> list[OrchestratorError]:
    """A group of targets reaches into one VPC only."""
    return [
        TranslationError(
            f"its target '{name}' is not in its network '{lb.spec.network}'",
            lb.name,
            f"put both into one network; that of '{name}' is '{_machines(name, site).spec.network}'",
        )
        for name in lb.spec.targets
        if _machines(name, site).spec.network != lb.spec.network
    ]


def _machines(name: str, site: Site) -> VirtualMachine | VirtualMachineGroup:
    found = site.stack.resource(name)
    if not isinstance(found, VirtualMachine | VirtualMachineGroup):
        raise TranslationError(f"'{name}' is no machine", site.resource)
    return found


def _balancer(lb: LoadBalancer, site: Site, firewall: Node) -> Node:
    side = "public" if lb.spec.public else "private"
    properties: dict[str, Value] = {
        "name": _called(site),
        "loadBalancerType": "network",
        "internal": not lb.spec.public,
        "subnets": site.outputs(lb.spec.network, f"{side}SubnetIds"),
        "securityGroups": [firewall["id"]],
        # Otherwise the address in a zone without machines leads nowhere.
        "enableCrossZoneLoadBalancing": True,
        "enableDeletionProtection": lb.lifecycle.protect,
    }
    routes = site.behind(lb.spec.network, "wayOut") if lb.spec.public else ()
    # A listener cannot lead to targets that another balancer uses: the old one goes first.
    options = Options(delete_before_replace=True, depends_on=routes)
    return Node("aws:lb/loadBalancer:LoadBalancer", lb.name, properties, options)


def _called(site: Site) -> str:
    """AWS keeps names that begin with `internal-` for itself."""
    name = site.named(limit=NAME_LIMIT)
    return f"lb-{site.named(limit=NAME_LIMIT - 3)}" if name.startswith("internal-") else name


def _targets(lb: LoadBalancer, listener: Listener, site: Site) -> Node:
    network, check, udp = site.network(lb.spec.network), lb.spec.check, listener.protocol == "udp"
    protocol = "UDP" if udp else "TCP"
    http: dict[str, Value] = {"path": check.path, "matcher": "200-399"} if check.protocol == "http" else {}
    # A listener holds its targets, so what replaces them needs a name of its own.
    kind = digest((protocol, str(listener.behind), network.spec.cidr))[:4]
    properties: dict[str, Value] = {
        "name": site.named(str(listener.port), kind, limit=NAME_LIMIT),
        "port": listener.behind,
        "protocol": protocol,
        "vpcId": site.output(network.name, "id"),
        "targetType": "instance",
        # Machines need only admit their network; with UDP, AWS always shows them the caller.
        **({} if udp else {"preserveClientIp": "false"}),
        "healthCheck": {
            "protocol": check.protocol.upper(),
            "port": str(check.port or lb.spec.listeners[0].behind),
            "interval": int(check.interval),
            "timeout": min(5, int(check.interval) - 1),
            "healthyThreshold": 2,
            "unhealthyThreshold": 2,
            **http,
        },
    }
    return Node("aws:lb/targetGroup:TargetGroup", f"{_name(lb, listener)}-targets", properties)


def _listener(lb: LoadBalancer, listener: Listener, balancer: Node, targets: Node) -> Node:
    tls: dict[str, Value] = {"certificateArn": listener.certificate, "sslPolicy": TLS_POLICY}
    properties: dict[str, Value] = {
        "loadBalancerArn": balancer["arn"],
        "port": listener.port,
        "protocol": listener.protocol.upper(),
        **(tls if listener.protocol == "tls" else {}),
        "defaultActions": [{"type": "forward", "targetGroupArn": targets["arn"]}],
    }
    return Node("aws:lb/listener:Listener", _name(lb, listener), properties)


def _members(lb: LoadBalancer, listener: Listener, targets: Node, site: Site) -> list[Node]:
    return [_member(f"{_name(lb, listener)}-{name}", name, targets, site) for name in lb.spec.targets]


def _member(called: str, name: str, targets: Node, site: Site) -> Node:
    """A machine itself, or all that a group makes by and by."""
    match _machines(name, site):
        case VirtualMachine():
            properties = {"targetGroupArn": targets["arn"], "targetId": site.output(name, "id")}
            return Node("aws:lb/targetGroupAttachment:TargetGroupAttachment", called, properties)
        case VirtualMachineGroup():
            properties = {
                "lbTargetGroupArn": targets["arn"],
                "autoscalingGroupName": site.output(name, "name"),
            }
            return Node("aws:autoscaling/attachment:Attachment", called, properties)
        case unknown:
            assert_never(unknown)


def _name(lb: LoadBalancer, listener: Listener) -> str:
    return f"{lb.name}-{listener.protocol}-{listener.port}"


def _firewall(lb: LoadBalancer, site: Site) -> Node:
    network = site.network(lb.spec.network)
    source = "0.0.0.0/0" if lb.spec.public else network.spec.cidr
    rules: list[Value] = [
        {
            "protocol": "udp" if listener.protocol == "udp" else "tcp",
            "fromPort": listener.port,
            "toPort": listener.port,
            "cidrBlocks": [source],
        }
        for listener in lb.spec.listeners
    ]
    return Node(
        "aws:ec2/securityGroup:SecurityGroup",
        f"{lb.name}-firewall",
        {
            "description": f"What may reach {lb.name}",
            "vpcId": site.output(network.name, "id"),
            "ingress": rules,
            "egress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": [network.spec.cidr]}],
        },
    )
