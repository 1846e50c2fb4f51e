"""Volume on Azure: a managed disk; the machine that it belongs to names it among its data disks."""

from typing import Final

from orchestrator.adapters.azure.foundation import placed
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.naming import digest
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, Unsupported
from orchestrator.graph import CloudApi, Node, Output, Value
from orchestrator.model.resources import VirtualMachine, Volume

SKUS = {"standard": "StandardSSD_LRS", "fast": "Premium_LRS"}
SLOTS = 64
"""Azure numbers the disks of a machine from 0 to 63, however few it may have."""
MOST_DISKS: Final = {
    "Standard_B1s": 2,
    "Standard_B1ms": 2,
    "Standard_B2s": 4,
    "Standard_B2ms": 4,
    "Standard_B4ms": 8,
    "Standard_E4s_v5": 8,
    "Standard_B8ms": 16,
    "Standard_E8s_v5": 16,
    "Standard_D16s_v5": 32,
    "Standard_E16s_v5": 32,
    "Standard_D32s_v5": 32,
    "Standard_E32s_v5": 32,
    "Standard_D64s_v5": 32,
}
"""Data disks that a type of machine may have."""


LIMITS: Final[tuple[Limit[Volume], ...]] = (
    Limit(
        "attachTo",
        lambda volume: volume.spec.attach_to in volume.depends_on,
        "a machine on Azure names its disks, so they are made before it",
        "leave the machine out of dependsOn",
    ),
)


def translate(volume: Volume, site: Site) -> Translation:
    """Azure encrypts every disk, also when the spec does not ask for it."""
    disk = Node(
        "azure-native:compute:Disk",
        volume.name,
        {
            **placed(site),
            "diskName": site.named(),
            "sku": {"name": SKUS[volume.spec.performance]},
            "creationData": {"createOption": "Empty"},
            "diskSizeGB": volume.spec.size_gib,
            # Nobody reads it past its machine, by a link that exports it.
            "networkAccessPolicy": "DenyAll",
            "publicNetworkAccess": "Disabled",
        },
    )
    return Translation(
        nodes=(disk,),
        outputs={"id": disk["id"]},
        slots=(CloudApi(disk["provisioningState"]),),
        checks=checks(volume, disk["provisioningState"], ("Succeeded",)),
        protected=(disk.name,),
    )


def data_disks(vm: VirtualMachine, site: Site) -> tuple[dict[str, Value], ...]:
    """The volumes that say they belong to the machine; their disks are made before it."""
    slots = _slots(_names(vm, site))
    return tuple(
        {
            "lun": slot,
            "createOption": "Attach",
            "deleteOption": "Detach",
            "caching": "None",
            "managedDisk": {"id": Output(name, ("id",))},
        }
        for slot, name in sorted(slots.items())
    )


def too_many_disks(vm: VirtualMachine, site: Site, machine_type: str) -> list[OrchestratorError]:
    """The fault of a machine that is too small for its volumes."""
    wanted, most = len(_names(vm, site)), MOST_DISKS[machine_type]
    if wanted <= most:
        return []
    summary = f"{wanted} volumes are attached to it, and a {machine_type} takes {most}"
    return [Unsupported(summary, vm.name, "choose a larger size, or fewer and larger volumes")]


def _names(vm: VirtualMachine, site: Site) -> list[str]:
    return [user.name for user in site.stack.users(vm.name) if isinstance(user, Volume)]


def _slots(names: list[str]) -> dict[int, str]:
    """By the name, not in order: a disk cannot move while others come and go."""
    slots: dict[int, str] = {}
    for name in sorted(names):
        slot = int(digest((name,)), 16) % SLOTS
        while slot in slots:
            slot = (slot + 1) % SLOTS
        slots[slot] = name
    return slots
