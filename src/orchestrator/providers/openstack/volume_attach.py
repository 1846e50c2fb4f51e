"""openstack:compute/volumeAttach:VolumeAttach, a volume in a server."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.kit.fields import CloudChosen, Immutable, WriteOnly
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.cloud import DELETE_SECONDS, Cloud
from orchestrator.providers.openstack.errors import gone
from orchestrator.providers.openstack.owned import changed
from orchestrator.providers.openstack.volume import await_volume


@dataclass(frozen=True, kw_only=True)
class VolumeAttach(ProviderResource[Cloud]):
    """A volume in a server; the id is "server/volume"."""

    token: ClassVar[str] = "openstack:compute/volumeAttach:VolumeAttach"
    delete_before_replace: ClassVar[bool] = True

    instance_id: Immutable[str]
    volume_id: Immutable[str]
    device: Immutable[CloudChosen[str | None]] = None
    multiattach: Immutable[WriteOnly[bool]] = False

    def create(self, cloud: Cloud) -> str:
        path = f"/servers/{self.instance_id}/os-volume_attachments"
        body = changed({}, {"volumeId": self.volume_id, "device": self.device})
        cloud.once_free(lambda: cloud.compute.post(path, {"volumeAttachment": body}))
        return f"{self.instance_id}/{self.volume_id}"

    def settle(self, cloud: Cloud, id: str) -> None:
        await_volume(cloud, self.volume_id, ("in-use",))

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self:
        server, volume = id.split("/", 1)
        found = cloud.compute.get(f"/servers/{server}/os-volume_attachments/{volume}")["volumeAttachment"]
        return cls(instance_id=server, volume_id=volume, device=found["device"])

    def delete(self, cloud: Cloud, id: str) -> None:
        server, volume = id.split("/", 1)
        path = f"/servers/{server}/os-volume_attachments/{volume}"
        cloud.once_free(lambda: cloud.compute.delete(path))
        cloud.wait(lambda: _detached(cloud, path), f"volume {volume} to be detached", DELETE_SECONDS)
        await_volume(cloud, volume, ("available", "in-use"))

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        id = f"{self.instance_id}/{self.volume_id}"
        path = f"/servers/{self.instance_id}/os-volume_attachments/{self.volume_id}"
        return None if id in known or _detached(cloud, path) else id


def _detached(cloud: Cloud, path: str) -> bool | None:
    try:
        cloud.compute.get(path)
    except Exception as error:
        if gone(error):
            return True
        raise
    return None
