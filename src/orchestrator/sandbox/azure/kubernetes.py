"""Kubernetes clusters: what the service fills in, what it refuses, and the resource group of their nodes."""

import re
import uuid
from ipaddress import ip_address, ip_network
from typing import Any

from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.ids import ArmId
from orchestrator.sandbox.azure.paths import fill, get
from orchestrator.sandbox.azure.store import Resource, Store

CLUSTER = "microsoft.containerservice/managedclusters"
VERSIONS = ("1.32", "1.33", "1.34")
TOO_SMALL = re.compile(r"Standard_(A[01]|B1)\w*", re.IGNORECASE)
TENANT = "00000000-0000-0000-0000-00000000000a"
FIXED = ("vmSize", "osDiskSizeGB", "osDiskType", "vnetSubnetID", "osType", "type")
"""What stays as it is for as long as a pool exists."""


def complete(resource: Resource, store: Store) -> None:
    """Fill in what a cluster tells about itself and its pools."""
    properties, old = resource.properties, store.get(resource.id)
    place = str(resource.body["location"]).replace(" ", "").lower()
    if (resource.body.get("identity") or {}).get("type") == "SystemAssigned":
        known = (old.body.get("identity") or {}) if old else {}
        own = {"principalId": known.get("principalId") or str(uuid.uuid4()), "tenantId": TENANT}
        resource.body["identity"].update(own)
    drawn = resource.notes.setdefault("drawn", uuid.uuid4().hex[:8])
    fill(resource.body, {"sku": {"name": "Base", "tier": "Free"}})
    fill(properties, {
        "maxAgentPools": 100, "enableRBAC": True, "supportPlan": "KubernetesOfficial",
        "resourceUID": uuid.uuid4().hex, "servicePrincipalProfile": {"clientId": "msi"},
        "nodeResourceGroup": f"MC_{resource.id.group}_{resource.id.name}_{place}"[:80],
        "identityProfile": {"kubeletidentity": {"clientId": drawn, "objectId": drawn}},
        "storageProfile": {"diskCSIDriver": {"enabled": True}, "fileCSIDriver": {"enabled": True}},
        "oidcIssuerProfile": {"enabled": False}, "publicNetworkAccess": "Enabled",
    })  # fmt: skip
    _addresses(properties, place, drawn)
    _network(properties)
    _versions(properties, old)


def _addresses(properties: dict[str, Any], place: str, drawn: str) -> None:
    prefix = f"{properties.get('dnsPrefix')}-{drawn}"
    fill(properties, {"fqdn": f"{prefix}.hcp.{place}.azmk8s.io"})
    if get(properties, "apiServerAccessProfile.enablePrivateCluster"):
        host = f"{prefix}.{uuid.uuid5(uuid.NAMESPACE_URL, prefix)}.privatelink.{place}.azmk8s.io"
        fill(properties, {"privateFQDN": host, "privateLinkResources": []})
    if get(properties, "oidcIssuerProfile.enabled"):
        issuer = f"https://{place}.oic.prod-aks.azure.com/{TENANT}/{drawn}/"
        properties["oidcIssuerProfile"]["issuerURL"] = issuer


def _network(properties: dict[str, Any]) -> None:
    fill(properties, {"networkProfile": {
        "networkPlugin": "azure", "loadBalancerSku": "standard", "outboundType": "loadBalancer",
        "serviceCidr": "10.0.0.0/16", "dnsServiceIP": "10.0.0.10", "ipFamilies": ["IPv4"],
        "loadBalancerProfile": {"managedOutboundIPs": {"count": 1}},
    }})  # fmt: skip
    network = properties["networkProfile"]
    fill(network, {"serviceCidrs": [network["serviceCidr"]]})
    if network.get("podCidr"):
        fill(network, {"podCidrs": [network["podCidr"]]})


def nodes_group(cluster: Resource) -> Resource:
    """The resource group that the service makes for the nodes, and deletes with the cluster."""
    id = ArmId(cluster.id.subscription, str(cluster.properties["nodeResourceGroup"]))
    told = {"properties": {"provisioningState": "Succeeded"}, "managedBy": str(cluster.id)}
    kind = {"type": "Microsoft.Resources/resourceGroups"}
    return Resource(id, {"location": cluster.body["location"], **kind, **told})


def check(id: ArmId, body: dict[str, Any], store: Store, old: Resource | None) -> None:
    """Refuse a cluster that the service would refuse."""
    properties = body.get("properties") or {}
    prefix = str(properties.get("dnsPrefix") or "")
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?", prefix):
        raise _bad("InvalidDNSPrefix", f"The DNS prefix '{prefix}' is invalid.")
    if properties.get("disableLocalAccounts") and not get(properties, "aadProfile.managed"):
        raise _bad("BadRequest", "Local accounts can be disabled only with Microsoft Entra integration.")
    _version(str(properties.get("kubernetesVersion") or VERSIONS[-1]), old)
    _pools(properties, old)
    _ranges(properties, store)
    nodes = ArmId(id.subscription, str(properties.get("nodeResourceGroup")))
    if old is None and store.get(nodes):
        raise ArmError(409, "NodeResourceGroupAlreadyExists", f"The group {nodes.group} exists already.")
    path = "apiServerAccessProfile.enablePrivateCluster"
    if old and bool(get(old.properties, path)) != bool(get(properties, path)):
        raise _bad("PropertyChangeNotAllowed", f"Changing property '{path}' is not allowed.")


def _version(wanted: str, old: Resource | None) -> None:
    minor = ".".join(wanted.split(".")[:2])
    if minor not in VERSIONS:
        text = f"The version {wanted} is not supported: {', '.join(VERSIONS)} are."
        raise _bad("K8sVersionNotSupported", text)
    before = str(old.properties.get("currentKubernetesVersion")) if old else minor
    step = VERSIONS.index(minor) - VERSIONS.index(".".join(before.split(".")[:2]))
    if step not in (0, 1):
        raise _bad("OperationNotAllowed", f"Upgrading from {before} to {wanted} is not allowed.")


def _versions(properties: dict[str, Any], old: Resource | None) -> None:
    """Nodes that nobody upgrades stay at the version that they have."""
    before = {pool["name"]: pool for pool in (old.properties.get("agentPoolProfiles") or [] if old else [])}
    fill(properties, {"kubernetesVersion": VERSIONS[-1]})
    wanted = str(properties["kubernetesVersion"])
    properties["currentKubernetesVersion"] = _patch(wanted)
    for pool in properties.get("agentPoolProfiles") or []:
        fill(pool, {
            "osType": "Linux", "osSKU": "Ubuntu", "type": "VirtualMachineScaleSets", "maxPods": 250,
            "osDiskType": "Managed", "kubeletDiskType": "OS", "enableNodePublicIP": False,
            "provisioningState": "Succeeded", "powerState": {"code": "Running"}, "enableFIPS": False,
            "scaleDownMode": "Delete", "upgradeSettings": {"maxSurge": "10%", "maxUnavailable": "0"},
            "nodeImageVersion": "AKSUbuntu-2204gen2containerd-202510.01.0",
        })  # fmt: skip
        version = pool.get("orchestratorVersion") or before.get(pool["name"], {}).get("orchestratorVersion")
        pool["orchestratorVersion"] = version or wanted
        pool["currentOrchestratorVersion"] = _patch(pool["orchestratorVersion"])


def _patch(version: str) -> str:
    return version if version.count(".") == 2 else f"{version}.1"


def _pools(properties: dict[str, Any], old: Resource | None) -> None:
    pools = properties.get("agentPoolProfiles") or []
    if not any(pool.get("mode") == "System" for pool in pools):
        raise _bad("BadRequest", "There must be at least one system agent pool.")
    before = {pool["name"]: pool for pool in (old.properties.get("agentPoolProfiles") or [] if old else [])}
    for pool in pools:
        name = str(pool.get("name"))
        if not re.fullmatch(r"[a-z][a-z0-9]{0,11}", name):
            raise _bad("InvalidParameter", f"The agent pool name '{name}' is invalid.")
        if TOO_SMALL.fullmatch(str(pool.get("vmSize"))):
            text = f"The size {pool['vmSize']} is too small for the system pool {name}."
            raise _bad("VMSizeNotSupported", text)
        _count(pool)
        for key in FIXED:
            known = before.get(name, {}).get(key)
            if known is not None and pool.get(key) is not None and pool[key] != known:
                text = f"Changing property 'properties.agentPoolProfiles.{key}' of {name} is not allowed."
                raise _bad("PropertyChangeNotAllowed", text)


def _count(pool: dict[str, Any]) -> None:
    count, least, most = (pool.get(key) for key in ("count", "minCount", "maxCount"))
    if not isinstance(count, int) or not 1 <= count <= 1000:
        raise _bad("InvalidParameter", f"A system pool cannot have {count} nodes: 1 to 1000 are allowed.")
    if not pool.get("enableAutoScaling"):
        if least is not None or most is not None:
            raise _bad("InvalidParameter", "minCount and maxCount are for pools with enableAutoScaling.")
    elif least is None or most is None or not 1 <= least <= count <= most:
        raise _bad("InvalidParameter", f"{least} to {most} nodes, and {count} now, are not in order.")


def _ranges(properties: dict[str, Any], store: Store) -> None:
    services = ip_network(str(get(properties, "networkProfile.serviceCidr") or "10.0.0.0/16"))
    names = ip_address(str(get(properties, "networkProfile.dnsServiceIP") or services.network_address + 10))
    if names not in services:
        raise _bad("InvalidDNSServiceIP", f"The DNS service IP {names} is not in {services}.")
    pods = get(properties, "networkProfile.podCidr")
    if pods and ip_network(pods).overlaps(services):
        raise _bad("PodCidrOverlapServiceCidr", f"The pod CIDR {pods} overlaps the service CIDR {services}.")
    for pool in properties.get("agentPoolProfiles") or []:
        subnet = store.find(str(pool.get("vnetSubnetID") or ""))
        network = store.get(subnet.id.parent) if subnet and subnet.id.parent else None
        for taken in get(network and network.properties, "addressSpace.addressPrefixes") or []:
            if ip_network(taken).overlaps(services):
                text = f"The service CIDR {services} overlaps the network's {taken}."
                raise _bad("ServiceCidrOverlapExistingSubnetsCidr", text)


def _bad(code: str, text: str) -> ArmError:
    return ArmError(400, code, text)
