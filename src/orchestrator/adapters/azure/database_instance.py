"""DatabaseInstance on Azure: a flexible server for MySQL, within the network unless it is to be public."""

import re
from typing import Final

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

# Plan and tier. The burstable tier cannot keep a second server in another zone.
PLANS = {
    "small": ("Standard_B2s", "Burstable"),
    "medium": ("Standard_D2ds_v4", "GeneralPurpose"),
    "large": ("Standard_D8ds_v4", "GeneralPurpose"),
}
SMALL_IN_TWO_ZONES = ("Standard_D2ds_v4", "GeneralPurpose")
VERSIONS = {"8.0": "8.0.21"}
RESERVED = {"admin", "administrator", "guest", "public", "root", "sa"}

LIMITS: Final[tuple[Limit[DatabaseInstance], ...]] = (
    Limit(
        "backup",
        lambda db: db.spec.backup.retention_days == 0,
        "Azure keeps backups of a database for one day at least",
        "set backup.retentionDays to 1 or more",
    ),
    Limit("engine", lambda db: db.spec.engine != "mysql", "only mysql yet", "take mysql"),
    Limit("version", lambda db: db.spec.version == "8.4", "only MySQL 8.0 yet", "take 8.0"),
    Limit("replicas", lambda db: db.spec.replicas > 0, "no replicas yet", "set replicas: 0"),
)


def translate(db: DatabaseInstance, site: Site) -> Translation:
    """Azure encrypts every server's storage, also when the spec does not ask for it."""
    raise_all(_refusals(db) + require_internet(db, site, db.spec.publicly_accessible))
    makers, secret = password(f"{db.name}-password", db.spec.admin.password)
    around = () if db.spec.publicly_accessible else _private_names(db, site)
    server = _server(db, site, secret, around)
    opened = (_opening(db, site, server),) if db.spec.publicly_accessible else ()
    host = server["fullyQualifiedDomainName"]
    return Translation(
        nodes=(*makers, *around, server, *opened, *_settings(db, site, server, opened)),
        outputs={
            "id": server["id"],
            "host": host,
            "port": db.spec.port,
            "username": db.spec.admin.username,
            "password": secret,
            "readHost": host,
            "readHosts": (),
        },
        slots=(AzureMonitor("Microsoft.DBforMySQL/flexibleServers", server["id"], group_name(site)),),
        checks=checks(db, server["state"], ("Ready",), host=host, port=db.spec.port),
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
    spec = db.spec
    two_zones = spec.high_availability == "zone"
    plan, tier = SMALL_IN_TWO_ZONES if two_zones and spec.size == "small" else PLANS[spec.size]
    properties: dict[str, Value] = {
        **placed(site),
        "serverName": site.unique(),
        "version": VERSIONS[spec.version],
        "createMode": "Default",
        "sku": {"name": plan, "tier": tier},
        "storage": {"storageSizeGB": spec.storage_gib, "autoGrow": "Enabled"},
        "backup": {"backupRetentionDays": spec.backup.retention_days, "geoRedundantBackup": "Disabled"},
        "highAvailability": {"mode": "ZoneRedundant" if two_zones else "Disabled"},
        "administratorLogin": spec.admin.username,
        "administratorLoginPassword": secret,
        "network": _network(db, site, around),
    }
    # The link first: a server that is born before it cannot be found by name.
    options = Options(depends_on=tuple(node.name for node in around))
    return Node("azure-native:dbformysql:Server", db.name, properties, options)


def _network(db: DatabaseInstance, site: Site, around: tuple[Node, ...]) -> dict[str, Value]:
    if not around:
        return {"publicNetworkAccess": "Enabled"}
    return {
        "delegatedSubnetResourceId": site.output(db.spec.network, "mysqlSubnetId"),
        "privateDnsZoneResourceId": around[0]["id"],
        "publicNetworkAccess": "Disabled",
    }


def _private_names(db: DatabaseInstance, site: Site) -> tuple[Node, ...]:
    """The zone in which the server gets its name, and its link with the network."""
    zone = Node(
        "azure-native:privatedns:PrivateZone",
        f"{db.name}-zone",
        {
            "resourceGroupName": group_name(site),
            "location": "global",
            "privateZoneName": f"{site.named('zone')}.private.mysql.database.azure.com",
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


def _opening(db: DatabaseInstance, site: Site, server: Node) -> Node:
    """The spec says publiclyAccessible: from everywhere."""
    properties: dict[str, Value] = {
        "resourceGroupName": group_name(site),
        "serverName": server["name"],
        "firewallRuleName": "everywhere",
        "startIpAddress": "0.0.0.0",
        "endIpAddress": "255.255.255.255",
    }
    return Node("azure-native:dbformysql:FirewallRule", f"{db.name}-firewall", properties)


def _settings(db: DatabaseInstance, site: Site, server: Node, before: tuple[Node, ...]) -> tuple[Node, ...]:
    """One after the other: a server takes one change at a time."""
    wanted = (
        ("require_secure_transport", "ON" if db.spec.require_tls else "OFF"),
        ("slow_query_log", "ON"),
    )
    nodes = list(before)
    for name, value in wanted:
        properties: dict[str, Value] = {
            "resourceGroupName": group_name(site),
            "serverName": server["name"],
            "configurationName": name,
            "value": value,
            "source": "user-override",
        }
        options = Options(depends_on=(nodes[-1].name,) if nodes else ())
        title = f"{db.name}-{name.replace('_', '-')}"
        nodes.append(Node("azure-native:dbformysql:Configuration", title, properties, options))
    return tuple(nodes[len(before) :])
