"""What machines alone and in groups have in common on Azure: sizes, images, log-ins and firewalls."""

from typing import Any, Final

from orchestrator.adapters.azure.balancing import balanced
from orchestrator.adapters.azure.firewall import ONE_FIREWALL, group_of
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import MachineType, openings
from orchestrator.adapters.site import Site
from orchestrator.graph import Node, Secret, Value
from orchestrator.model.resources import VirtualMachine, VirtualMachineGroup

Machine = VirtualMachine | VirtualMachineGroup

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

LIMITS: Final[tuple[Limit[Any], ...]] = (
    *ONE_FIREWALL,
    Limit(
        "sshPublicKey",
        lambda vm: (vm.spec.ssh_public_key or "").startswith("ecdsa-"),
        "Azure's machines accept no ECDSA keys",
        "take one of type ed25519, or of type rsa with 2,048 bits or more",
    ),
)


def storage(vm: Machine, **disk: Value) -> dict[str, Value]:
    """The image, and the disk that it is written to; `disk` is what is said of it besides."""
    publisher, offer, plan = IMAGES[vm.spec.image.os, vm.spec.image.version]
    return {
        "imageReference": {"publisher": publisher, "offer": offer, "sku": plan, "version": "latest"},
        "osDisk": {
            "createOption": "FromImage",
            "diskSizeGB": max(vm.spec.disk_gib, IMAGE_GIB),
            # Managed disks are always encrypted where they lie.
            "managedDisk": {"storageAccountType": "StandardSSD_LRS"},
            **disk,
        },
    }


def key_of(vm: Machine, site: Site) -> Value:
    """The text of the key that may log in, if any."""
    return site.output(vm.spec.key_pair, "publicKey") if vm.spec.key_pair else vm.spec.ssh_public_key


def login(key: Value, passwords: tuple[Node, ...]) -> dict[str, Value]:
    """By key alone; else by a password that nobody is told."""
    profile: dict[str, Value] = {"adminUsername": LOGIN}
    linux: dict[str, Value] = {"disablePasswordAuthentication": not passwords}
    if key:
        accepted: dict[str, Value] = {"path": f"/home/{LOGIN}/.ssh/authorized_keys", "keyData": key}
        linux["ssh"] = {"publicKeys": [accepted]}
    for password in passwords:
        profile["adminPassword"] = Secret(password["result"])
    return {**profile, "linuxConfiguration": linux}


def firewall_of(vm: Machine, site: Site) -> tuple[tuple[Node, ...], Value]:
    """The security group of its own, if it needs one, and the id of the one that it has."""
    if vm.spec.firewalls:
        return (), site.output(vm.spec.firewalls[0], "id")
    cidr = site.network(vm.spec.network).spec.cidr
    shown = {(protocol, port, port, source) for protocol, port, source in openings(vm, cidr)}
    admitted = tuple(sorted({*shown, *balanced([vm.name], site)}))
    own = group_of(f"{vm.name}-firewall", site, ("firewall",), admitted)
    return (own,), own["id"]
