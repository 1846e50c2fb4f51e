"""aws:sns/topic:Topic, where notices are published."""

from dataclasses import dataclass
from typing import ClassVar, Self

from botocore.exceptions import ClientError

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import is_gone
from orchestrator.providers.aws.tags import Tagged, changed, every_tag, is_owned, own_tags, tag_dict, tag_list
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable
from orchestrator.providers.kit.trouble import ProviderError


@dataclass(frozen=True, kw_only=True)
class Topic(Tagged):
    """Where notices are published; its id is its ARN."""

    token: ClassVar[str] = "aws:sns/topic:Topic"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=256)

    name: Immutable[CloudChosen[str | None]] = None
    display_name: str | None = None
    kms_master_key_id: str | None = None
    arn: Computed[str] = ""
    owner: Computed[str] = ""

    def _arn(self, client: Aws) -> str:
        return f"arn:{client.partition}:sns:{client.region}:{client.account}:{self.name}"

    def create(self, client: Aws) -> str:
        # CreateTopic gives an existing topic without a word: it may be somebody else's.
        if _exists(client, self._arn(client)):
            raise ProviderError(
                f"the SNS topic {self.name} exists already", hint="choose another name, or import it"
            )
        attributes = {"DisplayName": self.display_name, "KmsMasterKeyId": self.kms_master_key_id}
        made = client.sns.create_topic(
            Name=self.name,
            Attributes={name: value for name, value in attributes.items() if value},
            Tags=tag_list(every_tag(client, self.tags)),
        )
        return str(made["TopicArn"])

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        attributes = client.sns.get_topic_attributes(TopicArn=id)["Attributes"]
        tags = tag_dict(client.sns.list_tags_for_resource(ResourceArn=id)["Tags"])
        return cls(
            name=id.rpartition(":")[2],
            display_name=attributes.get("DisplayName") or None,
            kms_master_key_id=attributes.get("KmsMasterKeyId") or None,
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=id,
            owner=attributes.get("Owner", ""),
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        pairs = {
            "DisplayName": (old.display_name, self.display_name),
            "KmsMasterKeyId": (old.kms_master_key_id, self.kms_master_key_id),
        }
        for name, (before, after) in pairs.items():
            if before != after:
                client.sns.set_topic_attributes(TopicArn=id, AttributeName=name, AttributeValue=after or "")
        gone, wanted = changed(client, old.tags, self.tags)
        if gone:
            client.sns.untag_resource(ResourceArn=id, TagKeys=gone)
        if wanted:
            client.sns.tag_resource(ResourceArn=id, Tags=tag_list(wanted))

    def delete(self, client: Aws, id: str) -> None:
        client.sns.delete_topic(TopicArn=id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        for page in client.sns.get_paginator("list_topics").paginate():
            for arn in (str(topic["TopicArn"]) for topic in page["Topics"]):
                tags = tag_dict(client.sns.list_tags_for_resource(ResourceArn=arn)["Tags"])
                if arn not in known and is_owned(self.tags, tags):
                    return arn
        return None


def _exists(aws: Aws, arn: str) -> bool:
    try:
        aws.sns.get_topic_attributes(TopicArn=arn)
    except ClientError as error:
        if is_gone(error):
            return False
        raise
    return True
