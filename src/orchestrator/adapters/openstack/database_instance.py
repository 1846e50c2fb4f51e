"""DatabaseInstance on OpenStack: MySQL on a server of its own, with volumes for its data and its backups."""

from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import METRICS_PORT
from orchestrator.adapters.openstack.mysql_setup import Setup, script
from orchestrator.adapters.openstack.server import USER_DATA_LIMIT, Server, parts
from orchestrator.adapters.passwords import generated, password
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, Unsupported, raise_all
from orchestrator.graph import CloudInit, Node, Options, Secret, Value
from orchestrator.model.resources import DatabaseInstance

FLAVORS = {"small": "m1.small", "medium": "m1.large", "large": "m1.xlarge"}
IMAGE = "ubuntu-22.04"
"""The one whose own packages are MySQL 8.0; Debian ships MariaDB instead."""

LIMITS: Final[tuple[Limit[DatabaseInstance], ...]] = (
    Limit(
        "highAvailability",
        lambda db: db.spec.high_availability != "none",
        "on OpenStack a database runs on one server, in one zone",
        "set highAvailability: none and keep backups, or place the database on AWS or Azure",
        "one server, in one zone",
    ),
    Limit("engine", lambda db: db.spec.engine != "mysql", "only mysql yet", "take mysql"),
    Limit("version", lambda db: db.spec.version == "8.4", "only MySQL 8.0 yet", "take 8.0"),
    Limit("replicas", lambda db: db.spec.replicas > 0, "no replicas yet", "set replicas: 0"),
)


def translate(db: DatabaseInstance, site: Site) -> Translation:
    """The server fetches MySQL from Ubuntu at its first boot, so its network needs a way out."""
    raise_all(_refusals(db) + require_internet(db, site, True))
    makers, secret = password(f"{db.name}-password", db.spec.admin.password)
    made = parts(_server(db, site), site)
    disks = _disks(db, site)
    keys = (generated(f"{db.name}-disk-key", 48),) if db.spec.encrypted else ()
    setup = Setup(
        db=db,
        address=made.inside,
        password=secret,
        disk_key=Secret(keys[0]["result"]) if keys else None,
        disks=tuple((volume["id"], mount) for volume, mount in disks),
    )
    machine, links = made.machine, _links(made.machine, disks)
    host = made.outside or made.inside
    return Translation(
        nodes=(
            *made.firewall,
            made.port,
            *makers,
            *keys,
            *(v for v, _ in disks),
            machine,
            *links,
            *made.after,
        ),
        outputs=_outputs(db, machine, host, secret),
        slots=(CloudInit(machine.name, ("userData",), "plain", USER_DATA_LIMIT, made.inside, script(setup)),),
        checks=checks(db, machine["powerState"], ("active",), host=host, port=db.spec.port),
        # Without the key the volumes are noise.
        protected=(machine.name, *(v.name for v, _ in disks), *(n.name for n in (*makers, *keys))),
    )


def _outputs(db: DatabaseInstance, machine: Node, host: Value, secret: Value) -> dict[str, Value]:
    return {
        "id": machine["id"],
        "host": host,
        "port": db.spec.port,
        "username": db.spec.admin.username,
        "password": secret,
        "readHost": host,
        "readHosts": (),
    }


def _refusals(db: DatabaseInstance) -> list[OrchestratorError]:
    faults: list[OrchestratorError] = []
    if db.spec.admin.username == "root" or len(db.spec.admin.username) > 32:
        hint = "take another, of at most 32 characters"
        summary = f"MySQL does not accept '{db.spec.admin.username}' as a new user"
        faults.append(Unsupported(summary, db.name, hint))
    return faults


def _server(db: DatabaseInstance, site: Site) -> Server:
    cidr = site.network(db.spec.network).spec.cidr
    source = "0.0.0.0/0" if db.spec.publicly_accessible else cidr
    return Server(
        name=db.name,
        flavor=FLAVORS[db.spec.size],
        image=IMAGE,
        network=db.spec.network,
        openings=(("tcp", db.spec.port, source), ("tcp", METRICS_PORT, cidr)),
        floating=db.spec.publicly_accessible,
    )


def _disks(db: DatabaseInstance, site: Site) -> tuple[tuple[Node, str], ...]:
    """Backups lie on a volume of their own: they are for the day when the other one is lost."""
    wanted = [("data", "/var/lib/mysql")]
    if db.spec.backup.retention_days:
        wanted.append(("backups", "/var/backups/mysql"))
    return tuple((_volume(db, site, use), mount) for use, mount in wanted)


def _volume(db: DatabaseInstance, site: Site, use: str) -> Node:
    properties: dict[str, Value] = {
        "name": site.named(use),
        "description": f"The {use} of {db.name}",
        "size": db.spec.storage_gib,
    }
    return Node("openstack:blockstorage/volume:Volume", f"{db.name}-{use}", properties)


def _links(machine: Node, disks: tuple[tuple[Node, str], ...]) -> tuple[Node, ...]:
    """The script on the server waits for its volumes, which can only come once it stands."""
    return tuple(
        Node(
            "openstack:compute/volumeAttach:VolumeAttach",
            f"{volume.name}-link",
            {"instanceId": machine["id"], "volumeId": volume["id"]},
            Options(delete_before_replace=True),
        )
        for volume, _ in disks
    )
