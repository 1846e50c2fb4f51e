"""The engines of DatabaseInstance on Azure: two services that are alike but for their words."""

from dataclasses import dataclass
from typing import Final

from orchestrator.model.resources import DatabaseInstance

Plan = tuple[str, str]
"""Size and tier."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One service: its tokens, its names, what it sells."""

    module: str
    namespace: str
    subnet: str
    """The output of a network that is the subnet delegated to it."""
    zone: str
    """What its private names end with."""
    zone_property: str
    versions: dict[str, str]
    plans: dict[str, Plan]
    steady: Plan
    """The smallest that has copies, or a second server in another zone; the burstable tier has neither."""
    disks: tuple[int, ...]
    """The sizes that are sold, in GiB; none: any."""
    backup_days: int
    """The least that backups are kept."""
    tls: tuple[str, str]
    """How a setting is spelt when on, and when off."""
    slow: tuple[str, str]
    """The setting that logs slow queries."""

    def disk(self, db: DatabaseInstance) -> int:
        """The smallest disk that has the size."""
        wanted = db.spec.storage_gib
        return next((size for size in self.disks if size >= wanted), wanted)

    def plan(self, db: DatabaseInstance) -> Plan:
        """The cheapest that can do what is asked."""
        burstable = db.spec.size == "small"
        grown = db.spec.high_availability == "zone" or db.spec.replicas > 0
        return self.steady if burstable and grown else self.plans[db.spec.size]


MYSQL: Final = Engine(
    "azure-native:dbformysql",
    "Microsoft.DBforMySQL/flexibleServers",
    "mysqlSubnetId",
    "private.mysql.database.azure.com",
    "privateDnsZoneResourceId",
    {"8.0": "8.0.21"},
    {
        "small": ("Standard_B2s", "Burstable"),
        "medium": ("Standard_D2ds_v4", "GeneralPurpose"),
        "large": ("Standard_D8ds_v4", "GeneralPurpose"),
    },
    ("Standard_D2ds_v4", "GeneralPurpose"),
    (),
    1,
    ("ON", "OFF"),
    ("slow_query_log", "ON"),
)
POSTGRESQL: Final = Engine(
    "azure-native:dbforpostgresql",
    "Microsoft.DBforPostgreSQL/flexibleServers",
    "postgresqlSubnetId",
    "private.postgres.database.azure.com",
    "privateDnsZoneArmResourceId",
    {version: version for version in ("14", "15", "16", "17")},
    {
        "small": ("Standard_B2s", "Burstable"),
        "medium": ("Standard_D2ds_v5", "GeneralPurpose"),
        "large": ("Standard_D8ds_v5", "GeneralPurpose"),
    },
    ("Standard_D2ds_v5", "GeneralPurpose"),
    tuple(32 << step for step in range(10)),
    7,
    ("on", "off"),
    # In milliseconds: as long as MySQL's own slow_query_log counts as slow.
    ("log_min_duration_statement", "10000"),
)


def engine_of(db: DatabaseInstance) -> Engine:
    """The engine that a database asks for."""
    return MYSQL if db.spec.engine == "mysql" else POSTGRESQL
