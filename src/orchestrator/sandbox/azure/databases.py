"""The two services for databases, MySQL and PostgreSQL: what they fill in, and what they refuse."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.paths import fill, get
from orchestrator.sandbox.azure.store import Resource, Store

MYSQL = "microsoft.dbformysql/flexibleservers"
POSTGRES = "microsoft.dbforpostgresql/flexibleservers"

SETTINGS = {
    MYSQL: {
        "require_secure_transport": "ON",
        "tls_version": "TLSv1.2",
        "max_connections": "171",
        "slow_query_log": "OFF",
        "audit_log_enabled": "OFF",
        "innodb_buffer_pool_size": "134217728",
        "character_set_server": "utf8mb4",
        "event_scheduler": "OFF",
        "wait_timeout": "28800",
    },
    POSTGRES: {
        "require_secure_transport": "on",
        "ssl_min_protocol_version": "TLSv1.2",
        "max_connections": "100",
        "log_min_duration_statement": "-1",
        "log_connections": "on",
        "shared_buffers": "32768",
        "wal_level": "replica",
        "idle_in_transaction_session_timeout": "0",
    },
}


@dataclass(frozen=True, slots=True)
class Service:
    """Where the two differ."""

    delegation: str
    host: str
    versions: tuple[str, ...]
    roles: tuple[str, str]
    """Of a server with copies, and of a copy."""
    days: tuple[int, int]
    """For how long backups may be kept."""
    disks: tuple[int, ...] = ()
    """The sizes that are sold, in GiB; none: any."""


SERVICES = {
    MYSQL: Service(
        "Microsoft.DBforMySQL/flexibleServers", "mysql", ("5.7", "8.0.21"), ("Source", "Replica"),
        (1, 35),
    ),
    POSTGRES: Service(
        "Microsoft.DBforPostgreSQL/flexibleServers", "postgres", ("13", "14", "15", "16", "17", "18"),
        ("Primary", "AsyncReplica"), (7, 35), tuple(32 << n for n in range(10)),
    ),
}  # fmt: skip


def complete(resource: Resource, store: Store) -> None:
    """Fill in what a server tells about itself; a copy is as its source, except for its network."""
    kind = resource.id.type.lower()
    service, properties = SERVICES[kind], resource.properties
    source = store.find(str(properties.get("sourceServerResourceId")))
    if source is not None:
        fill(resource.body, {"sku": dict(source.body["sku"])})
        kept = ("administratorLogin", "version", "storage", "backup")
        fill(properties, {key: source.properties[key] for key in kept if key in source.properties})
        properties["replicationRole"] = service.roles[1]
        source.properties["replicationRole"] = service.roles[0]
    inside = get(properties, "network.delegatedSubnetResourceId")
    fill(properties, {
        "version": service.versions[-1], "state": "Ready", "availabilityZone": "1", "replicationRole": "None",
        "fullyQualifiedDomainName": f"{resource.id.name}.{service.host}.database.azure.com",
        "storage": {"storageSizeGB": 32, "iops": 360, "autoGrow": "Enabled"},
        "backup": {"backupRetentionDays": 7, "geoRedundantBackup": "Disabled"},
        "highAvailability": {"mode": "Disabled", "state": "NotEnabled"},
        "network": {"publicNetworkAccess": "Disabled" if inside else "Enabled"},
        "maintenanceWindow": {"customWindow": "Disabled", "dayOfWeek": 0, "startHour": 0, "startMinute": 0},
    })  # fmt: skip
    if kind == MYSQL:
        fill(properties, {"storage": {"autoIoScaling": "Disabled"}})


def settings(server: Resource) -> list[Resource]:
    """The settings that come into being with a server."""
    return [
        Resource(server.id.child("configurations", name), {
            "properties": {
                "value": value, "defaultValue": value, "source": "system-default", "isReadOnly": "False",
            },
        })
        for name, value in SETTINGS[server.id.type.lower()].items()
    ]  # fmt: skip


def check(kind: str, body: dict[str, Any], store: Store, old: Resource | None) -> None:
    """Refuse a server that the service would refuse."""
    service, properties = SERVICES[kind], body.get("properties") or {}
    copied = old is None and properties.get("createMode") == "Replica"
    if copied:
        _copy(properties, store)
    elif old is None and properties.get("createMode", "Default") in ("Default", "Create"):
        _first_account(body, properties)
    _figures(service, properties)
    _tier(body, properties)
    _delegated(service, properties, store)


def addresses(properties: dict[str, Any]) -> None:
    """Refuse an opening that is no range."""
    try:
        first, last = (ip_address(properties[name]) for name in ("startIpAddress", "endIpAddress"))
    except ValueError as error:
        raise ArmError(
            400, "InvalidParameterValue", f"A firewall rule needs two addresses: {error}."
        ) from error
    if int(first) > int(last):
        raise ArmError(400, "InvalidParameterValue", f"The range from {first} to {last} is empty.")


def _first_account(body: dict[str, Any], properties: dict[str, Any]) -> None:
    if not body.get("sku") or not properties.get("administratorLogin"):
        raise ArmError(400, "InvalidParameterValue", "sku and administratorLogin are needed at creation.")
    password = properties.get("administratorLoginPassword") or ""
    classes = sum(bool(re.search(p, password)) for p in ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]"))
    if not 8 <= len(password) <= 128 or classes < 3:
        raise ArmError(400, "PasswordNotComplex", "The password must have 8 to 128 characters of 3 classes.")


def _copy(properties: dict[str, Any], store: Store) -> None:
    source = store.find(str(properties.get("sourceServerResourceId")))
    if source is None:
        text = "Required parameter 'sourceServerResourceId' is missing (null)."
        raise ArmError(400, "InvalidParameterValue", text)
    if get(source.body, "sku.tier") == "Burstable":
        text = f"Read replicas are not supported for the pricing tier Burstable of {source.id.name}."
        raise ArmError(400, "ReadReplicaNotSupported", text)
    if source.properties.get("sourceServerResourceId"):
        raise ArmError(400, "ReadReplicaNotSupported", f"{source.id.name} is itself a replica.")


def _figures(service: Service, properties: dict[str, Any]) -> None:
    days = get(properties, "backup.backupRetentionDays")
    if days is not None and not service.days[0] <= days <= service.days[1]:
        text = f"The backup retention must be {service.days[0]} to {service.days[1]} days, not {days}."
        raise ArmError(400, "InvalidParameterValue", text)
    size = get(properties, "storage.storageSizeGB")
    if size is not None and service.disks and size not in service.disks:
        text = f"The storage size {size} GiB is not one of {', '.join(map(str, service.disks))}."
        raise ArmError(400, "InvalidParameterValue", text)
    version = properties.get("version")
    if version is not None and version not in service.versions:
        raise ArmError(400, "InvalidParameterValue", f"The version '{version}' is not supported.")


def _tier(body: dict[str, Any], properties: dict[str, Any]) -> None:
    doubled = get(properties, "highAvailability.mode") not in (None, "Disabled")
    if doubled and get(body, "sku.tier") == "Burstable":
        text = "High availability is not supported for the pricing tier Burstable."
        raise ArmError(400, "HANotSupportedForBurstable", text)


def _delegated(service: Service, properties: dict[str, Any], store: Store) -> None:
    subnet = store.find(get(properties, "network.delegatedSubnetResourceId") or "")
    if subnet is None:
        return
    services = [get(d, "properties.serviceName") for d in subnet.properties.get("delegations") or []]
    if service.delegation not in services:
        text = f"The subnet {subnet.id} is not delegated to {service.delegation}."
        raise ArmError(400, "SubnetNotDelegated", text)
