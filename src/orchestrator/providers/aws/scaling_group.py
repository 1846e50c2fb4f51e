"""aws:autoscaling/group:Group, machines of one kind whose number AWS keeps."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws import scaling_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import is_owned
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered, WriteOnly
from orchestrator.providers.kit.resource import ProviderResource


@dataclass(frozen=True, kw_only=True)
class GroupLaunchTemplate:
    """What the machines are made from."""

    id: CloudChosen[str | None] = None
    name: CloudChosen[str | None] = None
    version: CloudChosen[str | None] = None


@dataclass(frozen=True, kw_only=True)
class GroupTag:
    """A tag of the group and, if wanted, of its machines."""

    key: str
    value: str
    propagate_at_launch: bool


@dataclass(frozen=True, kw_only=True)
class GroupInstanceRefreshPreferences:
    """How many machines must serve while others are exchanged."""

    min_healthy_percentage: int | None = None
    max_healthy_percentage: int | None = None


@dataclass(frozen=True, kw_only=True)
class GroupInstanceRefresh:
    """How machines are exchanged when what they are made from changes."""

    strategy: str
    preferences: GroupInstanceRefreshPreferences | None = None


@dataclass(frozen=True, kw_only=True)
class Group(ProviderResource[Aws]):
    """Machines of one kind; its id is its name."""

    token: ClassVar[str] = "aws:autoscaling/group:Group"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=255)

    name: Immutable[CloudChosen[str | None]] = None
    min_size: int
    max_size: int
    desired_capacity: CloudChosen[int | None] = None
    launch_template: GroupLaunchTemplate | None = None
    vpc_zone_identifiers: CloudChosen[Unordered[list[str]]] = field(default_factory=list)
    target_group_arns: CloudChosen[Unordered[list[str]]] = field(default_factory=list)
    health_check_type: CloudChosen[str | None] = None
    health_check_grace_period: int = 300
    default_cooldown: CloudChosen[int | None] = None
    tags: Unordered[list[GroupTag]] = field(default_factory=list)
    instance_refresh: WriteOnly[GroupInstanceRefresh | None] = None
    force_delete: WriteOnly[bool | None] = None
    wait_for_capacity_timeout: WriteOnly[str] = "10m"
    arn: Computed[str] = ""

    def check(self) -> Iterable[Fault]:
        if self.launch_template is None:
            yield Fault(("launchTemplate",), "it is needed: older ways to start machines are not built in")
        if self.max_size < self.min_size:
            yield Fault(("maxSize",), "'maxSize' is below 'minSize'")
        if scaling_calls.seconds(self.wait_for_capacity_timeout) is None:
            yield Fault(("waitForCapacityTimeout",), "it is a number with h, m or s, such as 10m")

    def create(self, client: Aws) -> str:
        optional = {
            "DesiredCapacity": self.desired_capacity,
            "TargetGroupARNs": self.target_group_arns or None,
            "DefaultCooldown": self.default_cooldown,
        }
        client.autoscaling.create_auto_scaling_group(
            AutoScalingGroupName=self.name,
            **self._settings(),
            Tags=[self._tag(tag) for tag in self.tags],
            **{name: value for name, value in optional.items() if value is not None},
        )
        return str(self.name)

    def _settings(self) -> dict[str, Any]:
        """What the calls that make and that change a group take alike."""
        template = self.launch_template or GroupLaunchTemplate()
        names = {
            "LaunchTemplateId": template.id,
            "LaunchTemplateName": None if template.id else template.name,
            "Version": template.version,
        }
        values: dict[str, Any] = {
            "MinSize": self.min_size,
            "MaxSize": self.max_size,
            "LaunchTemplate": {name: value for name, value in names.items() if value is not None},
            "VPCZoneIdentifier": ",".join(self.vpc_zone_identifiers) or None,
            "HealthCheckType": self.health_check_type,
            "HealthCheckGracePeriod": self.health_check_grace_period,
        }
        return {name: value for name, value in values.items() if value is not None}

    def _tag(self, tag: GroupTag) -> dict[str, Any]:
        return {
            "ResourceId": self.name,
            "ResourceType": "auto-scaling-group",
            "Key": tag.key,
            "Value": tag.value,
            "PropagateAtLaunch": tag.propagate_at_launch,
        }

    def settle(self, client: Aws, id: str) -> None:
        patience = scaling_calls.seconds(self.wait_for_capacity_timeout) or 0
        if patience:
            scaling_calls.wait_for_machines(client, id, self.min_size, patience)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        found = scaling_calls.describe(client, id)
        if found is None:
            return None
        template = found.get("LaunchTemplate") or {}
        return cls(
            name=found["AutoScalingGroupName"],
            min_size=found["MinSize"],
            max_size=found["MaxSize"],
            desired_capacity=found["DesiredCapacity"],
            launch_template=GroupLaunchTemplate(
                id=template.get("LaunchTemplateId"),
                name=template.get("LaunchTemplateName"),
                version=template.get("Version"),
            ),
            vpc_zone_identifiers=[s for s in found.get("VPCZoneIdentifier", "").split(",") if s],
            target_group_arns=found.get("TargetGroupARNs", []),
            health_check_type=found.get("HealthCheckType"),
            health_check_grace_period=found.get("HealthCheckGracePeriod", 300),
            default_cooldown=found.get("DefaultCooldown"),
            tags=[
                GroupTag(key=t["Key"], value=t["Value"], propagate_at_launch=t["PropagateAtLaunch"])
                for t in found.get("Tags", [])
                if not t["Key"].startswith("aws:")
            ],
            arn=found["AutoScalingGroupARN"],
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        before, moved = old._settings(), {}
        moved = {name: value for name, value in self._settings().items() if value != before.get(name)}
        if self.desired_capacity is not None and self.desired_capacity != old.desired_capacity:
            moved["DesiredCapacity"] = self.desired_capacity
        if self.default_cooldown is not None and self.default_cooldown != old.default_cooldown:
            moved["DefaultCooldown"] = self.default_cooldown
        if moved:
            client.autoscaling.update_auto_scaling_group(AutoScalingGroupName=id, **moved)
        self._move_targets(client, id, old)
        self._retag(client, old)
        if self.instance_refresh and "LaunchTemplate" in moved:
            scaling_calls.refresh(client, id, self.instance_refresh)

    def _move_targets(self, client: Aws, id: str, old: Self) -> None:
        if not self.target_group_arns:
            return  # then attachments of their own say it
        before, after = set(old.target_group_arns), set(self.target_group_arns)
        for arns, call in (
            (after - before, client.autoscaling.attach_load_balancer_target_groups),
            (before - after, client.autoscaling.detach_load_balancer_target_groups),
        ):
            if arns:
                call(AutoScalingGroupName=id, TargetGroupARNs=sorted(arns))

    def _retag(self, client: Aws, old: Self) -> None:
        kept = {tag.key for tag in self.tags}
        gone = [self._tag(tag) for tag in old.tags if tag.key not in kept]
        wanted = [self._tag(tag) for tag in self.tags if tag not in old.tags]
        if gone:
            client.autoscaling.delete_tags(Tags=gone)
        if wanted:
            client.autoscaling.create_or_update_tags(Tags=wanted)

    def delete(self, client: Aws, id: str) -> None:
        if scaling_calls.describe(client, id) is None:
            return
        if not self.force_delete:
            client.autoscaling.update_auto_scaling_group(
                AutoScalingGroupName=id, MinSize=0, MaxSize=0, DesiredCapacity=0
            )
            scaling_calls.wait_until_empty(client, id)
        scaling_calls.delete(client, id, force=bool(self.force_delete))

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        tags = {tag.key: tag.value for tag in self.tags}
        for page in client.autoscaling.get_paginator("describe_auto_scaling_groups").paginate():
            for found in page["AutoScalingGroups"]:
                there = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
                if found["AutoScalingGroupName"] not in known and is_owned(tags, there):
                    return str(found["AutoScalingGroupName"])
        return None
