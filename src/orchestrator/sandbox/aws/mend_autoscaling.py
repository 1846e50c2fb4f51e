"""Mends groups of machines: moto 5.2.5 mixes up what launch templates hold, and exchanges no machines."""

from functools import cache
from typing import Any


@cache
def mend_launch_templates() -> None:
    """Keep a template's tags out of it, read its later versions, and take its disks as they are."""
    from moto.ec2.models.instances import Instance
    from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateVersion
    from moto.ec2.utils import parse_user_data

    original = LaunchTemplate.create_version

    def create(self: LaunchTemplate, data: dict[str, Any], description: str) -> LaunchTemplateVersion:
        specified = data.get("TagSpecifications", [])
        kept = [one for one in specified if one.get("ResourceType") != "launch-template"]
        script = data.get("UserData")
        if isinstance(script, str):
            script = parse_user_data(script)
        mended = {**data, "UserData": script, "TagSpecifications": kept}
        return original(self, {name: value for name, value in mended.items() if value}, description)

    LaunchTemplate.create_version = create  # type: ignore[method-assign]  # the mend itself
    # The constructor keeps the tags of that moment: they are looked up instead.
    tags = property(LaunchTemplate.get_tags, lambda self, given: None)
    LaunchTemplate.tags = tags  # type: ignore[assignment]  # the mend itself
    add = Instance.add_block_device

    def added(self: Instance, size: int, device_path: str, *more: Any, **named: Any) -> None:
        # The disk that every machine is born with stands in the place of the one asked for.
        if device_path in self.block_device_mapping:
            born = self.block_device_mapping[device_path].volume_id
            self.ec2_backend.detach_volume(born, self.id, device_path)
            self.ec2_backend.delete_volume(born)
        add(self, size, device_path, *more, **named)

    Instance.add_block_device = added  # type: ignore[method-assign]  # the mend itself


@cache
def mend_autoscaling() -> None:
    """Let a group exchange its machines for those of another template, all at once."""
    from moto.autoscaling.responses import AutoScalingResponse
    from moto.core.responses import ActionResult
    from moto.moto_api._internal import mock_random

    def start(self: AutoScalingResponse) -> ActionResult:
        name = str(self._get_param("AutoScalingGroupName"))
        wanted = self.autoscaling_backend.autoscaling_groups[name].desired_capacity
        for number in (0, wanted):
            self.autoscaling_backend.set_desired_capacity(name, number)
        return ActionResult({"InstanceRefreshId": str(mock_random.uuid4())})

    AutoScalingResponse.start_instance_refresh = start  # type: ignore[attr-defined]  # the mend itself
