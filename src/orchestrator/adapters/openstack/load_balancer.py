"""LoadBalancer on OpenStack: one of Octavia's, with a pool, its members and a monitor behind each port."""

from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.openstack.network import external_network
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import raise_all
from orchestrator.graph import CloudApi, Node, Options, Value
from orchestrator.model.resources import LoadBalancer, VirtualMachineGroup
from orchestrator.model.resources.load_balancer import Listener

# What the listener speaks to the client, and the pool to the machines.
PROTOCOLS = {"tcp": ("TCP", "TCP"), "udp": ("UDP", "UDP"), "tls": ("TERMINATED_HTTPS", "HTTP")}
LIMITS: Final[tuple[Limit[LoadBalancer], ...]] = (
    Limit(
        "listeners",
        lambda balancer: any(listener.protocol == "tls" for listener in balancer.spec.listeners),
        "Octavia ends TLS for HTTP only, not for any protocol in it",
        "use protocol tcp and end TLS on the machines",
        "that what is inside TLS must be HTTP",
    ),
    Limit(
        "check",
        lambda balancer: balancer.spec.check.interval % 1 > 0,
        "Octavia asks for health at whole seconds",
        "round check.interval",
    ),
)


def translate(balancer: LoadBalancer, site: Site) -> Translation:
    """The machines' own firewalls still decide what reaches them: expose the port to the network."""
    raise_all(require_internet(balancer, site, balancer.spec.public))
    front = Node(
        "openstack:loadbalancer/loadBalancer:LoadBalancer",
        balancer.name,
        {"name": site.named(), "vipSubnetId": site.output(balancer.spec.network, "subnetId")},
    )
    outside = _outside(balancer, site, front)
    address = outside[0]["address"] if outside else front["vipAddress"]
    ways = [node for listener in balancer.spec.listeners for node in _way(balancer, listener, site, front)]
    served = next((each.port for each in balancer.spec.listeners if each.protocol != "udp"), 0)
    return Translation(
        nodes=(front, *outside, *ways),
        outputs={"id": front["id"], "address": address},
        slots=(CloudApi(front["id"]),),
        checks=checks(balancer, front["id"], host=address, port=served),
        protected=(front.name,),
    )


def _outside(balancer: LoadBalancer, site: Site, front: Node) -> tuple[Node, ...]:
    """A floating address; only a port whose subnet has a router can have one."""
    if not balancer.spec.public:
        return ()
    after = Options(depends_on=site.behind(balancer.spec.network, "wayOut"))
    address = Node(
        "openstack:networking/floatingIp:FloatingIp",
        f"{balancer.name}-address",
        {"pool": external_network(site)},
        after,
    )
    link = Node(
        "openstack:networking/floatingIpAssociate:FloatingIpAssociate",
        f"{balancer.name}-address-link",
        {"floatingIp": address["address"], "portId": front["vipPortId"]},
        after,
    )
    return address, link


def _way(balancer: LoadBalancer, listener: Listener, site: Site, front: Node) -> tuple[Node, ...]:
    """One port: its listener, and the machines behind it."""
    key = f"{listener.protocol}-{listener.port}"
    before, behind = PROTOCOLS[listener.protocol]
    cidr = site.network(balancer.spec.network).spec.cidr
    ear = Node(
        "openstack:loadbalancer/listener:Listener",
        f"{balancer.name}-{key}",
        {
            "name": site.named(key),
            "loadbalancerId": front["id"],
            "protocol": before,
            "protocolPort": listener.port,
            # Without a list everybody may come.
            **({} if balancer.spec.public else {"allowedCidrs": [cidr]}),
            **({"defaultTlsContainerRef": listener.certificate} if listener.certificate else {}),
        },
        Options(delete_before_replace=True),
    )
    pool = Node(
        "openstack:loadbalancer/pool:Pool",
        f"{balancer.name}-{key}-pool",
        {
            "name": site.named(key),
            "listenerId": ear["id"],
            "protocol": behind,
            "lbMethod": "ROUND_ROBIN",
        },
        Options(delete_before_replace=True),
    )
    return ear, pool, _monitor(balancer, site, key, pool), *_members(balancer, listener, site, key, pool)


def _monitor(balancer: LoadBalancer, site: Site, key: str, pool: Node) -> Node:
    check = balancer.spec.check
    delay = int(check.interval)
    web: dict[str, Value] = {"httpMethod": "GET", "urlPath": check.path, "expectedCodes": "200-399"}
    return Node(
        "openstack:loadbalancer/monitor:Monitor",
        f"{balancer.name}-{key}-check",
        {
            "name": site.named(key),
            "poolId": pool["id"],
            "type": check.protocol.upper(),
            "delay": delay,
            "timeout": min(5, delay - 1),
            "maxRetries": 3,
            **(web if check.protocol == "http" else {}),
        },
        Options(delete_before_replace=True),
    )


def _members(
    balancer: LoadBalancer, listener: Listener, site: Site, key: str, pool: Node
) -> tuple[Node, ...]:
    asked = balancer.spec.check.port or balancer.spec.listeners[0].behind
    return tuple(
        Node(
            "openstack:loadbalancer/member:Member",
            f"{pool.name.removesuffix('-pool')}-{name}",
            {
                "name": site.named(key, name),
                "poolId": pool["id"],
                "address": address,
                "protocolPort": listener.behind,
                "subnetId": site.output(balancer.spec.network, "subnetId"),
                **({} if asked == listener.behind else {"monitorPort": asked}),
            },
            Options(delete_before_replace=True),
        )
        for name, address in _targets(balancer, site)
    )


def _targets(balancer: LoadBalancer, site: Site) -> tuple[tuple[str, Value], ...]:
    """What each machine behind is called, and its address."""
    found: list[tuple[str, Value]] = []
    for target in balancer.spec.targets:
        if isinstance(site.stack.resource(target), VirtualMachineGroup):
            addresses = site.outputs(target, "privateAddresses")
            found += [(f"{target}-{number}", each) for number, each in enumerate(addresses, 1)]
        else:
            found.append((target, site.output(target, "privateAddress")))
    return tuple(found)
