"""DatabaseInstance on Azure: a flexible server with its copies, in the network unless it is to be public."""

import re
from typing import Final

from orchestrator.adapters.azure.database_engines import Engine, engine_of
from orchestrator.adapters.azure.foundation import group_name, placed
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.passwords import password
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, Unsupported, raise_all
from orchestrator.graph import AzureMonitor, Node, Options, Value
from orchestrator.model.resources import DatabaseInstance

RESERVED = {"admin", "administrator", "guest", "public", "root", "sa"}

LIMITS: Final[tuple[Limit[DatabaseInstance], ...]] = (
    Limit(
        "backup",
        lambda db: db.spec.backup.retention_days == 0,
        "Azure keeps backups of a database for one day at least",
        "set backup.retentionDays to 1 or more",
    ),
    Limit(
        "backup",
        lambda db: 0 < db.spec.backup.retention_days < engine_of(db).backup_days,
        "Azure keeps backups of PostgreSQL for seven days at least",
        "set backup.retentionDays to 7 or more",
    ),
    Limit(
        "version",
        lambda db: db.spec.version not in engine_of(db).versions,
        "the API that the official provider speaks knows no newer MySQL than 8.0",
        "take 8.0",
    ),
)


def translate(db: DatabaseInstance, site: Site) -> Translation:
    """Azure encrypts every server's storage, also when the spec does not ask for it."""
    raise_all(_refusals(db) + require_internet(db, site, db.spec.publicly_accessible))
    engine = engine_of(db)
    makers, secret = password(f"{db.name}-password", db.spec.admin.password)
    around = () if db.spec.publicly_accessible else _private_names(db, site, engine)
    server = _server(db, site, secret, around)
    copies, parts = _copies(db, site, server, around)
    hosts = tuple(copy["fullyQualifiedDomainName"] for copy in copies)
    host = server["fullyQualifiedDomainName"]
    return Translation(
        nodes=(*makers, *around, server, *parts),
        outputs={
            "id": server["id"],
            "host": host,
            "port": db.spec.port,
            "username": db.spec.admin.username,
            "password": secret,
            # No name of Azure leads to all copies, and one of our own would not be in their certificates.
            "readHost": hosts[0] if hosts else host,
            "readHosts": hosts,
        },
        slots=tuple(
            AzureMonitor(engine.namespace, one["id"], group_name(site), f"copy-{number}" if number else "")
            for number, one in enumerate((server, *copies))
        ),
        checks=tuple(
            check
            for one, name in zip((server, *copies), (host, *hosts), strict=True)
            for check in checks(db, one["state"], ("Ready",), host=name, port=db.spec.port)
        ),
        protected=(server.name, *(maker.name for maker in makers)),
    )


def _refusals(db: DatabaseInstance) -> list[OrchestratorError]:
    faults: list[OrchestratorError] = []
    username = db.spec.admin.username
    if username in RESERVED or not re.fullmatch(r"[a-z][a-z0-9]{0,31}", username):
        hint = "take up to 32 letters and digits, and none of the names that Azure keeps for itself"
        faults.append(Unsupported(f"Azure does not accept the user name '{username}'", db.name, hint))
    return faults


def _server(db: DatabaseInstance, site: Site, secret: Value, around: tuple[Node, ...]) -> Node:
    spec, engine = db.spec, engine_of(db)
    properties: dict[str, Value] = {
        **_machine(db, site, around),
        "serverName": site.unique(),
        "version": engine.versions.get(spec.version, spec.version),
        "createMode": "Default",
        "backup": {"backupRetentionDays": spec.backup.retention_days, "geoRedundantBackup": "Disabled"},
        "highAvailability": {"mode": "ZoneRedundant" if spec.high_availability == "zone" else "Disabled"},
        "administratorLogin": spec.admin.username,
        "administratorLoginPassword": secret,
    }
    # The link first: a server that is born before it cannot be found by name.
    options = Options(depends_on=tuple(node.name for node in around))
    return Node(f"{engine.module}:Server", db.name, properties, options)


def _copies(
    db: DatabaseInstance, site: Site, server: Node, around: tuple[Node, ...]
) -> tuple[list[Node], tuple[Node, ...]]:
    """The copies, and all that follows the server, in order: it takes one change at a time."""
    copies: list[Node] = []
    parts = _parts(db, site, server)
    for number in range(1, db.spec.replicas + 1):
        copies.append(_copy(db, site, server, number, (*around, parts[-1])))
        parts += (copies[-1], *_parts(db, site, copies[-1]))
    return copies, parts


def _copy(db: DatabaseInstance, site: Site, source: Node, number: int, after: tuple[Node, ...]) -> Node:
    """Accounts, version and data come from the source."""
    properties: dict[str, Value] = {
        **_machine(db, site, after[:-1]),
        "serverName": site.unique("copy", str(number)),
        "createMode": "Replica",
        "sourceServerResourceId": source["id"],
    }
    options = Options(depends_on=tuple(node.name for node in after))
    return Node(f"{engine_of(db).module}:Server", f"{db.name}-copy-{number}", properties, options)


def _machine(db: DatabaseInstance, site: Site, around: tuple[Node, ...]) -> dict[str, Value]:
    """What a server and its copies have in common."""
    engine = engine_of(db)
    plan, tier = engine.plan(db)
    network: dict[str, Value] = {"publicNetworkAccess": "Disabled" if around else "Enabled"}
    if around:
        network["delegatedSubnetResourceId"] = site.output(db.spec.network, engine.subnet)
        network[engine.zone_property] = around[0]["id"]
    return {
        **placed(site),
        "sku": {"name": plan, "tier": tier},
        "storage": {"storageSizeGB": engine.disk(db), "autoGrow": "Enabled"},
        "network": network,
    }


def _private_names(db: DatabaseInstance, site: Site, engine: Engine) -> tuple[Node, ...]:
    """The zone in which the server gets its name, and its link with the network."""
    zone = Node(
        "azure-native:privatedns:PrivateZone",
        f"{db.name}-zone",
        {
            "resourceGroupName": group_name(site),
            "location": "global",
            "privateZoneName": f"{site.named('zone')}.{engine.zone}",
        },
    )
    link = Node(
        "azure-native:privatedns:VirtualNetworkLink",
        f"{db.name}-zone-link",
        {
            "resourceGroupName": group_name(site),
            "location": "global",
            "privateZoneName": zone["name"],
            "virtualNetworkLinkName": site.named("link"),
            "virtualNetwork": {"id": site.output(site.network(db.spec.network).name, "id")},
            "registrationEnabled": False,
        },
    )
    return zone, link


def _parts(db: DatabaseInstance, site: Site, server: Node) -> tuple[Node, ...]:
    """The opening and the settings of one server, one after the other: it takes one change at a time."""
    engine = engine_of(db)
    of_it: dict[str, Value] = {"resourceGroupName": group_name(site), "serverName": server["name"]}
    nodes = [_opening(engine, server.name, of_it)] if db.spec.publicly_accessible else []
    wanted = (("require_secure_transport", engine.tls[0 if db.spec.require_tls else 1]), engine.slow)
    for name, value in wanted:
        properties = {**of_it, "configurationName": name, "value": value, "source": "user-override"}
        options = Options(depends_on=(nodes[-1].name,) if nodes else ())
        title = f"{server.name}-{name.replace('_', '-')}"
        nodes.append(Node(f"{engine.module}:Configuration", title, properties, options))
    return tuple(nodes)


def _opening(engine: Engine, server: str, of_it: dict[str, Value]) -> Node:
    """The spec says publiclyAccessible: from everywhere."""
    properties: dict[str, Value] = {
        **of_it,
        "firewallRuleName": "everywhere",
        "startIpAddress": "0.0.0.0",
        "endIpAddress": "255.255.255.255",
    }
    return Node(f"{engine.module}:FirewallRule", f"{server}-firewall", properties)
