"""aws:iam/role:Role, what a service or a machine may act as."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import in_use
from orchestrator.providers.aws.tags import Tagged, changed, every_tag, is_owned, own_tags, tag_dict, tag_list
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, WriteOnly
from orchestrator.providers.kit.waiting import retried
from orchestrator.providers.kit.wire import Path


@dataclass(frozen=True, kw_only=True)
class Role(Tagged):
    """What a service or a machine may act as; its id is its name."""

    token: ClassVar[str] = "aws:iam/role:Role"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=64)

    name: Immutable[CloudChosen[str | None]] = None
    path: Immutable[str | None] = "/"
    assume_role_policy: str
    description: str | None = None
    max_session_duration: int = 3600
    force_detach_policies: WriteOnly[bool] = False
    arn: Computed[str] = ""
    create_date: Computed[str] = ""
    unique_id: Computed[str] = ""

    def create(self, client: Aws) -> str:
        optional = {"Path": self.path, "Description": self.description}
        made = client.iam.create_role(
            RoleName=self.name,
            AssumeRolePolicyDocument=self.assume_role_policy,
            MaxSessionDuration=self.max_session_duration,
            Tags=tag_list(every_tag(client, self.tags)),
            **{name: value for name, value in optional.items() if value},
        )
        return str(made["Role"]["RoleName"])

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        role = client.iam.get_role(RoleName=id)["Role"]
        tags = tag_dict(role.get("Tags"))
        return cls(
            name=role["RoleName"],
            path=role["Path"],
            assume_role_policy=json.dumps(role["AssumeRolePolicyDocument"]),
            description=role.get("Description") or None,
            max_session_duration=role.get("MaxSessionDuration", 3600),
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=role["Arn"],
            create_date=role["CreateDate"].isoformat(),
            unique_id=role["RoleId"],
        )

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        return same_json(old, new) if path == ("assumeRolePolicy",) else super().same(client, path, old, new)

    def update(self, client: Aws, id: str, old: Self) -> None:
        if not same_json(self.assume_role_policy, old.assume_role_policy):
            client.iam.update_assume_role_policy(RoleName=id, PolicyDocument=self.assume_role_policy)
        before, after = (
            (old.description, old.max_session_duration),
            (self.description, self.max_session_duration),
        )
        if before != after:
            client.iam.update_role(
                RoleName=id,
                Description=self.description or "",
                MaxSessionDuration=self.max_session_duration,
            )
        gone, wanted = changed(client, old.tags, self.tags)
        if gone:
            client.iam.untag_role(RoleName=id, TagKeys=gone)
        if wanted:
            client.iam.tag_role(RoleName=id, Tags=tag_list(wanted))

    def delete(self, client: Aws, id: str) -> None:
        if self.force_detach_policies:
            for arn in attached(client, id):
                client.iam.detach_role_policy(RoleName=id, PolicyArn=arn)
        # What was detached a moment ago stands in the way for some seconds.
        retried(
            lambda: client.iam.delete_role(RoleName=id),
            in_use,
            cancelled=client.cancelled,
            timeout=client.patience,
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        for page in client.iam.get_paginator("list_roles").paginate():
            for name in (str(role["RoleName"]) for role in page["Roles"]):
                tags = tag_dict(client.iam.list_role_tags(RoleName=name)["Tags"])
                if name not in known and is_owned(self.tags, tags):
                    return name
        return None


def attached(aws: Aws, role: str) -> Iterator[str]:
    """The ARNs of the policies that a role has."""
    for page in aws.iam.get_paginator("list_attached_role_policies").paginate(RoleName=role):
        yield from (str(policy["PolicyArn"]) for policy in page["AttachedPolicies"])


def same_json(old: Any, new: Any) -> bool:
    """Whether two JSON texts mean the same."""
    try:
        return bool(json.loads(old) == json.loads(new))
    except ValueError:
        return False
