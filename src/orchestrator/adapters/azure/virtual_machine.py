"""VirtualMachine on Azure: a machine with its network interface, firewall and public address."""

from typing import Final

from orchestrator.adapters.azure.balancing import balanced, pools_of
from orchestrator.adapters.azure.firewall import ONE_FIREWALL, group_of
from orchestrator.adapters.azure.foundation import placed
from orchestrator.adapters.azure.volume import data_disks, too_many_disks
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import MachineType, fitting, openings, promise, refusals
from orchestrator.adapters.passwords import generated
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import raise_all
from orchestrator.graph import CloudInit, Node, Secret, Value
from orchestrator.model.resources import VirtualMachine

# Cheapest first.
TYPES = (
    MachineType("Standard_B1s", 1, 1),
    MachineType("Standard_B1ms", 1, 2),
    MachineType("Standard_B2s", 2, 4),
    MachineType("Standard_B2ms", 2, 8),
    MachineType("Standard_B4ms", 4, 16),
    MachineType("Standard_E4s_v5", 4, 32),
    MachineType("Standard_B8ms", 8, 32),
    MachineType("Standard_E8s_v5", 8, 64),
    MachineType("Standard_D16s_v5", 16, 64),
    MachineType("Standard_E16s_v5", 16, 128),
    MachineType("Standard_D32s_v5", 32, 128),
    MachineType("Standard_E32s_v5", 32, 256),
    MachineType("Standard_D64s_v5", 64, 256),
)
# Publisher, offer and plan.
IMAGES = {
    ("debian", "11"): ("Debian", "debian-11", "11-gen2"),
    ("debian", "12"): ("Debian", "debian-12", "12-gen2"),
    ("debian", "13"): ("Debian", "debian-13", "13-gen2"),
    ("ubuntu", "22.04"): ("Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts-gen2"),
    ("ubuntu", "24.04"): ("Canonical", "ubuntu-24_04-lts", "server"),
}
IMAGE_GIB = 30
"""Azure's images are that large, and refuse a smaller disk."""
USER_DATA_LIMIT = 65535
LOGIN = "orchestrator"

LIMITS: Final[tuple[Limit[VirtualMachine], ...]] = (
    *ONE_FIREWALL,
    Limit(
        "sshPublicKey",
        lambda vm: (vm.spec.ssh_public_key or "").startswith("ecdsa-"),
        "Azure's machines accept no ECDSA keys",
        "take one of type ed25519, or of type rsa with 2,048 bits or more",
    ),
)


def translate(vm: VirtualMachine, site: Site) -> Translation:
    """Azure wants a key or a password: without a key, one that nobody is told."""
    raise_all(refusals(vm, TYPES, set(IMAGES)) + require_internet(vm, site, vm.spec.public_address))
    size = fitting(TYPES, promise(vm.spec.size)) or TYPES[-1]
    raise_all(too_many_disks(vm, site, size.name))
    firewalls, firewall = _firewall(vm, site)
    addresses = _addresses(vm, site)
    interface = _interface(vm, site, firewall, addresses)
    passwords = () if _key(vm, site) else (generated(f"{vm.name}-password", 32),)
    machine = _machine(vm, site, size, interface, passwords)
    inside = interface["ipConfigurations.0.privateIPAddress"]
    outside = addresses[0]["ipAddress"] if addresses else None
    user_data = site.text(vm.spec.user_data)
    return Translation(
        nodes=(*firewalls, *addresses, interface, *passwords, machine),
        outputs={"id": machine["id"], "privateAddress": inside, "publicAddress": outside},
        slots=(
            CloudInit(
                machine.name, ("osProfile", "customData"), "base64", USER_DATA_LIMIT, inside, user_data
            ),
        ),
        checks=checks(vm, machine["provisioningState"], ("Succeeded",), host=outside or inside),
        protected=(machine.name,),
    )


def _machine(
    vm: VirtualMachine, site: Site, size: MachineType, interface: Node, passwords: tuple[Node, ...]
) -> Node:
    disks = data_disks(vm, site)
    publisher, offer, plan = IMAGES[vm.spec.image.os, vm.spec.image.version]
    properties: dict[str, Value] = {
        **placed(site),
        "vmName": site.named(),
        "hardwareProfile": {"vmSize": size.name},
        "storageProfile": {
            "imageReference": {"publisher": publisher, "offer": offer, "sku": plan, "version": "latest"},
            "osDisk": {
                "createOption": "FromImage",
                "deleteOption": "Delete",
                "diskSizeGB": max(vm.spec.disk_gib, IMAGE_GIB),
                # Managed disks are always encrypted where they lie.
                "managedDisk": {"storageAccountType": "StandardSSD_LRS"},
            },
            **({"dataDisks": disks} if disks else {}),
        },
        "networkProfile": {"networkInterfaces": [{"id": interface["id"], "primary": True}]},
        "osProfile": _login(vm, _key(vm, site), passwords),
        # Without the serial console's log, a machine that does not boot tells nothing.
        "diagnosticsProfile": {"bootDiagnostics": {"enabled": True}},
    }
    return Node("azure-native:compute:VirtualMachine", vm.name, properties)


def _key(vm: VirtualMachine, site: Site) -> Value:
    """The text of the key that may log in, if any."""
    return site.output(vm.spec.key_pair, "publicKey") if vm.spec.key_pair else vm.spec.ssh_public_key


def _login(vm: VirtualMachine, key: Value, passwords: tuple[Node, ...]) -> dict[str, Value]:
    """By key alone; else by a password that nobody is told."""
    login: dict[str, Value] = {"computerName": vm.name, "adminUsername": LOGIN}
    linux: dict[str, Value] = {"disablePasswordAuthentication": not passwords}
    if key:
        accepted: dict[str, Value] = {"path": f"/home/{LOGIN}/.ssh/authorized_keys", "keyData": key}
        linux["ssh"] = {"publicKeys": [accepted]}
    for password in passwords:
        login["adminPassword"] = Secret(password["result"])
    return {**login, "linuxConfiguration": linux}


def _addresses(vm: VirtualMachine, site: Site) -> tuple[Node, ...]:
    if not vm.spec.public_address:
        return ()
    properties: dict[str, Value] = {
        **placed(site),
        "publicIpAddressName": site.named("address"),
        "publicIPAllocationMethod": "Static",
        "publicIPAddressVersion": "IPv4",
        "sku": {"name": "Standard"},
    }
    return (Node("azure-native:network:PublicIPAddress", f"{vm.name}-address", properties),)


def _interface(vm: VirtualMachine, site: Site, firewall: Value, addresses: tuple[Node, ...]) -> Node:
    side = "public" if vm.spec.public_address else "private"
    configuration: dict[str, Value] = {
        "name": "primary",
        "primary": True,
        "subnet": {"id": site.output(vm.spec.network, f"{side}SubnetId")},
        "privateIPAllocationMethod": "Dynamic",
    }
    for address in addresses:
        configuration["publicIPAddress"] = {"id": address["id"]}
    if pools := pools_of(vm.name, site):
        configuration["loadBalancerBackendAddressPools"] = pools
    properties: dict[str, Value] = {
        **placed(site),
        "networkInterfaceName": site.named("interface"),
        "ipConfigurations": [configuration],
        "networkSecurityGroup": {"id": firewall},
    }
    return Node("azure-native:network:NetworkInterface", f"{vm.name}-interface", properties)


def _firewall(vm: VirtualMachine, site: Site) -> tuple[tuple[Node, ...], Value]:
    """The security group of its own, if it needs one, and the id of the one that it has."""
    if vm.spec.firewalls:
        return (), site.output(vm.spec.firewalls[0], "id")
    cidr = site.network(vm.spec.network).spec.cidr
    shown = {(protocol, port, port, source) for protocol, port, source in openings(vm, cidr)}
    admitted = tuple(sorted({*shown, *balanced([vm.name], site)}))
    own = group_of(f"{vm.name}-firewall", site, ("firewall",), admitted)
    return (own,), own["id"]
