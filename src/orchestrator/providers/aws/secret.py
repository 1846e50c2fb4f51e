"""aws:secretsmanager/secret:Secret, a place for a secret value; the value is a resource type of its own."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tagged, changed, every_tag, is_owned, own_tags, tag_dict, tag_list
from orchestrator.providers.kit.adoption import ownership
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, WriteOnly


@dataclass(frozen=True, kw_only=True)
class Secret(Tagged):
    """A place for a secret value; its id is its ARN."""

    token: ClassVar[str] = "aws:secretsmanager/secret:Secret"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=512)

    name: Immutable[CloudChosen[str | None]] = None
    description: str = ""
    kms_key_id: CloudChosen[str | None] = None
    policy: CloudChosen[str | None] = None
    recovery_window_in_days: WriteOnly[int] = 30
    """Days in which a deleted one can be had back; 0: none."""
    arn: Computed[str] = ""

    def create(self, client: Aws) -> str:
        wanted = {"Description": self.description, "KmsKeyId": self.kms_key_id}
        made = client.secretsmanager.create_secret(
            Name=self.name,
            Tags=tag_list(every_tag(client, self.tags)),
            **{name: value for name, value in wanted.items() if value},
        )
        return str(made["ARN"])

    def settle(self, client: Aws, id: str) -> None:
        if self.policy and _policy(client, id) != self.policy:
            client.secretsmanager.put_resource_policy(SecretId=id, ResourcePolicy=self.policy)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        found = client.secretsmanager.describe_secret(SecretId=id)
        if found.get("DeletedDate"):
            return None  # it only waits for its end
        tags = tag_dict(found.get("Tags"))
        return cls(
            name=found["Name"],
            description=found.get("Description", ""),
            kms_key_id=found.get("KmsKeyId"),
            policy=_policy(client, id),
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=found["ARN"],
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        pairs = {
            "Description": (self.description, old.description),
            "KmsKeyId": (self.kms_key_id, old.kms_key_id),
        }
        moved = {name: value for name, (value, was) in pairs.items() if value is not None and value != was}
        if moved:
            client.secretsmanager.update_secret(SecretId=id, **moved)
        gone, wanted = changed(client, old.tags, self.tags)
        if gone:
            client.secretsmanager.untag_resource(SecretId=id, TagKeys=gone)
        if wanted:
            client.secretsmanager.tag_resource(SecretId=id, Tags=tag_list(wanted))

    def delete(self, client: Aws, id: str) -> None:
        if client.secretsmanager.describe_secret(SecretId=id).get("DeletedDate"):
            return
        window: dict[str, Any] = {"RecoveryWindowInDays": self.recovery_window_in_days}
        how = window if self.recovery_window_in_days else {"ForceDeleteWithoutRecovery": True}
        client.secretsmanager.delete_secret(SecretId=id, **how)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        owner = ownership(self.tags)
        if owner is None:
            return None
        filters = [{"Key": "tag-value", "Values": [value]} for value in owner.values()]
        for page in client.secretsmanager.get_paginator("list_secrets").paginate(Filters=filters):
            for found in page["SecretList"]:
                if found["ARN"] not in known and is_owned(self.tags, tag_dict(found.get("Tags"))):
                    return str(found["ARN"])
        return None


def _policy(aws: Aws, id: str) -> str | None:
    return aws.secretsmanager.get_resource_policy(SecretId=id).get("ResourcePolicy") or None
