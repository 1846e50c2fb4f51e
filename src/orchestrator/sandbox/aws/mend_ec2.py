"""Mends EC2's disks: moto 5.2.5 attaches one that is in use, and across zones."""

from functools import cache


@cache
def mend_ec2() -> None:
    """Refuse as EC2 does."""
    from moto.ec2.exceptions import EC2ClientError, VolumeInUseError
    from moto.ec2.models import EC2Backend
    from moto.ec2.models.elastic_block_store import EBSBackend, VolumeAttachment

    original = EBSBackend.attach_volume

    def attach(
        self: EC2Backend,
        volume_id: str,
        instance_id: str,
        device_path: str,
        delete_on_termination: bool = False,
    ) -> VolumeAttachment | None:
        volume, instance = self.get_volume(volume_id), self.get_instance(instance_id)
        if volume.attachment:
            raise VolumeInUseError(volume_id, volume.attachment.instance.id)
        zone = instance._placement.zone
        if volume.zone.name != zone:
            message = (
                f"The volume '{volume_id}' is not in the same availability zone as instance '{instance_id}'"
            )
            raise EC2ClientError("InvalidVolume.ZoneMismatch", message)
        return original(self, volume_id, instance_id, device_path, delete_on_termination)

    EBSBackend.attach_volume = attach  # type: ignore[method-assign,assignment]  # the mend itself
