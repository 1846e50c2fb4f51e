"""Volume on OpenStack: a Cinder volume, and its place in a machine."""

from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node, Options, Value
from orchestrator.model.resources import Volume

ENCRYPTED: Final = "LUKS"
"""The name that OpenStack's own guides give to the volume type whose volumes are encrypted."""
LIMITS: Final[tuple[Limit[Volume], ...]] = (
    Limit(
        "performance",
        lambda volume: volume.spec.performance != "standard",
        "which volume type is fast, each operator of an OpenStack decides, and no API tells",
        "leave it out, and set volumeType to the operator's fast type by raw",
        "a volume of the usual speed",
    ),
)


def translate(volume: Volume, site: Site) -> Translation:
    """It may grow while a machine has it; nothing shrinks it."""
    properties: dict[str, Value] = {
        "name": site.named(),
        "size": volume.spec.size_gib,
        "enableOnlineResize": True,
        **({"volumeType": ENCRYPTED} if volume.spec.encrypted else {}),
    }
    disk = Node("openstack:blockstorage/volume:Volume", volume.name, properties)
    return Translation(
        nodes=(disk, *_link(volume, site, disk)),
        outputs={"id": disk["id"]},
        slots=(CloudApi(disk["id"]),),
        checks=checks(volume, disk["id"]),
        protected=(disk.name,),
    )


def _link(volume: Volume, site: Site, disk: Node) -> tuple[Node, ...]:
    if volume.spec.attach_to is None:
        return ()
    machine = site.output(volume.spec.attach_to, "id")
    properties: dict[str, Value] = {"instanceId": machine, "volumeId": disk["id"]}
    options = Options(delete_before_replace=True)
    return (Node("openstack:compute/volumeAttach:VolumeAttach", f"{volume.name}-link", properties, options),)
