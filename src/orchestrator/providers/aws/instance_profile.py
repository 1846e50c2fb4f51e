"""aws:iam/instanceProfile:InstanceProfile, how machines get a role."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tagged, changed, every_tag, is_owned, own_tags, tag_dict, tag_list
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable


@dataclass(frozen=True, kw_only=True)
class InstanceProfile(Tagged):
    """How machines get a role; its id is its name."""

    token: ClassVar[str] = "aws:iam/instanceProfile:InstanceProfile"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=128)

    name: Immutable[CloudChosen[str | None]] = None
    path: Immutable[str | None] = "/"
    role: str | None = None
    arn: Computed[str] = ""
    create_date: Computed[str] = ""
    unique_id: Computed[str] = ""

    def create(self, client: Aws) -> str:
        path = {"Path": self.path} if self.path else {}
        made = client.iam.create_instance_profile(
            InstanceProfileName=self.name, Tags=tag_list(every_tag(client, self.tags)), **path
        )
        return str(made["InstanceProfile"]["InstanceProfileName"])

    def settle(self, client: Aws, id: str) -> None:
        client.iam.get_waiter("instance_profile_exists").wait(InstanceProfileName=id)
        there = _role(_describe(client, id))
        if there == self.role:
            return
        # It has room for one.
        if there:
            client.iam.remove_role_from_instance_profile(InstanceProfileName=id, RoleName=there)
        if self.role:
            client.iam.add_role_to_instance_profile(InstanceProfileName=id, RoleName=self.role)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = _describe(client, id)
        tags = tag_dict(found.get("Tags"))
        return cls(
            name=found["InstanceProfileName"],
            path=found["Path"],
            role=_role(found),
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=found["Arn"],
            create_date=found["CreateDate"].isoformat(),
            unique_id=found["InstanceProfileId"],
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        gone, wanted = changed(client, old.tags, self.tags)
        if gone:
            client.iam.untag_instance_profile(InstanceProfileName=id, TagKeys=gone)
        if wanted:
            client.iam.tag_instance_profile(InstanceProfileName=id, Tags=tag_list(wanted))

    def delete(self, client: Aws, id: str) -> None:
        if there := _role(_describe(client, id)):
            client.iam.remove_role_from_instance_profile(InstanceProfileName=id, RoleName=there)
        client.iam.delete_instance_profile(InstanceProfileName=id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        for page in client.iam.get_paginator("list_instance_profiles").paginate():
            for name in (str(one["InstanceProfileName"]) for one in page["InstanceProfiles"]):
                tags = tag_dict(_describe(client, name).get("Tags"))
                if name not in known and is_owned(self.tags, tags):
                    return name
        return None


def _describe(aws: Aws, name: str) -> dict[str, Any]:
    return dict(aws.iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"])


def _role(found: dict[str, Any]) -> str | None:
    return found["Roles"][0]["RoleName"] if found.get("Roles") else None
