"""Service Bus: what ARM refuses of namespaces and queues, what it fills in, and the keys it tells."""

import base64
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.ids import ArmId
from orchestrator.sandbox.azure.paths import fill, get
from orchestrator.sandbox.azure.store import Resource, Store

NAMESPACE = "microsoft.servicebus/namespaces"
QUEUE = "microsoft.servicebus/namespaces/queues"
RULE = "microsoft.servicebus/namespaces/queues/authorizationrules"
DURATIONS = (
    "lockDuration", "defaultMessageTimeToLive", "duplicateDetectionHistoryTimeWindow", "autoDeleteOnIdle",
)  # fmt: skip
FOR_EVER = "P10675199DT2H48M5.4775807S"
ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


def check_namespace(id: ArmId, body: dict[str, Any]) -> None:
    """Refuse what the service refuses of a namespace."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9]", id.name) or id.name.endswith(
        ("-sb", "-mgmt")
    ):
        raise _bad(f"The specified namespace '{id.name}' is not valid.")
    premium = str(get(body, "sku.name")).lower() == "premium"
    if get(body, "properties.premiumMessagingPartitions") and not premium:
        raise _bad("Partitions are for namespaces of the premium tier.")


def check_queue(id: ArmId, properties: dict[str, Any], store: Store) -> None:
    """Refuse what the service refuses of a queue."""
    if not re.fullmatch(r"[A-Za-z0-9]([\w./~-]{0,258}[A-Za-z0-9])?", id.name):
        raise _bad(f"'{id.name}' contains invalid characters for the name of a queue.")
    for name in DURATIONS:
        if properties.get(name) is not None:
            properties[name] = written(properties[name])
    lock = properties.get("lockDuration")
    if lock and not timedelta(seconds=5) <= parsed(lock) <= timedelta(minutes=5):
        raise _bad("The supplied lock time is not within the allowed range of 5 seconds to 5 minutes.")
    deliveries = properties.get("maxDeliveryCount")
    if deliveries is not None and not 1 <= deliveries <= 2000:
        raise _bad("The value for MaxDeliveryCount must be from 1 to 2000.")
    namespace = store.get(id.parent) if id.parent else None
    tier = str(get(namespace.body if namespace else {}, "sku.name")).lower()
    if properties.get("maxMessageSizeInKilobytes") not in (None, 256) and tier != "premium":
        raise _bad("MaxMessageSizeInKilobytes can be set for queues of premium namespaces only.")
    if properties.get("requiresSession") and tier == "basic":
        raise _bad("Sessions are not supported by namespaces of the basic tier.")


def complete_namespace(resource: Resource) -> None:
    """What the service adds to a namespace."""
    name, now = resource.id.name, _now()
    fill(resource.body, {"sku": {"name": "Standard", "tier": "Standard"}})
    resource.body["sku"]["tier"] = resource.body["sku"]["name"]
    fill(resource.properties, {
        "minimumTlsVersion": "1.2", "publicNetworkAccess": "Enabled", "disableLocalAuth": False,
        "zoneRedundant": True, "status": "Active", "createdAt": now,
        "serviceBusEndpoint": f"https://{name}.servicebus.windows.net:443/",
        "metricId": f"{resource.id.subscription}:{name}",
    })  # fmt: skip
    resource.properties["updatedAt"] = now


def complete_queue(resource: Resource) -> None:
    """What the service adds to a queue."""
    counts = ("active", "deadLetter", "scheduled", "transfer", "transferDeadLetter")
    fill(resource.properties, {
        "lockDuration": "PT1M", "maxSizeInMegabytes": 1024, "requiresDuplicateDetection": False,
        "requiresSession": False, "defaultMessageTimeToLive": FOR_EVER, "maxDeliveryCount": 10,
        "deadLetteringOnMessageExpiration": False, "duplicateDetectionHistoryTimeWindow": "PT10M",
        "status": "Active", "enableBatchedOperations": True, "autoDeleteOnIdle": FOR_EVER,
        "enablePartitioning": False, "enableExpress": False, "maxMessageSizeInKilobytes": 256,
        "messageCount": 0, "sizeInBytes": 0, "createdAt": _now(),
        "countDetails": {f"{kind}MessageCount": 0 for kind in counts},
    })  # fmt: skip
    resource.properties["updatedAt"] = _now()


def complete_rule(resource: Resource) -> None:
    """A rule gets its keys once."""
    for name in ("primary", "secondary"):
        resource.notes.setdefault(name, base64.b64encode(secrets.token_bytes(32)).decode())


def keys(rule: Resource) -> dict[str, str]:
    """The answer to listKeys."""
    namespace, queue = rule.id.pairs[0][1], rule.id.pairs[1][1]
    told = {"keyName": rule.id.name}
    for name in ("primary", "secondary"):
        key = rule.notes[name]
        login = f"SharedAccessKeyName={rule.id.name};SharedAccessKey={key}"
        where = f"Endpoint=sb://{namespace}.servicebus.windows.net/"
        told |= {f"{name}Key": key, f"{name}ConnectionString": f"{where};{login};EntityPath={queue}"}
    return told


def parsed(text: str) -> timedelta:
    """An ISO 8601 duration of days and less; raises ArmError."""
    found = ISO.fullmatch(text)
    if found is None or text in ("P", "PT"):
        raise _bad(f"The value '{text}' is not a duration.")
    days, hours, minutes, rest = (float(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=rest)


def written(text: str) -> str:
    """The duration as the service spells it: PT90S is PT1M30S."""
    if text == FOR_EVER:
        return text
    span = parsed(text)
    minutes, rest = divmod(span.seconds + span.microseconds / 1e6, 60)
    parts = ((int(minutes) // 60, "H"), (int(minutes) % 60, "M"), (rest, "S"))
    time = "".join(f"{count:g}{unit}" for count, unit in parts if count)
    return f"P{f'{span.days}D' if span.days else ''}{'T' + time if time or not span.days else ''}"


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _bad(text: str) -> ArmError:
    return ArmError(400, "BadRequest", text)
