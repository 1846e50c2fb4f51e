"""aws:iam/rolePolicy:RolePolicy, what a role may do, written into the role itself."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.role import same_json
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Immutable
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.wire import Path


@dataclass(frozen=True, kw_only=True)
class RolePolicy(ProviderResource[Aws]):
    """What a role may do; its id is ROLE:NAME."""

    token: ClassVar[str] = "aws:iam/rolePolicy:RolePolicy"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=128)

    name: Immutable[CloudChosen[str | None]] = None
    role: Immutable[str]
    policy: str

    def create(self, client: Aws) -> str:
        self._put(client)
        return f"{self.role}:{self.name}"

    def _put(self, client: Aws) -> None:
        client.iam.put_role_policy(RoleName=self.role, PolicyName=self.name, PolicyDocument=self.policy)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        role, _, name = id.partition(":")
        found = client.iam.get_role_policy(RoleName=role, PolicyName=name)
        return cls(role=role, name=name, policy=json.dumps(found["PolicyDocument"]))

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        return path == ("policy",) and same_json(old, new)

    def update(self, client: Aws, id: str, old: Self) -> None:
        self._put(client)

    def delete(self, client: Aws, id: str) -> None:
        client.iam.delete_role_policy(RoleName=self.role, PolicyName=self.name)
