"""aws:ec2/volumeAttachment:VolumeAttachment, a disk in a machine."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import code_of, is_gone
from orchestrator.providers.aws.instance_calls import describe
from orchestrator.providers.kit.fields import Immutable, WriteOnly
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import retried, wait_until

_TIMEOUT = 300.0


@dataclass(frozen=True, kw_only=True)
class VolumeAttachment(ProviderResource[Aws]):
    """A disk in a machine; its id is DEVICE:VOLUME:INSTANCE, as in imports."""

    token: ClassVar[str] = "aws:ec2/volumeAttachment:VolumeAttachment"
    delete_before_replace: ClassVar[bool] = True  # a disk is in one machine at a time

    device_name: Immutable[str]
    instance_id: Immutable[str]
    volume_id: Immutable[str]
    force_detach: WriteOnly[bool] = False
    skip_destroy: WriteOnly[bool] = False
    stop_instance_before_detaching: WriteOnly[bool] = False

    def create(self, client: Aws) -> str:
        def attach() -> Any:
            return client.ec2.attach_volume(
                Device=self.device_name, InstanceId=self.instance_id, VolumeId=self.volume_id
            )

        # A machine takes disks only once it runs or has stopped.
        retried(attach, _not_yet, cancelled=client.cancelled, timeout=client.patience)
        return f"{self.device_name}:{self.volume_id}:{self.instance_id}"

    def settle(self, client: Aws, id: str) -> None:
        def poll() -> bool | None:
            found = _attachment(client, self.volume_id, self.instance_id)
            return True if found and found["State"] == "attached" else None

        wait_until(
            poll, f"{self.volume_id} in {self.instance_id}", timeout=_TIMEOUT, cancelled=client.cancelled
        )

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        device, volume, instance = _parts(id)
        found = _attachment(client, volume, instance)
        if found is None or found["Device"] != device or describe(client, instance) is None:
            return None
        return cls(device_name=device, volume_id=volume, instance_id=instance)

    def update(self, client: Aws, id: str, old: Self) -> None:
        return  # what can change only matters when it is deleted

    def delete(self, client: Aws, id: str) -> None:
        if self.skip_destroy:
            return
        if self.stop_instance_before_detaching and describe(client, self.instance_id) is not None:
            retried(
                lambda: client.ec2.stop_instances(InstanceIds=[self.instance_id]),
                _not_yet,
                cancelled=client.cancelled,
                timeout=client.patience,
            )
            client.ec2.get_waiter("instance_stopped").wait(InstanceIds=[self.instance_id])
        try:
            client.ec2.detach_volume(
                Device=self.device_name,
                InstanceId=self.instance_id,
                VolumeId=self.volume_id,
                Force=self.force_detach,
            )
        except Exception as error:
            # A machine that has ended, or is about to, lets go of its disks.
            if not is_gone(error) and not _not_yet(error):
                raise

        def poll() -> bool | None:
            return True if _attachment(client, self.volume_id, self.instance_id) is None else None

        what = f"{self.volume_id} to leave {self.instance_id}"
        wait_until(poll, what, timeout=_TIMEOUT, cancelled=client.cancelled)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        found = _attachment(client, self.volume_id, self.instance_id)
        if found is None or found["Device"] != self.device_name:
            return None
        id = f"{self.device_name}:{self.volume_id}:{self.instance_id}"
        return None if id in known else id


def _parts(id: str) -> tuple[str, str, str]:
    device, _, rest = id.partition(":")
    volume, _, instance = rest.partition(":")
    if not (device and volume and instance):
        raise ProviderError(f"{id} is no attachment", hint="its id is DEVICE:VOLUME:INSTANCE")
    return device, volume, instance


def _attachment(aws: Aws, volume: str, instance: str) -> dict[str, Any] | None:
    found = aws.ec2.describe_volumes(Filters=[{"Name": "volume-id", "Values": [volume]}])["Volumes"]
    attached = [a for v in found for a in v.get("Attachments", []) if a["InstanceId"] == instance]
    return next((dict(a) for a in attached if a.get("State") != "detached"), None)


def _not_yet(error: Exception) -> bool:
    """Whether the machine is on its way from one state to another."""
    return code_of(error) in ("IncorrectState", "IncorrectInstanceState")
