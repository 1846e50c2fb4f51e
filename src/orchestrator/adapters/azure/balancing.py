"""What stands behind a load balancer on Azure: machines join it, and must admit what it passes on to them."""

from collections.abc import Iterable, Iterator

from orchestrator.adapters.site import Site
from orchestrator.graph import Concat, Output, Value
from orchestrator.model.resources import LoadBalancer, VirtualMachine, VirtualMachineGroup
from orchestrator.model.stack import Stack

POOL = "machines"
PROBE = "health"
PROBES = "AzureLoadBalancer"
"""Where the balancer's own questions come from."""

Opening = tuple[str, int, int, str]
"""Protocol, first and last port, and source."""


def machines(stack: Stack) -> Iterator[VirtualMachine | VirtualMachineGroup]:
    """All that can stand behind a balancer."""
    return (r for r in stack.resources if isinstance(r, VirtualMachine | VirtualMachineGroup))


def pools_of(machine: str, site: Site) -> list[Value]:
    """The pools that a machine joins."""
    return [
        {"id": Concat((Output(balancer.name, ("id",)), f"/backendAddressPools/{POOL}"))}
        for balancer in _balancers(machine, site)
    ]


def probe_of(machine: str, site: Site) -> Value:
    """The probe of the first balancer before a machine, by its id; none without a balancer."""
    for balancer in _balancers(machine, site):
        return Concat((Output(balancer.name, ("id",)), f"/probes/{PROBE}"))
    return None


def balanced(names: Iterable[str], site: Site) -> set[Opening]:
    """What machines must admit: callers keep their addresses, and the balancer asks for health."""
    openings: set[Opening] = set()
    for balancer in (found for name in names for found in _balancers(name, site)):
        callers = "0.0.0.0/0" if balancer.spec.public else site.network(balancer.spec.network).spec.cidr
        for listener in balancer.spec.listeners:
            protocol = "udp" if listener.protocol == "udp" else "tcp"
            openings.add((protocol, listener.behind, listener.behind, callers))
        asked = asked_port(balancer)
        openings.add(("tcp", asked, asked, PROBES))
    return openings


def asked_port(balancer: LoadBalancer) -> int:
    """Where the balancer finds out whether a machine is well."""
    return balancer.spec.check.port or balancer.spec.listeners[0].behind


def _balancers(machine: str, site: Site) -> Iterator[LoadBalancer]:
    return (user for user in site.stack.users(machine) if isinstance(user, LoadBalancer))
