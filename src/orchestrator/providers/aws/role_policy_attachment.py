"""aws:iam/rolePolicyAttachment:RolePolicyAttachment, a policy of AWS's or of one's own that a role has."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.role import attached
from orchestrator.providers.kit.fields import Immutable
from orchestrator.providers.kit.resource import ProviderResource


@dataclass(frozen=True, kw_only=True)
class RolePolicyAttachment(ProviderResource[Aws]):
    """A policy that a role has; its id is ROLE/POLICY-ARN, as in imports."""

    token: ClassVar[str] = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"

    role: Immutable[str]
    policy_arn: Immutable[str]

    def create(self, client: Aws) -> str:
        client.iam.attach_role_policy(RoleName=self.role, PolicyArn=self.policy_arn)
        return f"{self.role}/{self.policy_arn}"

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        role, _, arn = id.partition("/")
        return cls(role=role, policy_arn=arn) if arn in attached(client, role) else None

    def delete(self, client: Aws, id: str) -> None:
        client.iam.detach_role_policy(RoleName=self.role, PolicyArn=self.policy_arn)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        id = f"{self.role}/{self.policy_arn}"
        return id if id not in known and self.read(client, id) else None
