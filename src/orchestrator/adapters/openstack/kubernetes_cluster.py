"""KubernetesCluster on OpenStack: K3s, a control plane on a server of its own and nodes that join it."""

from dataclasses import replace
from ipaddress import IPv4Network
from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import METRICS_PORT, fitting, promise
from orchestrator.adapters.openstack.k3s_setup import (
    API_PORT,
    MESH_PORT,
    RANGES,
    RELEASES,
    Setup,
    agent,
    server,
)
from orchestrator.adapters.openstack.server import TYPES, USER_DATA_LIMIT, Parts, Server, parts
from orchestrator.adapters.openstack.server_volume import attached, volume
from orchestrator.adapters.passwords import generated
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, Unsupported, raise_all
from orchestrator.graph import Check, CloudInit, Concat, Secret, StateCheck, Value
from orchestrator.model.resources import KubernetesCluster

IMAGE = "ubuntu-24.04"
CONTROL_PLANE = "m1.medium"
STATE_GIB = 20
INSIDE = (("tcp", 10250), ("udp", MESH_PORT), ("tcp", METRICS_PORT), ("tcp", 80), ("tcp", 443))
"""What the machines of a cluster ask of each other, and the ports of K3s' own ingress."""

LIMITS: Final[tuple[Limit[KubernetesCluster], ...]] = (
    Limit(
        "highAvailability",
        lambda cluster: cluster.spec.high_availability != "none",
        "on OpenStack the control plane is one server, in one zone",
        "set highAvailability: none, or place the cluster on AWS or Azure",
        "a control plane on one server",
    ),
    Limit(
        "version",
        lambda cluster: cluster.spec.version not in RELEASES,
        f"K3s is pinned by checksum only for {', '.join(sorted(RELEASES))}",
        f"take {max(RELEASES)}",
    ),
    Limit(
        "nodes",
        lambda cluster: cluster.spec.nodes.most > cluster.spec.nodes.minimum,
        "nothing on OpenStack adds nodes as the load grows",
        "leave nodes.maximum out, or place the cluster on AWS or Azure",
        "as many nodes as minimum says, always",
    ),
    Limit(
        "nodes",
        lambda cluster: fitting(TYPES, promise(cluster.spec.nodes.size)) is None,
        "no known flavor has that many CPUs and that much memory",
        f"the largest known is {TYPES[-1].name}: {TYPES[-1].cpu} CPUs, {TYPES[-1].memory_gib} GiB",
    ),
)


def translate(cluster: KubernetesCluster, site: Site) -> Translation:
    """The servers fetch K3s at their first boot, so their network needs a way out."""
    raise_all(_refusals(cluster, site) + require_internet(cluster, site, True))
    made = parts(_control_plane(cluster, site), site)
    state = volume(cluster.name, site, "state", STATE_GIB)
    token, admin, key = (generated(f"{cluster.name}-{use}", 48) for use in ("token", "admin", "disk-key"))
    nodes = _nodes(cluster, site, made)
    setup = Setup(
        cluster.spec.version,
        token=Secret(token["result"]),
        admin=Secret(admin["result"]),
        disk_key=Secret(key["result"]),
        disks=((state["id"], "/var/lib/rancher"),),
    )
    host = made.outside or made.inside
    own = (*made.firewall, token, admin, key, made.port, state, made.machine)
    after = (attached(made.machine, state), *made.after)
    return Translation(
        nodes=(*own, *after, *(n for each in nodes for n in (each.port, each.machine))),
        outputs={
            "id": made.machine["id"],
            "name": made.machine["name"],
            "endpoint": Concat(("https://", host, f":{API_PORT}")),
            "token": Secret(admin["result"]),
        },
        slots=(
            _slot(made, server(setup, made.inside, (made.inside, *([made.outside] if made.outside else [])))),
            *(_slot(each, agent(setup, each.inside, made.inside)) for each in nodes),
        ),
        checks=_checks(cluster, made, nodes, host),
        protected=(made.machine.name, state.name, token.name, admin.name, key.name),
    )


def _refusals(cluster: KubernetesCluster, site: Site) -> list[OrchestratorError]:
    network = site.network(cluster.spec.network)
    taken = [each for each in RANGES if IPv4Network(each).overlaps(IPv4Network(network.spec.cidr))]
    if not taken:
        return []
    summary = f"K3s gives {' and '.join(taken)} to containers, which overlaps its network '{network.name}'"
    return [Unsupported(summary, cluster.name, f"give '{network.name}' another cidr")]


def _control_plane(cluster: KubernetesCluster, site: Site) -> Server:
    cidr = site.network(cluster.spec.network).spec.cidr
    reach = "0.0.0.0/0" if cluster.spec.public_endpoint else cidr
    return Server(
        name=cluster.name,
        flavor=CONTROL_PLANE,
        image=IMAGE,
        network=cluster.spec.network,
        openings=(("tcp", API_PORT, reach), *((protocol, port, cidr) for protocol, port in INSIDE)),
        floating=cluster.spec.public_endpoint,
    )


def _nodes(cluster: KubernetesCluster, site: Site, control_plane: Parts) -> tuple[Parts, ...]:
    """One firewall serves for all: nothing listens at the API's port of a node."""
    size = fitting(TYPES, promise(cluster.spec.nodes.size)) or TYPES[-1]  # too large is refused as a limit
    like = replace(
        _control_plane(cluster, site),
        flavor=size.name,
        disk_gib=cluster.spec.nodes.disk_gib,
        floating=False,
    )
    numbers = range(1, cluster.spec.nodes.minimum + 1)
    return tuple(parts(replace(like, part=f"node-{n}"), site, control_plane) for n in numbers)


def _slot(made: Parts, script: Value) -> CloudInit:
    return CloudInit(made.machine.name, ("userData",), "plain", USER_DATA_LIMIT, made.inside, script)


def _checks(
    cluster: KubernetesCluster, made: Parts, nodes: tuple[Parts, ...], host: Value
) -> tuple[Check, ...]:
    own = checks(cluster, made.machine["powerState"], ("active",), host=host, port=API_PORT)
    theirs = (StateCheck(each.machine["powerState"], ("active",)) for each in nodes)
    return (*own, *(replace(own[0], probe=probe, gate=False) for probe in theirs))
