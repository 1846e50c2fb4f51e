"""openstack:blockstorage/volume:Volume, a disk that outlives servers."""

from dataclasses import dataclass, field
from typing import ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Immutable, Volatile, WriteOnly
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.openstack.cloud import DELETE_SECONDS, Cloud, Record
from orchestrator.providers.openstack.errors import gone
from orchestrator.providers.openstack.owned import changed, find_marked

READY = ("available", "in-use")


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A server that has the volume."""

    id: str
    instance_id: str
    device: str


@dataclass(frozen=True, kw_only=True)
class Volume(ProviderResource[Cloud]):
    """A disk that outlives servers; it can grow, never shrink."""

    token: ClassVar[str] = "openstack:blockstorage/volume:Volume"
    autoname: ClassVar[Autoname | None] = Autoname("name")

    size: int
    name: CloudChosen[str | None] = None
    description: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    volume_type: CloudChosen[str | None] = None
    volume_retype_policy: WriteOnly[str] = "never"
    enable_online_resize: WriteOnly[bool] = False
    availability_zone: Immutable[CloudChosen[str | None]] = None
    image_id: Immutable[WriteOnly[str | None]] = None
    snapshot_id: Immutable[str | None] = None
    source_vol_id: Immutable[str | None] = None
    attachments: Volatile[list[Attachment] | None] = None

    def create(self, cloud: Cloud) -> str:
        body: Record = {
            "size": self.size,
            "name": self.name,
            "description": self.description,
            "metadata": self.metadata or None,
            "volume_type": self.volume_type,
            "availability_zone": self.availability_zone,
            "imageRef": self.image_id,
            "snapshot_id": self.snapshot_id,
            "source_volid": self.source_vol_id,
        }
        return str(cloud.block_storage.post("/volumes", {"volume": changed({}, body)})["volume"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        await_volume(cloud, id, READY)

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        found = cloud.block_storage.get(f"/volumes/{id}")["volume"]
        if found["status"] == "deleting":
            return None
        return cls(
            size=found["size"],
            name=found["name"],
            description=found["description"] or "",
            metadata=found["metadata"],
            volume_type=found["volume_type"],
            availability_zone=found["availability_zone"],
            snapshot_id=found["snapshot_id"],
            source_vol_id=found["source_volid"],
            attachments=[
                Attachment(id=each["attachment_id"], instance_id=each["server_id"], device=each["device"])
                for each in found["attachments"]
            ],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        words = {"name": self.name, "description": self.description}
        if body := changed({"name": old.name, "description": old.description}, words):
            cloud.block_storage.put(f"/volumes/{id}", {"volume": body})
        if self.metadata != old.metadata:
            cloud.block_storage.put(f"/volumes/{id}/metadata", {"metadata": self.metadata})
        if self.volume_type and self.volume_type != old.volume_type:
            policy = {"new_type": self.volume_type, "migration_policy": self.volume_retype_policy}
            cloud.block_storage.post(f"/volumes/{id}/action", {"os-retype": policy})
            await_volume(cloud, id, READY)
        if self.size != old.size:
            self._extend(cloud, id)

    def _extend(self, cloud: Cloud, id: str) -> None:
        status = cloud.block_storage.get(f"/volumes/{id}")["volume"]["status"]
        if status == "in-use" and not self.enable_online_resize:
            raise ProviderError(
                f"volume {id} is attached, and may not grow while it is",
                hint="set enableOnlineResize, or detach it first",
            )
        cloud.block_storage.post(f"/volumes/{id}/action", {"os-extend": {"new_size": self.size}})

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.once_free(lambda: cloud.block_storage.delete(f"/volumes/{id}"))
        cloud.wait(lambda: _is_gone(cloud, id), f"volume {id} to be deleted", DELETE_SECONDS)

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        rows = cloud.block_storage.get("/volumes/detail", name=self.name or "")["volumes"]
        return find_marked(rows, self.metadata, known)


def await_volume(cloud: Cloud, id: str, statuses: tuple[str, ...]) -> Record:
    """The volume, once it has one of these statuses; an error ends the wait."""

    def poll() -> Record | None:
        found: Record = cloud.block_storage.get(f"/volumes/{id}")["volume"]
        if found["status"].startswith("error"):
            raise ProviderError(
                f"volume {id} is in status {found['status']}",
                hint="the storage service's log has the reason; delete the volume, or reset its status",
            )
        return found if found["status"] in statuses else None

    return cloud.wait(poll, f"volume {id} to be {' or '.join(statuses)}")


def _is_gone(cloud: Cloud, id: str) -> bool | None:
    try:
        found = cloud.block_storage.get(f"/volumes/{id}")["volume"]
    except Exception as error:
        if gone(error):
            return True
        raise
    if found["status"] == "error_deleting":
        raise ProviderError(
            f"volume {id} cannot be deleted: status error_deleting", hint="ask the cloud's operator"
        )
    return None
