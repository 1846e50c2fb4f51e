"""Scale sets and what changes their size: what the services fill in, refuse, and tell of single machines."""

import re
import uuid
from datetime import UTC, datetime
from typing import Any

from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.ids import ArmId, parse
from orchestrator.sandbox.azure.paths import fill, get
from orchestrator.sandbox.azure.store import Resource, Store

SCALE_SET = "microsoft.compute/virtualmachinescalesets"
SETTING = "microsoft.insights/autoscalesettings"
MOST_MACHINES = {True: 100, False: 1000}
"""How many machines there may be, with a single placement group and without."""
DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
DURATIONS = (("scaleAction", "cooldown"), ("metricTrigger", "timeGrain"), ("metricTrigger", "timeWindow"))
"""Where a rule has them."""
COOLDOWN = (60, 7 * 86400)


def complete(resource: Resource) -> None:
    """Fill in what a scale set tells about itself."""
    properties = resource.properties
    fill(resource.body, {"sku": {"tier": "Standard"}})
    fill(properties, {
        "uniqueId": str(uuid.uuid4()), "timeCreated": datetime.now(UTC).isoformat(),
        "orchestrationMode": "Uniform", "singlePlacementGroup": True, "overprovision": True,
        "doNotRunExtensionsOnOverprovisionedVMs": False, "platformFaultDomainCount": 5,
        "upgradePolicy": {"mode": "Manual"},
        "virtualMachineProfile": {
            "osProfile": {
                "allowExtensionOperations": True, "requireGuestProvisionSignal": True, "secrets": [],
                "linuxConfiguration": {"provisionVMAgent": True},
            },
            "storageProfile": {
                "diskControllerType": "SCSI", "osDisk": {"caching": "None", "osType": "Linux"},
            },
        },
    })  # fmt: skip
    if properties["upgradePolicy"]["mode"] == "Rolling":
        batch = {"maxBatchInstancePercent": 20, "pauseTimeBetweenBatches": "PT0S"}
        fill(properties, {"upgradePolicy": {"rollingUpgradePolicy": batch}})
    for interface in interfaces(properties):
        fill(interface, {"properties": {"enableAcceleratedNetworking": False, "enableIPForwarding": False}})
        for configuration in get(interface, "properties.ipConfigurations") or []:
            fill(configuration, {"properties": {"privateIPAddressVersion": "IPv4"}})


def complete_setting(resource: Resource) -> None:
    """Tell durations as the service spells them, however they were written."""
    for profile in resource.properties.get("profiles") or []:
        for rule in profile.get("rules") or []:
            for part, key in DURATIONS:
                rule[part][key] = _spelt(_seconds(rule[part][key]))


def _spelt(seconds: int) -> str:
    days, hours, minutes, rest = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60
    date = f"{days}D" if days else ""
    time = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if count)
    return f"P{date}{'T' + time if time else ''}"


def instances(scale_set: Resource) -> list[dict[str, Any]]:
    """The machines of a scale set, as many as it is large now."""
    prefix = get(scale_set.properties, "virtualMachineProfile.osProfile.computerNamePrefix")
    return [
        {
            "id": f"{scale_set.id}/virtualMachines/{number}",
            "name": f"{scale_set.id.name}_{number}",
            "instanceId": str(number),
            "location": scale_set.body["location"],
            "sku": {"name": get(scale_set.body, "sku.name"), "tier": "Standard"},
            "properties": {
                "latestModelApplied": True,
                "provisioningState": scale_set.properties.get("provisioningState", "Succeeded"),
                "osProfile": {"computerName": f"{prefix}{number:06}"},
            },
        }
        for number in range(get(scale_set.body, "sku.capacity") or 0)
    ]


def interfaces(properties: dict[str, Any]) -> list[dict[str, Any]]:
    """The interfaces that each machine of a scale set gets."""
    found: list[dict[str, Any]] = (
        get(properties, "virtualMachineProfile.networkProfile.networkInterfaceConfigurations") or []
    )
    return found


def check(body: dict[str, Any], store: Store) -> None:
    """Refuse a scale set that the service would refuse."""
    properties = body.get("properties") or {}
    capacity, single = get(body, "sku.capacity"), properties.get("singlePlacementGroup", True)
    if capacity is None or not 0 <= capacity <= MOST_MACHINES[single]:
        text = f"The capacity {capacity} is not allowed: 0 to {MOST_MACHINES[single]} machines are."
        raise ArmError(400, "InvalidParameter", text)
    uniform = properties.get("orchestrationMode", "Uniform") == "Uniform"
    if uniform and get(properties, "virtualMachineProfile.storageProfile.osDisk.deleteOption"):
        text = "The option to delete the OS disk is supported with the orchestration mode Flexible only."
        raise ArmError(400, "InvalidParameter", text)
    if uniform and not interfaces(properties):
        raise ArmError(400, "InvalidParameter", "A scale set needs a network interface configuration.")
    _upgrades(properties, store)


def check_setting(id: ArmId, properties: dict[str, Any], store: Store) -> None:
    """Refuse a setting that could never scale anything."""
    target = str(properties.get("targetResourceUri") or "").lower()
    for other in store.resources.values():
        theirs = str(other.properties.get("targetResourceUri") or "").lower()
        if other.id.type.lower() == SETTING and other.id.key != id.key and theirs == target:
            text = f"The resource {target} has an autoscale setting already: {other.id}."
            raise ArmError(409, "Conflict", text)
    for profile in properties.get("profiles") or []:
        capacity = profile.get("capacity") or {}
        least, usual, most = (int(capacity.get(key, 0)) for key in ("minimum", "default", "maximum"))
        if not least <= usual <= most:
            text = f"The capacity {least} to {most}, by default {usual}, of profile {profile.get('name')}"
            raise ArmError(400, "BadRequest", f"{text} is not in order.")
        for rule in profile.get("rules") or []:
            _rule(rule)


def _rule(rule: dict[str, Any]) -> None:
    cooldown = _seconds(str(get(rule, "scaleAction.cooldown")))
    if not COOLDOWN[0] <= cooldown <= COOLDOWN[1]:
        raise ArmError(400, "BadRequest", "The cooldown must be 1 minute to 1 week.")
    grain, window = (_seconds(str(get(rule, f"metricTrigger.{key}"))) for key in ("timeGrain", "timeWindow"))
    if not 300 <= window <= 43200 or window < grain:
        raise ArmError(400, "BadRequest", "The time window must be 5 minutes to 12 hours.")


def _seconds(text: str) -> int:
    found = DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        raise ArmError(400, "BadRequest", f"'{text}' is no ISO 8601 duration.")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _upgrades(properties: dict[str, Any], store: Store) -> None:
    probe = str(get(properties, "virtualMachineProfile.networkProfile.healthProbe.id") or "")
    if get(properties, "upgradePolicy.mode") == "Rolling" and not probe:
        text = "Rolling upgrades need a health probe or an application health extension."
        raise ArmError(400, "InvalidParameter", text)
    if not probe:
        return
    holder = parse(probe.rpartition("/probes/")[0])
    balancer = store.get(holder) if holder else None
    rules = balancer.properties.get("loadBalancingRules") or [] if balancer else []
    used = {str(get(rule, "properties.probe.id")).lower() for rule in rules}
    if probe.lower() not in used:
        text = f"The health probe {probe} is not used by a rule of its load balancer."
        raise ArmError(400, "CannotUseInactiveHealthProbe", text)
