"""Managed Redis: what the service fills in, what it refuses, and the keys that it tells when asked."""

import secrets
from typing import Any

from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.ids import ArmId
from orchestrator.sandbox.azure.paths import fill, get
from orchestrator.sandbox.azure.store import Resource, Store

CLUSTER = "microsoft.cache/redisenterprise"
DATABASE = "microsoft.cache/redisenterprise/databases"
RETIRED = ("Enterprise_", "EnterpriseFlash_")
LARGEST_WHOLE = 25
"""GiB that a cache may have which is not divided over nodes."""


def complete_cluster(resource: Resource) -> None:
    """Fill in what a cluster tells about itself."""
    place = str(resource.body["location"]).replace(" ", "").lower()
    doubled = get(resource.properties, "highAvailability") != "Disabled"
    fill(resource.body, {"kind": "v2"})
    fill(resource.properties, {
        "hostName": f"{resource.id.name}.{place}.redis.azure.net", "highAvailability": "Enabled",
        "minimumTlsVersion": "1.2", "redisVersion": "7.4", "encryption": {},
        "redundancyMode": "ZR" if doubled else "None",
    })  # fmt: skip


def complete_database(resource: Resource) -> None:
    """Fill in what a database tells about itself, and draw its keys."""
    fill(resource.properties, {
        "port": 10000, "clientProtocol": "Encrypted", "clusteringPolicy": "OSSCluster",
        "evictionPolicy": "VolatileLRU", "accessKeysAuthentication": "Disabled", "redisVersion": "7.4",
        "deferUpgrade": "NotDeferred", "modules": [],
        "persistence": {"aofEnabled": False, "rdbEnabled": False},
    })  # fmt: skip
    for key in ("primaryKey", "secondaryKey"):
        resource.notes.setdefault(key, secrets.token_urlsafe(32))


def keys(database: Resource) -> dict[str, str]:
    """The keys of a database, which no other answer has."""
    if database.properties.get("accessKeysAuthentication") != "Enabled":
        text = "Access keys authentication is disabled on this database."
        raise ArmError(400, "AccessKeysAuthenticationDisabled", text)
    return {key: database.notes[key] for key in ("primaryKey", "secondaryKey")}


def check_cluster(body: dict[str, Any]) -> None:
    """Refuse a cluster that the service would refuse."""
    plan = str(get(body, "sku.name"))
    if plan.startswith(RETIRED):
        text = f"The SKU '{plan}' is retired: new caches are made with Azure Managed Redis SKUs."
        raise ArmError(400, "SkuNotAvailable", text)
    if get(body, "sku.capacity") is not None:
        raise ArmError(400, "BadRequest", f"The SKU '{plan}' takes no capacity.")


def check_database(id: ArmId, properties: dict[str, Any], store: Store) -> None:
    """Refuse a database that the service would refuse."""
    if id.name != "default":
        raise ArmError(400, "BadRequest", f"The database must be named 'default', not '{id.name}'.")
    cluster = store.get(id.parent) if id.parent else None
    if cluster and cluster.properties.get("resourceState") != "Running":
        raise ArmError(409, "Conflict", f"The cluster {cluster.id.name} is in a transitional state.")
    size = str(get(cluster.body, "sku.name") if cluster else "").rpartition("_")[2][1:]
    whole = properties.get("clusteringPolicy") == "NoCluster"
    if whole and size.isdigit() and int(size) > LARGEST_WHOLE:
        text = f"The clustering policy NoCluster is for caches of at most {LARGEST_WHOLE} GB."
        raise ArmError(400, "BadRequest", text)
