"""aws:lb/targetGroupAttachment:TargetGroupAttachment, one machine behind a load balancer."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.fields import Immutable
from orchestrator.providers.kit.resource import ProviderResource


@dataclass(frozen=True, kw_only=True)
class TargetGroupAttachment(ProviderResource[Aws]):
    """One machine in a target group. The official type cannot be imported, so its id is ours to choose."""

    token: ClassVar[str] = "aws:lb/targetGroupAttachment:TargetGroupAttachment"

    target_group_arn: Immutable[str]
    target_id: Immutable[str]
    port: Immutable[int | None] = None

    def create(self, client: Aws) -> str:
        client.elbv2.register_targets(TargetGroupArn=self.target_group_arn, Targets=[self._target()])
        return ",".join((self.target_group_arn, self.target_id, str(self.port or "")))

    def _target(self) -> dict[str, Any]:
        return {"Id": self.target_id, **({"Port": self.port} if self.port else {})}

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        group, target, port = id.split(",")
        wanted = {"Id": target, **({"Port": int(port)} if port else {})}
        told = client.elbv2.describe_target_health(TargetGroupArn=group, Targets=[wanted])
        found = [one["TargetHealth"] for one in told["TargetHealthDescriptions"]]
        # ELB answers for machines, too, that it has never heard of.
        if not found or found[0].get("Reason") in ("Target.NotRegistered", "Target.DeregistrationInProgress"):
            return None
        return cls(target_group_arn=group, target_id=target, port=int(port) if port else None)

    def delete(self, client: Aws, id: str) -> None:
        client.elbv2.deregister_targets(TargetGroupArn=self.target_group_arn, Targets=[self._target()])

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        id = ",".join((self.target_group_arn, self.target_id, str(self.port or "")))
        return id if id not in known and self.read(client, id) else None
