"""What ARM's services refuse beyond the shape of a body: names, ranges, clashes."""

import base64
import binascii
import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
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
from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.ids import ArmId
from orchestrator.sandbox.azure.paths import get
from orchestrator.sandbox.azure.store import Resource, Store

NAMES = {
    "microsoft.storage/storageaccounts": (r"[a-z0-9]{3,24}", "AccountNameInvalid"),
    "microsoft.storage/storageaccounts/blobservices/containers": (
        r"[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]|\$root|\$web", "InvalidResourceName",
    ),
    "microsoft.dbformysql/flexibleservers": (r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", "InvalidServerName"),
    "microsoft.dbforpostgresql/flexibleservers": (r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", "InvalidServerName"),
    "microsoft.cache/redisenterprise": (r"(?!-)(?!.*--)[A-Za-z0-9-]{1,60}(?<!-)", "InvalidResourceName"),
    "microsoft.compute/virtualmachines": (r"[A-Za-z0-9][\w.-]{0,62}[\w]|[A-Za-z0-9]", "InvalidParameter"),
}  # fmt: skip
ANY_NAME = (r"[A-Za-z0-9_.()][\w.()-]{0,89}", "InvalidResourceName")
CUSTOM_DATA_LIMIT = 87_380  # characters of base64: 64 KiB of data


def check_name(id: ArmId) -> None:
    """Refuse a name that the service does not allow."""
    if dns.is_record(id.type.lower()):
        return  # their names are those of DNS
    pattern, code = NAMES.get(id.type.lower(), ANY_NAME)
    if not re.fullmatch(pattern, id.name):
        raise ArmError(400, code, f"{id.name} is not a valid name for {id.type}.")


def check(id: ArmId, body: dict[str, Any], store: Store, old: Resource | None) -> None:
    """Refuse what the service of this type refuses."""
    properties = body.get("properties") or {}
    match id.type.lower():
        case "microsoft.network/virtualnetworks":
            _virtual_network(properties)
        case "microsoft.network/virtualnetworks/subnets":
            _subnet(id, properties, store)
        case "microsoft.network/networksecuritygroups/securityrules":
            _security_rule(id, properties, store)
        case "microsoft.network/networkinterfaces":
            _network_interface(id, properties, store)
        case balancing.BALANCER:
            balancing.check(id, body, store)
        case "microsoft.compute/virtualmachines":
            _virtual_machine(id, properties, store, old)
        case scaling.SCALE_SET:
            _scale_set(body, store, old)
        case scaling.SETTING:
            scaling.check_setting(id, properties, store)
        case "microsoft.compute/disks":
            _disk(id, body, store, old)
        case "microsoft.compute/sshpublickeys":
            _ssh_key(properties.get("publicKey"))
        case _:
            _check_service(id, body, store, old)


def _check_service(id: ArmId, body: dict[str, Any], store: Store, old: Resource | None) -> None:
    """The same for what is neither a network nor a machine."""
    properties = body.get("properties") or {}
    match id.type.lower():
        case buses.NAMESPACE:
            _taken(id, store, "Conflict")
            buses.check_namespace(id, body)
        case buses.QUEUE:
            buses.check_queue(id, properties, store)
        case dns.PUBLIC | dns.PRIVATE:
            dns.check_zone(id)
        case record if dns.is_record(record):
            dns.check_record(id, properties, store)
        case vaults.VAULT:
            _taken(id, store, "VaultAlreadyExists")
            vaults.check_vault(id, properties, store, old)
        case vaults.SECRET:
            vaults.check_secret(id, properties, store)
        case private_links.ENDPOINT:
            private_links.check_endpoint(properties)
        case private_links.ZONE_LINK:
            private_links.check_zone_link(id, properties, store)
        case kubernetes.CLUSTER:
            kubernetes.check(id, body, store, old)
        case caches.CLUSTER:
            _taken(id, store, "NameNotAvailable")
            caches.check_cluster(body)
        case caches.DATABASE:
            caches.check_database(id, properties, store)
        case "microsoft.storage/storageaccounts":
            _taken(id, store, "StorageAccountAlreadyTaken")
        case (
            "microsoft.dbformysql/flexibleservers/firewallrules"
            | "microsoft.dbforpostgresql/flexibleservers/firewallrules"
        ):
            databases.addresses(properties)
        case databases.MYSQL | databases.POSTGRES as kind:
            _taken(id, store, "ServerNameAlreadyExists")
            databases.check(kind, body, store, old)


def prefixes(properties: dict[str, Any]) -> list[IPv4Network | IPv6Network]:
    """The address ranges of a subnet."""
    said = [properties.get("addressPrefix"), *(properties.get("addressPrefixes") or [])]
    return [_network(text) for text in dict.fromkeys(said) if text]


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise ArmError(
            400, "InvalidAddressPrefixFormat", f"Address prefix {text} is not valid: {error}."
        ) from error


def _virtual_network(properties: dict[str, Any]) -> None:
    space = get(properties, "addressSpace.addressPrefixes") or []
    if not space:
        raise ArmError(400, "InvalidAddressSpace", "A virtual network needs at least one address prefix.")
    for text in space:
        _network(text)


def _subnet(id: ArmId, properties: dict[str, Any], store: Store) -> None:
    assert id.parent
    network = store.get(id.parent)
    space = [
        _network(text) for text in get(network and network.properties, "addressSpace.addressPrefixes") or []
    ]
    mine = prefixes(properties)
    if not mine:
        raise ArmError(400, "InvalidRequestFormat", f"Subnet {id.name} has no address prefix.")
    for prefix in mine:
        if not any(_within(prefix, wide) for wide in space):
            raise ArmError(
                400, "NetcfgInvalidSubnet",
                f"Subnet '{id.name}' is not valid because its IP address range {prefix} is outside the IP "
                f"address range of virtual network '{id.parent.name}'.",
            )  # fmt: skip
        for sibling in store.children(id.parent, "subnets"):
            if sibling.id.key != id.key and any(
                prefix.overlaps(other) for other in prefixes(sibling.properties)
            ):
                text = f"Subnet '{id.name}' is not valid because its range overlaps with '{sibling.id.name}'."
                raise ArmError(400, "NetcfgSubnetRangesOverlap", text)


def _within(inner: IPv4Network | IPv6Network, outer: IPv4Network | IPv6Network) -> bool:
    if isinstance(inner, IPv4Network) and isinstance(outer, IPv4Network):
        return inner.subnet_of(outer)
    return isinstance(inner, IPv6Network) and isinstance(outer, IPv6Network) and inner.subnet_of(outer)


def _security_rule(id: ArmId, properties: dict[str, Any], store: Store) -> None:
    assert id.parent
    priority = properties.get("priority")
    if not isinstance(priority, int) or not 100 <= priority <= 4096:
        text = f"Security rule {id.name} has invalid priority {priority}: 100 to 4096 are allowed."
        raise ArmError(400, "SecurityRuleInvalidPriority", text)
    for sibling in store.children(id.parent, "securityRules"):
        theirs = sibling.properties
        same = (theirs.get("priority"), theirs.get("direction")) == (priority, properties.get("direction"))
        if sibling.id.key != id.key and same:
            text = f"Security rule {id.name} conflicts with {sibling.id.name}: same priority and direction."
            raise ArmError(400, "SecurityRuleConflict", text)


def _network_interface(id: ArmId, properties: dict[str, Any], store: Store) -> None:
    for configuration in properties.get("ipConfigurations") or []:
        balancing.joined(id, configuration, store)
        inner = configuration.get("properties") or {}
        address = get(inner, "publicIPAddress.id")
        for other in store.resources.values() if address else ():
            if other.id.key != id.key and address.lower() in other.uses:
                text = f"Public IP address {address} is already used by {other.id}."
                raise ArmError(400, "PublicIPAddressInUse", text)
        subnet = store.find(get(inner, "subnet.id") or "")
        wanted = inner.get("privateIPAddress")
        if inner.get("privateIPAllocationMethod") != "Static" or not subnet or not wanted:
            continue
        if not any(ip_address(wanted) in p for p in prefixes(subnet.properties)):
            text = f"Private static IP address {wanted} does not belong to the range of {subnet.id}."
            raise ArmError(400, "PrivateIPAddressNotInSubnet", text)


def _virtual_machine(id: ArmId, properties: dict[str, Any], store: Store, old: Resource | None) -> None:
    for interface in get(properties, "networkProfile.networkInterfaces") or []:
        for other in store.resources.values():
            if other.id.key != id.key and other.id.type == id.type and interface["id"].lower() in other.uses:
                text = f"Network interface {interface['id']} is already attached to {other.id}."
                raise ArmError(400, "NicInUse", text)
    for key in get(properties, "osProfile.linuxConfiguration.ssh.publicKeys") or []:
        _ssh_key(key.get("keyData"))
    _data_disks(id, properties, store)
    custom_data = get(properties, "osProfile.customData")
    if custom_data is not None:
        _custom_data(custom_data)
    if old is None:
        _new_machine(properties)


def _data_disks(id: ArmId, properties: dict[str, Any], store: Store) -> None:
    disks = get(properties, "storageProfile.dataDisks") or []
    luns = [disk.get("lun") for disk in disks]
    if len(set(luns)) < len(luns) or not all(isinstance(lun, int) and 0 <= lun <= 63 for lun in luns):
        text = "Each data disk needs a logical unit number of its own, from 0 to 63."
        raise ArmError(400, "InvalidParameter", text)
    for disk in disks:
        attached = str(get(disk, "managedDisk.id") or "").lower()
        user = next((o for o in store.resources.values() if attached in o.uses and o.id.key != id.key), None)
        if attached and user:
            text = f"Disk '{attached}' cannot be attached as it is already owned by VM '{user.id}'."
            raise ArmError(409, "ConflictingUserInput", text)


def _disk(id: ArmId, body: dict[str, Any], store: Store, old: Resource | None) -> None:
    """A disk only grows, and keeps its kind while a running machine has it."""
    if old is None:
        return
    before, after = (get(b, "properties.diskSizeGB") for b in (old.body, body))
    if before and after and after < before:
        text = (
            f"Managed disk {id.name} cannot be resized to a smaller size: {after} GB is less than {before}."
        )
        raise ArmError(409, "OperationNotAllowed", text)
    owner = next(store.users(id), None)
    changed = get(body, "sku.name") not in (None, get(old.body, "sku.name"))
    if changed and owner and owner.notes.get("power", "running") != "deallocated":
        text = (
            f"The storage type of disk {id.name} cannot change while VM {owner.id.name} is not deallocated."
        )
        raise ArmError(409, "OperationNotAllowed", text)


def _ssh_key(text: str | None) -> None:
    """Machines know RSA and Ed25519 only."""
    if text is not None and not re.match(r"ssh-(rsa|ed25519) [A-Za-z0-9+/]+=*(\s|$)", text):
        known = "Only RSA and Ed25519 keys in OpenSSH format are supported"
        raise ArmError(400, "InvalidParameter", f"The value of parameter publicKey is invalid. {known}.")


def _scale_set(body: dict[str, Any], store: Store, old: Resource | None) -> None:
    scaling.check(body, store)
    machine = get(body, "properties.virtualMachineProfile") or {}
    custom_data = get(machine, "osProfile.customData")
    if custom_data is not None:
        _custom_data(custom_data)
    if old is None:
        _new_machine(machine, "computerNamePrefix")


def _custom_data(text: str) -> None:
    try:
        base64.b64decode(text, validate=True)
        valid = len(text) <= CUSTOM_DATA_LIMIT
    except binascii.Error:
        valid = False
    if not valid:
        limit = f"Base64 encoding and with a maximum length of {CUSTOM_DATA_LIMIT} characters"
        raise ArmError(400, "InvalidParameter", f"Custom data in OSProfile must be in {limit}.")


def _new_machine(properties: dict[str, Any], name: str = "computerName") -> None:
    disk = get(properties, "storageProfile.osDisk") or {}
    if str(disk.get("createOption", "FromImage")).lower() == "attach":
        return
    if not get(properties, "storageProfile.imageReference"):
        raise ArmError(400, "InvalidParameter", "Required parameter 'imageReference' is missing (null).")
    profile = properties.get("osProfile") or {}
    if not profile.get("adminUsername") or not profile.get(name):
        raise ArmError(400, "InvalidParameter", f"osProfile needs adminUsername and {name}.")
    keys = get(profile, "linuxConfiguration.ssh.publicKeys")
    if not profile.get("adminPassword") and not keys:
        text = (
            "Authentication using either SSH or by user name and password must be enabled in Linux profile."
        )
        raise ArmError(400, "InvalidParameter", text)


def _taken(id: ArmId, store: Store, code: str) -> None:
    """Names that are part of a host name are unique over all subscriptions."""
    for other in store.resources.values():
        if other.id.type.lower() == id.type.lower() and other.id.name == id.name and other.id.key != id.key:
            raise ArmError(409, code, f"The name '{id.name}' is already taken.")
