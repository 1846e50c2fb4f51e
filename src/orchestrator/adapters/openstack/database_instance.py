"""DatabaseInstance on OpenStack: an engine on a server of its own with its volumes, and copies of it."""

from dataclasses import dataclass, replace
from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import METRICS_PORT
from orchestrator.adapters.openstack.database_engines import ENGINES, engine_of
from orchestrator.adapters.openstack.database_setup import Setup
from orchestrator.adapters.openstack.server import USER_DATA_LIMIT, Parts, Server, parts
from orchestrator.adapters.openstack.server_volume import attached, volume
from orchestrator.adapters.passwords import generated, password
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, Unsupported, raise_all
from orchestrator.graph import Check, CloudInit, Node, Secret, StateCheck, TcpCheck, Value
from orchestrator.model.resources import DatabaseInstance

FLAVORS = {"small": "m1.small", "medium": "m1.large", "large": "m1.xlarge"}

LIMITS: Final[tuple[Limit[DatabaseInstance], ...]] = (
    Limit(
        "highAvailability",
        lambda db: db.spec.high_availability != "none",
        "on OpenStack a database is written to on one server, in one zone",
        "set highAvailability: none and keep backups, or place the database on AWS or Azure",
        "one server, in one zone",
    ),
    Limit(
        "version",
        lambda db: db.spec.version not in ENGINES[db.spec.engine].images,
        "no long-term release of Debian or Ubuntu has packages of MySQL 8.4",
        "take 8.0",
    ),
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is generated for a database, and the passwords."""

    nodes: tuple[Node, ...]
    login: Value
    replication: Value
    disk_key: Value


@dataclass(frozen=True, slots=True)
class Machine:
    """One server of a database with its volumes."""

    parts: Parts
    disks: tuple[tuple[Node, str], ...]
    setup: Setup

    @property
    def host(self) -> Value:
        """Where clients reach it."""
        return self.parts.outside or self.parts.inside

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All that is its own: what the first one has for all is left out."""
        volumes = tuple(disk for disk, _ in self.disks)
        links = (attached(self.parts.machine, each) for each in volumes)
        return (self.parts.port, *volumes, self.parts.machine, *links, *self.parts.after)


def translate(db: DatabaseInstance, site: Site) -> Translation:
    """The servers fetch the engine at their first boot, so their network needs a way out."""
    raise_all(_refusals(db) + require_internet(db, site, True))
    secrets = _secrets(db)
    first = _first(db, site, secrets)
    copies = tuple(_copy(db, site, secrets, first, number) for number in range(1, db.spec.replicas + 1))
    every = (first, *copies)
    precious = (first.parts.machine, *(disk for disk, _ in first.disks))
    return Translation(
        nodes=(*first.parts.firewall, *secrets.nodes, *(node for each in every for node in each.nodes)),
        outputs={
            "id": first.parts.machine["id"],
            "host": first.host,
            "port": db.spec.port,
            "username": db.spec.admin.username,
            "password": secrets.login,
            # Each copy has an address of its own; none leads to all of them by turns.
            "readHost": (copies or (first,))[0].host,
            "readHosts": tuple(copy.host for copy in copies),
        },
        slots=tuple(_slot(each, site) for each in every),
        checks=_checks(db, first, copies),
        # Without the key the volumes are noise.
        protected=tuple(node.name for node in (*precious, *secrets.nodes)),
    )


def _slot(machine: Machine, site: Site) -> CloudInit:
    db = machine.setup.db
    text = engine_of(db).script(machine.setup, site.network(db.spec.network).spec.cidr)
    name = machine.parts.machine.name
    return CloudInit(name, ("userData",), "plain", USER_DATA_LIMIT, machine.parts.inside, text)


def _checks(db: DatabaseInstance, first: Machine, copies: tuple[Machine, ...]) -> tuple[Check, ...]:
    state = first.parts.machine["powerState"]
    own = checks(db, state, ("active",), host=first.host, port=db.spec.port)
    theirs = [
        replace(own[0], probe=probe, gate=False)
        for copy in copies
        for probe in (
            StateCheck(copy.parts.machine["powerState"], ("active",)),
            TcpCheck(copy.host, db.spec.port),
        )
    ]
    return (*own, *theirs)


def _refusals(db: DatabaseInstance) -> list[OrchestratorError]:
    engine, username = engine_of(db), db.spec.admin.username
    if username not in engine.reserved and len(username) <= engine.longest_user:
        return []
    name = {"mysql": "MySQL", "postgresql": "PostgreSQL"}[db.spec.engine]
    summary = f"{name} does not accept '{username}' as a new user"
    return [Unsupported(summary, db.name, f"take another, of at most {engine.longest_user} characters")]


def _secrets(db: DatabaseInstance) -> Secrets:
    makers, login = password(f"{db.name}-password", db.spec.admin.password)
    keys = (generated(f"{db.name}-disk-key", 48),) if db.spec.encrypted else ()
    # Made even without copies: with the first of them the source stays as it is.
    copying = generated(f"{db.name}-replication", 40)
    return Secrets(
        (*makers, *keys, copying),
        login,
        Secret(copying["result"]),
        Secret(keys[0]["result"]) if keys else None,
    )


def _first(db: DatabaseInstance, site: Site, secrets: Secrets) -> Machine:
    """Backups lie on a volume of their own: they are for the day when the other one is lost."""
    home = engine_of(db).home
    wanted = [("data", f"/var/lib/{home}")]
    if db.spec.backup.retention_days:
        wanted.append(("backups", f"/var/backups/{home}"))
    made = parts(_server(db, site), site)
    disks = tuple((volume(db.name, site, use, db.spec.storage_gib), mount) for use, mount in wanted)
    return Machine(made, disks, _setup(db, site, secrets, made, disks))


def _copy(db: DatabaseInstance, site: Site, secrets: Secrets, first: Machine, number: int) -> Machine:
    part = f"copy-{number}"
    made = parts(replace(_server(db, site), part=part), site, first.parts)
    disks = ((volume(db.name, site, f"{part}-data", db.spec.storage_gib), f"/var/lib/{engine_of(db).home}"),)
    setup = _setup(db, site, secrets, made, disks)
    return Machine(made, disks, replace(setup, source=first.parts.inside, number=number))


def _setup(
    db: DatabaseInstance, site: Site, secrets: Secrets, made: Parts, disks: tuple[tuple[Node, str], ...]
) -> Setup:
    return Setup(
        db=db,
        address=made.inside,
        reach=_reach(db, site),
        password=secrets.login,
        disk_key=secrets.disk_key,
        disks=tuple((disk["id"], mount) for disk, mount in disks),
        replication=secrets.replication,
    )


def _reach(db: DatabaseInstance, site: Site) -> str:
    return "0.0.0.0/0" if db.spec.publicly_accessible else site.network(db.spec.network).spec.cidr


def _server(db: DatabaseInstance, site: Site) -> Server:
    cidr = site.network(db.spec.network).spec.cidr
    return Server(
        name=db.name,
        flavor=FLAVORS[db.spec.size],
        image=engine_of(db).images.get(db.spec.version, ""),
        network=db.spec.network,
        openings=(("tcp", db.spec.port, _reach(db, site)), ("tcp", METRICS_PORT, cidr)),
        floating=db.spec.publicly_accessible,
    )
