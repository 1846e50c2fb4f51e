"""aws:ebs/volume:Volume, a disk of its own."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import code_of
from orchestrator.providers.aws.tags import Tagged, born_with, own_tags, owned, retag, tag_dict
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, WriteOnly
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import retried, wait_until

_MINUTES = 60.0


@dataclass(frozen=True, kw_only=True)
class Volume(Tagged):
    """A disk of its own."""

    token: ClassVar[str] = "aws:ebs/volume:Volume"

    availability_zone: Immutable[str]
    encrypted: Immutable[CloudChosen[bool | None]] = None
    kms_key_id: Immutable[CloudChosen[str | None]] = None
    snapshot_id: Immutable[CloudChosen[str | None]] = None
    multi_attach_enabled: Immutable[CloudChosen[bool | None]] = None
    size: CloudChosen[int | None] = None
    type_: CloudChosen[str | None] = None
    iops: CloudChosen[int | None] = None
    throughput: CloudChosen[int | None] = None
    final_snapshot: WriteOnly[bool] = False
    arn: Computed[str] = ""
    create_time: Computed[str] = ""

    def create(self, client: Aws) -> str:
        wanted = {
            "Encrypted": self.encrypted,
            "KmsKeyId": self.kms_key_id,
            "SnapshotId": self.snapshot_id,
            "MultiAttachEnabled": self.multi_attach_enabled,
            "Size": self.size,
            "VolumeType": self.type_,
            "Iops": self.iops,
            "Throughput": self.throughput,
        }
        volume = client.ec2.create_volume(
            AvailabilityZone=self.availability_zone,
            TagSpecifications=born_with(client, "volume", self.tags),
            **{name: value for name, value in wanted.items() if value is not None},
        )
        return str(volume["VolumeId"])

    def settle(self, client: Aws, id: str) -> None:
        def poll() -> bool | None:
            volume = _describe(client, id)
            if volume and volume["State"] == "error":
                raise ProviderError(f"the volume {id} could not be made", hint="may its key be used?")
            usable = volume is not None and volume["State"] in ("available", "in-use")
            return True if usable and not _changing(client, id) else None

        wait_until(poll, f"the volume {id}", timeout=10 * _MINUTES, cancelled=client.cancelled)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        volume = _describe(client, id)
        if volume is None or volume["State"] in ("deleting", "deleted"):
            return None
        tags = tag_dict(volume.get("Tags"))
        return cls(
            availability_zone=volume["AvailabilityZone"],
            encrypted=volume["Encrypted"],
            kms_key_id=volume.get("KmsKeyId"),
            snapshot_id=volume.get("SnapshotId") or None,
            multi_attach_enabled=volume.get("MultiAttachEnabled", False),
            size=volume["Size"],
            type_=volume["VolumeType"],
            iops=volume.get("Iops"),
            throughput=volume.get("Throughput"),
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=f"arn:{client.partition}:ec2:{client.region}:{client.account}:volume/{id}",
            create_time=volume["CreateTime"].isoformat(),
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        pairs = {
            "Size": (self.size, old.size),
            "VolumeType": (self.type_, old.type_),
            "Iops": (self.iops, old.iops),
            "Throughput": (self.throughput, old.throughput),
        }
        moved = {name: value for name, (value, was) in pairs.items() if value is not None and value != was}
        if moved:
            client.ec2.modify_volume(VolumeId=id, **moved)
        retag(client, id, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        if self.final_snapshot:
            self._last_snapshot(client, id)
        # It stays in use for some seconds after it was detached.
        retried(
            lambda: client.ec2.delete_volume(VolumeId=id),
            lambda error: code_of(error) == "VolumeInUse",
            cancelled=client.cancelled,
            timeout=client.patience,
        )
        wait_until(
            lambda: True if self.read(client, id) is None else None,
            f"the end of {id}",
            timeout=10 * _MINUTES,
            cancelled=client.cancelled,
        )

    def _last_snapshot(self, client: Aws, id: str) -> None:
        tags = born_with(client, "snapshot", self.tags)
        made = client.ec2.create_snapshot(VolumeId=id, Description=f"Last of {id}", TagSpecifications=tags)

        def poll() -> bool | None:
            (snapshot,) = client.ec2.describe_snapshots(SnapshotIds=[made["SnapshotId"]])["Snapshots"]
            if snapshot["State"] == "error":
                raise ProviderError(f"the last snapshot of {id} failed: it is not deleted")
            return True if snapshot["State"] == "completed" else None

        what = f"the last snapshot of {id}"
        wait_until(poll, what, timeout=120 * _MINUTES, cancelled=client.cancelled)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        def volumes(filters: list[dict[str, Any]]) -> list[str]:
            found = client.ec2.describe_volumes(Filters=filters)["Volumes"]
            return [v["VolumeId"] for v in found if v["State"] not in ("deleting", "deleted")]

        return owned(self.tags, known, volumes)


def _describe(aws: Aws, id: str) -> dict[str, Any] | None:
    # By a filter, for which one that is not there is no error.
    found = aws.ec2.describe_volumes(Filters=[{"Name": "volume-id", "Values": [id]}])["Volumes"]
    return dict(found[0]) if found else None


def _changing(aws: Aws, id: str) -> bool:
    """Whether it is still being changed; what is only optimizing works already as wanted."""
    filters = [{"Name": "volume-id", "Values": [id]}]
    found = aws.ec2.describe_volumes_modifications(Filters=filters)["VolumesModifications"]
    return any(change["ModificationState"] == "modifying" for change in found)
