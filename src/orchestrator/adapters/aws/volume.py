"""Volume on AWS: an EBS volume, and its attachment to the machine that it belongs to."""

from typing import Final

from orchestrator.adapters.aws.zones import zone
from orchestrator.adapters.checks import checks
from orchestrator.adapters.naming import digest
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import Unsupported
from orchestrator.graph import CloudWatch, Node, Options, Value
from orchestrator.model.resources import Volume

DEVICES: Final = tuple(f"/dev/sd{letter}" for letter in "fghijklmnop")
"""The names that AWS keeps for disks that are added."""
# What a volume of type gp3 can be given: at most so much, and no more than so much for each GiB.
MOST_IOPS, IOPS_FOR_GIB, MOST_THROUGHPUT = 16000, 500, 1000


def translate(volume: Volume, site: Site) -> Translation:
    """A disk can only be used in its zone: that of its machine, or the one its own name gives it."""
    machine = volume.spec.attach_to
    disk = Node(
        "aws:ebs/volume:Volume",
        volume.name,
        {
            "availabilityZone": zone(machine or volume.name, volume.target.region),
            "size": volume.spec.size_gib,
            "type": "gp3",
            **_performance(volume),
            "encrypted": volume.spec.encrypted,
            "finalSnapshot": volume.lifecycle.protect,
        },
        # To follow a machine into another zone it would have to be made anew, without what is on it.
        Options(ignore_changes=("availabilityZone",)),
    )
    attachment = (_attachment(volume, machine, disk, site),) if machine else ()
    return Translation(
        nodes=(disk, *attachment),
        outputs={"id": disk["id"]},
        slots=(CloudWatch("AWS/EBS", {"VolumeId": disk["id"]}),),
        checks=checks(volume, disk["id"]),
        protected=(disk.name,),
    )


def _performance(volume: Volume) -> dict[str, Value]:
    """Both kinds are gp3, so that one becomes the other while it is in use."""
    if volume.spec.performance == "standard":
        return {"iops": 3000, "throughput": 125}
    iops = min(MOST_IOPS, IOPS_FOR_GIB * volume.spec.size_gib)
    return {"iops": iops, "throughput": min(MOST_THROUGHPUT, iops // 4)}


def _attachment(volume: Volume, machine: str, disk: Node, site: Site) -> Node:
    """While a file system is in use, a disk does not leave: so the machine is stopped first."""
    properties: dict[str, Value] = {
        "deviceName": _device(volume, machine, site),
        "instanceId": site.output(machine, "id"),
        "volumeId": disk["id"],
        "stopInstanceBeforeDetaching": True,
    }
    # A disk is in one machine at a time.
    options = Options(delete_before_replace=True)
    return Node("aws:ec2/volumeAttachment:VolumeAttachment", f"{volume.name}-attachment", properties, options)


def _device(volume: Volume, machine: str, site: Site) -> str:
    """By the name as far as it is free, so that others can come without moving it. Raises Unsupported."""
    names = [user.name for user in site.stack.users(machine) if isinstance(user, Volume)]
    if len(names) > len(DEVICES):
        summary = (
            f"{len(names)} volumes are attached to '{machine}', and a machine on AWS takes {len(DEVICES)}"
        )
        raise Unsupported(summary, volume.name, "take fewer and larger volumes")
    taken: dict[str, str] = {}
    for name in names:
        index = int(digest((name,)), 16)
        wanted = (DEVICES[(index + step) % len(DEVICES)] for step in range(len(DEVICES)))
        taken[name] = next(device for device in wanted if device not in taken.values())
    return taken[volume.name]
