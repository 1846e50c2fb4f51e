"""aws:autoscaling/attachment:Attachment, a group of machines behind a load balancer."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.aws import scaling_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.fields import Immutable
from orchestrator.providers.kit.resource import ProviderResource


@dataclass(frozen=True, kw_only=True)
class Attachment(ProviderResource[Aws]):
    """A group of machines in a target group. The official type has no import: the id is ours to choose."""

    token: ClassVar[str] = "aws:autoscaling/attachment:Attachment"

    autoscaling_group_name: Immutable[str]
    lb_target_group_arn: Immutable[str | None] = None

    def create(self, client: Aws) -> str:
        client.autoscaling.attach_load_balancer_target_groups(
            AutoScalingGroupName=self.autoscaling_group_name, TargetGroupARNs=[self.lb_target_group_arn]
        )
        return f"{self.autoscaling_group_name},{self.lb_target_group_arn}"

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        group, _, targets = id.partition(",")
        found = scaling_calls.describe(client, group)
        if found is None or targets not in found.get("TargetGroupARNs", []):
            return None
        return cls(autoscaling_group_name=group, lb_target_group_arn=targets)

    def delete(self, client: Aws, id: str) -> None:
        if self.read(client, id) is None:
            return
        client.autoscaling.detach_load_balancer_target_groups(
            AutoScalingGroupName=self.autoscaling_group_name, TargetGroupARNs=[self.lb_target_group_arn]
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        id = f"{self.autoscaling_group_name},{self.lb_target_group_arn}"
        return id if id not in known and self.read(client, id) else None
