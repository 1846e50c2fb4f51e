"""Load balancers: what the service fills in, what it refuses, and who is behind one."""

from typing import Any

from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.ids import ArmId
from orchestrator.sandbox.azure.paths import fill, get
from orchestrator.sandbox.azure.store import Resource, Store

BALANCER = "microsoft.network/loadbalancers"
POOL = "microsoft.network/loadbalancers/backendaddresspools"
INTERVAL = (5, 2_147_483_646)
PARTS = ("frontendIPConfigurations", "probes", "loadBalancingRules", "outboundRules")
"""What has an id of its own and lives within a balancer only."""


def complete(resource: Resource) -> None:
    """Give each part its id, and what the service chooses where the request says nothing."""
    fill(resource.body, {"sku": {"name": "Standard", "tier": "Regional"}})
    for kind in PARTS:
        for part in resource.properties.get(kind) or []:
            part["id"] = f"{resource.id}/{kind}/{part.get('name')}"
            fill(part, {"properties": {"provisioningState": "Succeeded"}})
    for frontend in resource.properties.get("frontendIPConfigurations") or []:
        fill(frontend, {"properties": {"privateIPAllocationMethod": "Dynamic"}})
    for probe in resource.properties.get("probes") or []:
        fill(probe, {"properties": {"intervalInSeconds": 15, "numberOfProbes": 2, "probeThreshold": 1}})
    for rule in resource.properties.get("loadBalancingRules") or []:
        fill(rule, {"properties": {
            "idleTimeoutInMinutes": 4, "enableFloatingIP": False, "enableTcpReset": False,
            "disableOutboundSnat": False, "loadDistribution": "Default",
        }})  # fmt: skip


def check(id: ArmId, body: dict[str, Any], store: Store) -> None:
    """Refuse a balancer that the service would refuse."""
    properties = body.get("properties") or {}
    if str(get(body, "sku.name") or "Standard") == "Basic":
        raise ArmError(400, "BasicSkuRetired", "Load balancers of the Basic SKU can no longer be made.")
    for frontend in properties.get("frontendIPConfigurations") or []:
        _frontend(id, frontend, store)
    for probe in properties.get("probes") or []:
        _probe(probe)
    _rules(id, properties)


def has_part(reference: ArmId, store: Store) -> bool:
    """Whether a reference names a part of a balancer that exists."""
    balancer = store.get(reference.parent) if reference.parent else None
    if balancer is None or balancer.id.type.lower() != BALANCER:
        return False
    kind, name = reference.pairs[-1]
    parts = get(balancer.properties, kind) or [] if kind.lower() in {part.lower() for part in PARTS} else []
    return any(str(part.get("name")).lower() == name.lower() for part in parts)


def behind(pool: Resource, store: Store) -> dict[str, Any]:
    """Who is in a pool: the configurations of interfaces, each also as an address."""
    found = [
        configuration["id"]
        for other in store.resources.values()
        for configuration in other.properties.get("ipConfigurations") or []
        if pool.id.key in _pools_of(configuration)
    ]
    if not found:
        return {}
    return {
        "backendIPConfigurations": [{"id": id} for id in found],
        "loadBalancerBackendAddresses": [
            {"name": id.split("/")[8], "properties": {"networkInterfaceIPConfiguration": {"id": id}}}
            for id in found
        ],
    }


def joined(id: ArmId, configuration: dict[str, Any], store: Store) -> None:
    """Refuse an interface that would stand behind two balancers of one side."""
    sides: dict[bool, ArmId] = {}
    for key in _pools_of(configuration):
        pool = store.find(key)
        balancer = store.get(pool.id.parent) if pool and pool.id.parent else None
        if balancer is None:
            continue
        fronts = balancer.properties.get("frontendIPConfigurations") or []
        public = any(get(front, "properties.publicIPAddress.id") for front in fronts)
        if sides.setdefault(public, balancer.id).key != balancer.id.key:
            text = f"The network interface {id} is behind {sides[public]} and {balancer.id} of one type."
            raise ArmError(400, "NetworkInterfaceReferencesMultipleLoadBalancersOfSameType", text)


def _pools_of(configuration: dict[str, Any]) -> list[str]:
    pools = get(configuration, "properties.loadBalancerBackendAddressPools") or []
    return [str(pool.get("id")).lower() for pool in pools]


def _frontend(id: ArmId, frontend: dict[str, Any], store: Store) -> None:
    address, subnet = (get(frontend, f"properties.{name}.id") for name in ("publicIPAddress", "subnet"))
    if bool(address) == bool(subnet):
        text = f"The frontend {frontend.get('name')} needs either a public IP address or a subnet."
        raise ArmError(400, "LoadBalancerFrontendIPConfigurationIsInvalid", text)
    public = store.find(address or "")
    if public is not None and get(public.body, "sku.name") != "Standard":
        text = f"The SKU of the load balancer {id} and of the public IP address {address} differ."
        raise ArmError(400, "LoadBalancerAndPublicIPAddressSkuMismatch", text)
    for other in store.resources.values() if address else ():
        if other.id.key != id.key and address.lower() in other.uses:
            text = f"Public IP address {address} is already used by {other.id}."
            raise ArmError(400, "PublicIPAddressInUse", text)


def _probe(probe: dict[str, Any]) -> None:
    inner = probe.get("properties") or {}
    interval = inner.get("intervalInSeconds", INTERVAL[0])
    if not INTERVAL[0] <= interval <= INTERVAL[1]:
        text = f"The probe {probe.get('name')} has the interval {interval}: {INTERVAL[0]} seconds at least."
        raise ArmError(400, "InvalidProbeInterval", text)
    by_path = str(inner.get("protocol")).lower() in ("http", "https")
    if by_path != bool(inner.get("requestPath")):
        text = f"The probe {probe.get('name')} needs a request path just with HTTP."
        raise ArmError(400, "InvalidProbeRequestPath", text)


def _rules(id: ArmId, properties: dict[str, Any]) -> None:
    known = {
        f"{id}/{kind}/{part.get('name')}".lower()
        for kind in (*PARTS, "backendAddressPools")
        for part in properties.get(kind) or []
    }
    fronts: dict[tuple[str, str, int], str] = {}
    backs: dict[tuple[str, str, int], str] = {}
    for rule in properties.get("loadBalancingRules") or []:
        name, inner = str(rule.get("name")), rule.get("properties") or {}
        front, pool, probe = (
            str(get(inner, f"{part}.id") or "").lower()
            for part in ("frontendIPConfiguration", "backendAddressPool", "probe")
        )
        for reference in (front, pool, probe):
            if reference and reference not in known:
                text = f"Resource {reference} referenced by the rule {name} of {id} was not found."
                raise ArmError(400, "InvalidResourceReference", text)
        protocol = str(inner.get("protocol")).lower()
        if (other := fronts.setdefault((front, protocol, inner["frontendPort"]), name)) != name:
            text = f"Load balancing rules {other} and {name} use the same frontend port and protocol."
            raise ArmError(400, "RulesUseSameFrontendPortProtocolAndIPConfig", text)
        if (other := backs.setdefault((pool, protocol, inner["backendPort"]), name)) != name:
            text = f"Load balancing rules {other} and {name} use the same backend port, protocol and pool."
            raise ArmError(400, "RulesUseSameBackendPortProtocolAndPool", text)
