"""What the services fill in by themselves when a resource is written."""

import uuid
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from orchestrator.sandbox.azure import (
    balancing,
    buses,
    caches,
    databases,
    dns,
    kubernetes,
    private_links,
    scaling,
    vaults,
)
from orchestrator.sandbox.azure.ids import ArmId, parse
from orchestrator.sandbox.azure.paths import fill, get
from orchestrator.sandbox.azure.rules import prefixes
from orchestrator.sandbox.azure.store import Resource, Store

ALWAYS: dict[str, dict[str, Any]] = {
    "microsoft.network/virtualnetworks": {"enableDdosProtection": False},
    "microsoft.network/virtualnetworks/subnets": {
        "privateEndpointNetworkPolicies": "Disabled",
        "privateLinkServiceNetworkPolicies": "Enabled",
    },
    "microsoft.storage/storageaccounts/blobservices/containers": {
        "publicAccess": "None",
        "leaseState": "Available",
    },
    "microsoft.dbformysql/flexibleservers/databases": {
        "charset": "utf8mb4",
        "collation": "utf8mb4_0900_ai_ci",
    },
    "microsoft.dbforpostgresql/flexibleservers/databases": {"charset": "UTF8", "collation": "en_US.utf8"},
    "microsoft.network/privatednszones/virtualnetworklinks": {
        "registrationEnabled": False,
        "virtualNetworkLinkState": "Completed",
    },
    "microsoft.insights/metricalerts": {"autoMitigate": True, "isMigrated": False},
    "microsoft.insights/actiongroups": {"enabled": True},
}
"""What a service fills in whatever else the request says."""


def complete(resource: Resource, store: Store) -> None:
    """Add the server's own values to a resource that is being written."""
    body, properties, kind = resource.body, resource.properties, resource.id.type.lower()
    fill(properties, ALWAYS.get(kind, {}))
    match kind:
        case "microsoft.network/virtualnetworks":
            fill(properties, {"resourceGuid": _uuid()})
        case "microsoft.network/virtualnetworks/subnets":
            _delegations(properties)
        case "microsoft.network/networksecuritygroups":
            fill(properties, {"resourceGuid": _uuid(), "defaultSecurityRules": _default_rules(resource.id)})
        case "microsoft.network/publicipaddresses":
            _public_address(resource, store)
        case "microsoft.network/networkinterfaces":
            _network_interface(resource, store)
        case private_links.ENDPOINT:
            _private_endpoint(resource, store)
        case private_links.ZONE_GROUP:
            private_links.complete_zone_group(resource, store)
        case balancing.BALANCER:
            balancing.complete(resource)
            _frontends(resource, store)
        case "microsoft.compute/virtualmachines":
            _virtual_machine(resource, store)
        case scaling.SCALE_SET:
            scaling.complete(resource)
        case "microsoft.compute/disks":
            fill(body, {"sku": {"name": "Standard_LRS", "tier": "Standard"}})
            fill(properties, {
                "timeCreated": _now(), "uniqueId": _uuid(), "diskSizeGB": 30,
                "networkAccessPolicy": "AllowAll", "publicNetworkAccess": "Enabled",
                "encryption": {"type": "EncryptionAtRestWithPlatformKey"},
            })  # fmt: skip
        case _:
            _complete_service(resource, store)


def _complete_service(resource: Resource, store: Store) -> None:
    """The same for what is neither a network nor a machine."""
    properties = resource.properties
    match resource.id.type.lower():
        case vaults.VAULT:
            vaults.complete_vault(resource, store)
        case vaults.SECRET:
            vaults.complete_secret(resource, store)
        case "microsoft.storage/storageaccounts":
            _storage_account(resource)
        case scaling.SETTING:
            scaling.complete_setting(resource)
        case kubernetes.CLUSTER:
            kubernetes.complete(resource, store)
        case caches.CLUSTER:
            caches.complete_cluster(resource)
        case caches.DATABASE:
            caches.complete_database(resource)
        case "microsoft.storage/storageaccounts/blobservices/containers":
            fill(properties, {"lastModifiedTime": _now()})
        case "microsoft.storage/storageaccounts/managementpolicies":
            properties["lastModifiedTime"] = _now()
        case databases.MYSQL | databases.POSTGRES:
            databases.complete(resource, store)
        case (
            "microsoft.dbformysql/flexibleservers/configurations"
            | "microsoft.dbforpostgresql/flexibleservers/configurations"
        ):
            properties["source"] = "user-override"
        case buses.NAMESPACE:
            buses.complete_namespace(resource)
        case buses.QUEUE:
            buses.complete_queue(resource)
        case buses.RULE:
            buses.complete_rule(resource)
        case dns.PUBLIC | dns.PRIVATE:
            dns.complete_zone(resource)
        case record if dns.is_record(record):
            dns.complete_record(resource)


def belonging(resource: Resource) -> list[Resource]:
    """The resources that come into being with a new one."""
    id, now = resource.id, {"provisioningState": "Succeeded"}
    match id.type.lower():
        case "microsoft.storage/storageaccounts":
            settings = {"cors": {"corsRules": []}, "deleteRetentionPolicy": {"enabled": False}}
            return [Resource(id.child("blobServices", "default"), {"properties": settings})]
        case databases.MYSQL | databases.POSTGRES:
            return databases.settings(resource)
        case kubernetes.CLUSTER:
            return [kubernetes.nodes_group(resource)]
        case dns.PUBLIC | dns.PRIVATE:
            return dns.own_records(resource)
        case "microsoft.compute/virtualmachines":
            disk = get(resource.properties, "storageProfile.osDisk")
            disk_id = parse(disk["managedDisk"]["id"])
            assert disk_id
            sku = get(disk, "managedDisk.storageAccountType")
            made = {"creationData": {"createOption": "FromImage"}, "diskSizeGB": disk["diskSizeGB"], **now}
            body = {"location": resource.body["location"], "sku": {"name": sku}, "properties": made}
            return [Resource(disk_id, body)]
    return []


def _uuid() -> str:
    return str(uuid.uuid4())


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _delegations(properties: dict[str, Any]) -> None:
    for delegation in properties.get("delegations") or []:
        fill(delegation, {"properties": {"actions": [], "provisioningState": "Succeeded"}})


def _default_rules(group: ArmId) -> list[dict[str, Any]]:
    rules = (
        ("AllowVnetInBound", 65000, "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
        ("AllowAzureLoadBalancerInBound", 65001, "Inbound", "Allow", "AzureLoadBalancer", "*"),
        ("DenyAllInBound", 65500, "Inbound", "Deny", "*", "*"),
        ("AllowVnetOutBound", 65000, "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
        ("AllowInternetOutBound", 65001, "Outbound", "Allow", "*", "Internet"),
        ("DenyAllOutBound", 65500, "Outbound", "Deny", "*", "*"),
    )
    return [
        {
            "id": f"{group}/defaultSecurityRules/{name}",
            "name": name,
            "properties": {
                "priority": priority, "direction": direction, "access": access, "protocol": "*",
                "sourceAddressPrefix": source, "destinationAddressPrefix": target,
                "sourcePortRange": "*", "destinationPortRange": "*", "provisioningState": "Succeeded",
            },
        }
        for name, priority, direction, access, source, target in rules
    ]  # fmt: skip


def _public_address(resource: Resource, store: Store) -> None:
    properties, old = resource.properties, store.get(resource.id)
    fill(resource.body, {"sku": {"name": "Standard", "tier": "Regional"}})
    fill(properties, {
        "publicIPAddressVersion": "IPv4", "idleTimeoutInMinutes": 4, "publicIPAllocationMethod": "Static",
        "resourceGuid": _uuid(),
    })  # fmt: skip
    taken = {resource.properties.get("ipAddress") for resource in store.resources.values()}
    # 203.0.113.0/24 is for documentation: nobody owns it.
    free = (f"203.0.113.{last}" for last in range(1, 255))
    kept = old.properties.get("ipAddress") if old else None
    properties.setdefault("ipAddress", kept or next(address for address in free if address not in taken))


def _network_interface(resource: Resource, store: Store) -> None:
    properties, old = resource.properties, store.get(resource.id)
    before = {
        c.get("name"): c["properties"] for c in (old.properties if old else {}).get("ipConfigurations", [])
    }
    fill(properties, {
        "resourceGuid": _uuid(), "enableAcceleratedNetworking": False, "enableIPForwarding": False,
        "dnsSettings": {"dnsServers": []}, "macAddress": "00-0D-3A-" + _uuid()[:6].upper(),
    })  # fmt: skip
    for index, configuration in enumerate(properties.get("ipConfigurations") or []):
        configuration["id"] = f"{resource.id}/ipConfigurations/{configuration.get('name')}"
        fill(configuration, {"properties": {
            "privateIPAllocationMethod": "Dynamic", "privateIPAddressVersion": "IPv4",
            "primary": index == 0, "provisioningState": "Succeeded",
        }})  # fmt: skip
        inner = configuration["properties"]
        subnet = store.find(get(inner, "subnet.id") or "")
        if subnet and not inner.get("privateIPAddress"):
            earlier = before.get(configuration.get("name"), {})
            same = str(get(earlier, "subnet.id")).lower() == subnet.id.key
            inner["privateIPAddress"] = earlier["privateIPAddress"] if same else _free_address(subnet, store)


def _frontends(resource: Resource, store: Store) -> None:
    """A private balancer has an address of its subnet, and keeps it."""
    old = store.get(resource.id)
    before = {
        c["name"]: c["properties"]
        for c in (old.properties if old else {}).get("frontendIPConfigurations", [])
    }
    for frontend in resource.properties.get("frontendIPConfigurations") or []:
        inner = frontend["properties"]
        subnet = store.find(get(inner, "subnet.id") or "")
        if subnet and not inner.get("privateIPAddress"):
            kept = before.get(frontend["name"], {}).get("privateIPAddress")
            inner["privateIPAddress"] = kept or _free_address(subnet, store)


def _private_endpoint(resource: Resource, store: Store) -> None:
    subnet = store.find(get(resource.properties, "subnet.id") or "")
    assert subnet  # references are checked before
    old = store.get(resource.id)
    kept = old.notes.get("address") if old else None
    private_links.complete_endpoint(resource, store, kept or _free_address(subnet, store))


def _free_address(subnet: Resource, store: Store) -> str:
    """The first address of a subnet that no interface has; Azure keeps the first four and the last."""
    taken = {
        get(configuration, "properties.privateIPAddress")
        for other in store.resources.values()
        for kind in ("ipConfigurations", "frontendIPConfigurations")
        for configuration in other.properties.get(kind) or []
    }
    taken |= {other.notes.get("address") for other in store.resources.values()}
    network = prefixes(subnet.properties)[0]
    first = int(network.network_address) + 4
    return next(str(ip_address(n)) for n in range(first, first + 4096) if str(ip_address(n)) not in taken)


def _virtual_machine(resource: Resource, store: Store) -> None:
    properties, id = resource.properties, resource.id
    fill(properties, {"vmId": _uuid(), "timeCreated": _now()})
    if properties.get("osProfile"):
        fill(properties["osProfile"], {
            "allowExtensionOperations": True, "requireGuestProvisionSignal": True, "secrets": [],
            "linuxConfiguration": {"provisionVMAgent": True, "disablePasswordAuthentication": False},
        })  # fmt: skip
    name = get(properties, "storageProfile.osDisk.name") or f"{id.name}_OsDisk_1"
    disk = ArmId(id.subscription, id.group, "Microsoft.Compute", (("disks", name),))
    fill(properties, {"storageProfile": {"dataDisks": [], "osDisk": {
        "name": name, "createOption": "FromImage", "caching": "ReadWrite", "deleteOption": "Detach",
        "osType": "Linux", "diskSizeGB": 30,
        "managedDisk": {"id": str(disk), "storageAccountType": "Standard_LRS"},
    }}})  # fmt: skip
    resource.uses |= {disk.key}
    for attached in get(properties, "storageProfile.dataDisks") or []:
        _data_disk(attached, store)


def _data_disk(attached: dict[str, Any], store: Store) -> None:
    found = store.find(get(attached, "managedDisk.id") or "")
    if found:
        fill(attached, {
            "name": found.id.name, "caching": "None", "toBeDetached": False, "deleteOption": "Detach",
            "diskSizeGB": found.properties["diskSizeGB"],
            "managedDisk": {"storageAccountType": found.body["sku"]["name"]},
        })  # fmt: skip


def _storage_account(resource: Resource) -> None:
    name, body = resource.id.name, resource.body
    body["sku"]["tier"] = body["sku"]["name"].split("_")[0]
    services = ("blob", "dfs", "file", "queue", "table", "web")
    fill(resource.properties, {
        "primaryEndpoints": {service: f"https://{name}.{service}.core.windows.net/" for service in services},
        "primaryLocation": body["location"].lower().replace(" ", ""),
        "statusOfPrimary": "available", "creationTime": _now(), "supportsHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_0", "allowBlobPublicAccess": False, "accessTier": "Hot",
        "networkAcls": {"bypass": "AzureServices", "defaultAction": "Allow", "ipRules": []},
        "encryption": {"keySource": "Microsoft.Storage"},
    })  # fmt: skip
