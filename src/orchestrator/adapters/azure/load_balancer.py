"""LoadBalancer on Azure: a standard load balancer with one pool, which its machines join by themselves."""

from typing import Final

from orchestrator.adapters.azure.balancing import POOL, PROBE, asked_port
from orchestrator.adapters.azure.foundation import group_id, group_name, placed
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, TranslationError, Unsupported, raise_all
from orchestrator.graph import AzureMonitor, Concat, Node, Value
from orchestrator.model.resources import LoadBalancer, VirtualMachine, VirtualMachineGroup
from orchestrator.model.resources.load_balancer import Listener

FRONT = "front"
NAME_LIMIT = 80


def _twice(lb: LoadBalancer, behind: bool) -> bool:
    """Whether two listeners have the same port, before or behind the balancer."""
    ports = [(one.protocol, one.behind if behind else one.port) for one in lb.spec.listeners]
    return len(set(ports)) < len(ports)


LIMITS: Final[tuple[Limit[LoadBalancer], ...]] = (
    Limit(
        "listeners",
        lambda lb: any(listener.protocol == "tls" for listener in lb.spec.listeners),
        "balancers of layer 4 on Azure do not end TLS",
        "take protocol tcp and let the machines end TLS",
    ),
    Limit(
        "listeners",
        lambda lb: _twice(lb, behind=False),
        "two listeners of one protocol have the same port",
        "take another port, or a second LoadBalancer",
    ),
    Limit(
        "listeners",
        lambda lb: _twice(lb, behind=True),
        "two listeners on Azure cannot lead to the same port of the machines",
        "give each listener a targetPort of its own",
    ),
    Limit(
        "check",
        lambda lb: lb.spec.check.interval % 1 != 0,
        "Azure asks for health at whole seconds",
        "round check.interval",
    ),
)


def translate(lb: LoadBalancer, site: Site) -> Translation:
    """It exists before its machines: their interfaces name its pool."""
    raise_all([*require_internet(lb, site, lb.spec.public), *_refusals(lb, site)])
    addresses = _addresses(lb, site)
    balancer = _balancer(lb, site, addresses)
    front = balancer["frontendIPConfigurations.0.privateIPAddress"]
    address = addresses[0]["ipAddress"] if addresses else front
    open_port = next((one.port for one in lb.spec.listeners if one.protocol != "udp"), 0)
    return Translation(
        nodes=(*addresses, balancer),
        outputs={"id": balancer["id"], "address": address},
        slots=(AzureMonitor("Microsoft.Network/loadBalancers", balancer["id"], group_name(site)),),
        checks=checks(lb, balancer["provisioningState"], ("Succeeded",), host=address, port=open_port),
        # Its address is what the world knows.
        protected=(balancer.name, *(node.name for node in addresses)),
    )


def _refusals(lb: LoadBalancer, site: Site) -> list[OrchestratorError]:
    faults: list[OrchestratorError] = []
    for name in lb.spec.targets:
        machine = site.stack.resource(name)
        if isinstance(machine, VirtualMachine | VirtualMachineGroup) and (
            machine.spec.network != lb.spec.network
        ):
            summary = f"its target '{name}' is not in its network '{lb.spec.network}'"
            hint = f"put both into one network; that of '{name}' is '{machine.spec.network}'"
            faults.append(TranslationError(summary, lb.name, hint))
        if rival := _rival(lb, name, site):
            side = "public" if lb.spec.public else "private"
            summary = f"a machine on Azure has one {side} balancer, and '{name}' is behind '{rival}' too"
            faults.append(Unsupported(summary, lb.name, "put the listeners of both into one LoadBalancer"))
    if early := sorted({*lb.depends_on} & {*lb.spec.targets}):
        summary = f"on Azure machines join their balancer, so it cannot wait for '{early[0]}'"
        faults.append(Unsupported(summary, lb.name, "leave its targets out of dependsOn"))
    return faults


def _rival(lb: LoadBalancer, machine: str, site: Site) -> str:
    """An earlier balancer of the same side with that machine."""
    for other in (one for one in site.stack.resources if isinstance(one, LoadBalancer)):
        if other.name == lb.name:
            break
        if other.spec.public == lb.spec.public and machine in other.spec.targets:
            return other.name
    return ""


def _addresses(lb: LoadBalancer, site: Site) -> tuple[Node, ...]:
    if not lb.spec.public:
        return ()
    properties: dict[str, Value] = {
        **placed(site),
        "publicIpAddressName": site.named("address"),
        "publicIPAllocationMethod": "Static",
        "publicIPAddressVersion": "IPv4",
        "sku": {"name": "Standard"},
    }
    return (Node("azure-native:network:PublicIPAddress", f"{lb.name}-address", properties),)


def _balancer(lb: LoadBalancer, site: Site, addresses: tuple[Node, ...]) -> Node:
    name, check = site.named(limit=NAME_LIMIT), lb.spec.check
    probe: dict[str, Value] = {
        "name": PROBE,
        "protocol": {"tcp": "Tcp", "http": "Http"}[check.protocol],
        "port": asked_port(lb),
        "intervalInSeconds": int(check.interval),
        "probeThreshold": 2,
    }
    if check.protocol == "http":
        probe["requestPath"] = check.path
    properties: dict[str, Value] = {
        **placed(site),
        "loadBalancerName": name,
        "sku": {"name": "Standard"},
        "frontendIPConfigurations": [_front(lb, site, addresses)],
        "backendAddressPools": [{"name": POOL}],
        "probes": [probe],
        "loadBalancingRules": [_rule(listener, name, site) for listener in lb.spec.listeners],
    }
    return Node("azure-native:network:LoadBalancer", lb.name, properties)


def _front(lb: LoadBalancer, site: Site, addresses: tuple[Node, ...]) -> dict[str, Value]:
    for address in addresses:
        return {"name": FRONT, "publicIPAddress": {"id": address["id"]}}
    subnet = site.output(lb.spec.network, "privateSubnetId")
    return {"name": FRONT, "subnet": {"id": subnet}, "privateIPAllocationMethod": "Dynamic"}


def _rule(listener: Listener, balancer: str, site: Site) -> dict[str, Value]:
    def part(path: str) -> Value:
        """A part of the balancer by its id, which is known before the balancer exists."""
        whole = f"/providers/Microsoft.Network/loadBalancers/{balancer}/{path}"
        return {"id": Concat((group_id(site), whole))}

    return {
        "name": f"{listener.protocol}-{listener.port}",
        "protocol": "Udp" if listener.protocol == "udp" else "Tcp",
        "frontendPort": listener.port,
        "backendPort": listener.behind,
        "frontendIPConfiguration": part(f"frontendIPConfigurations/{FRONT}"),
        "backendAddressPool": part(f"backendAddressPools/{POOL}"),
        "probe": part(f"probes/{PROBE}"),
        # Machines do not go out through the balancer's address unless somebody says so.
        "disableOutboundSnat": True,
        "enableTcpReset": listener.protocol != "udp",
    }
