"""Cache on OpenStack: Redis on a server of its own, and copies of it on further servers."""

from dataclasses import dataclass, replace
from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import METRICS_PORT
from orchestrator.adapters.openstack.cache_setup import Setup, script
from orchestrator.adapters.openstack.server import USER_DATA_LIMIT, Parts, Server, parts
from orchestrator.adapters.passwords import generated
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import raise_all
from orchestrator.graph import Check, CloudInit, Node, Secret, StateCheck, TcpCheck
from orchestrator.model.resources import Cache

IMAGE = "debian-12"
"""Its own package is Redis 7.0; newer releases ship another major version."""


@dataclass(frozen=True, slots=True)
class Size:
    """A flavor, and what of its memory the cache may take; the rest is for the system and for copying."""

    flavor: str
    memory_mib: int


SIZES = {
    "small": Size("m1.small", 1024),
    "medium": Size("m1.large", 6144),
    "large": Size("m1.xlarge", 12288),
}
LIMITS: Final[tuple[Limit[Cache], ...]] = (
    Limit(
        "highAvailability",
        lambda cache: cache.spec.high_availability != "none",
        "on OpenStack nothing takes over from the server that is written to",
        "set highAvailability: none, or place the cache on AWS or Azure",
        "copies that answer reads and do not take over",
    ),
)


@dataclass(frozen=True, slots=True)
class Machine:
    """One server of a cache."""

    parts: Parts
    setup: Setup


def translate(cache: Cache, site: Site) -> Translation:
    """The servers fetch Redis at their first boot, so their network needs a way out."""
    raise_all(require_internet(cache, site, True))
    password = generated(f"{cache.name}-password", 40)
    seed = generated(f"{cache.name}-seed", 48)
    first = _machine(cache, site, password, seed)
    copies = tuple(
        _copy(_machine(cache, site, password, seed, first.parts, f"copy-{number}"), first)
        for number in range(1, cache.spec.replicas + 1)
    )
    every = (first, *copies)
    return Translation(
        nodes=(
            *first.parts.firewall,
            password,
            seed,
            *(node for each in every for node in (each.parts.port, each.parts.machine)),
        ),
        outputs={
            "id": first.parts.machine["id"],
            "host": first.parts.inside,
            "port": cache.spec.port,
            "password": Secret(password["result"]),
            "readHost": (copies or (first,))[0].parts.inside,
        },
        slots=tuple(_slot(each) for each in every),
        checks=_checks(cache, first, copies),
        protected=(first.parts.machine.name, password.name, seed.name),
    )


def _machine(
    cache: Cache, site: Site, password: Node, seed: Node, like: Parts | None = None, part: str = ""
) -> Machine:
    size, cidr = SIZES[cache.spec.size], site.network(cache.spec.network).spec.cidr
    server = Server(
        name=cache.name,
        flavor=size.flavor,
        image=IMAGE,
        network=cache.spec.network,
        openings=(("tcp", cache.spec.port, cidr), ("tcp", METRICS_PORT, cidr)),
        part=part,
    )
    made = parts(server, site, like)
    secrets = Secret(password["result"]), Secret(seed["result"])
    return Machine(made, Setup(cache, made.inside, size.memory_mib, *secrets))


def _copy(machine: Machine, first: Machine) -> Machine:
    return replace(machine, setup=replace(machine.setup, source=first.parts.inside))


def _slot(machine: Machine) -> CloudInit:
    name, address = machine.parts.machine.name, machine.parts.inside
    return CloudInit(name, ("userData",), "plain", USER_DATA_LIMIT, address, script(machine.setup))


def _checks(cache: Cache, first: Machine, copies: tuple[Machine, ...]) -> tuple[Check, ...]:
    state, port = first.parts.machine["powerState"], cache.spec.port
    own = checks(cache, state, ("active",), host=first.parts.inside, port=port)
    theirs = (
        replace(own[0], probe=probe, gate=False)
        for copy in copies
        for probe in (
            StateCheck(copy.parts.machine["powerState"], ("active",)),
            TcpCheck(copy.parts.inside, port),
        )
    )
    return (*own, *theirs)
