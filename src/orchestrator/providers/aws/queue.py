"""aws:sqs/queue:Queue, messages that wait for their consumers."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import code_of, is_gone
from orchestrator.providers.aws.tags import Tagged, Tags, changed, every_tag, is_owned, own_tags
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import retried, wait_until
from orchestrator.providers.kit.wire import Path

_PROPAGATION = 180.0


@dataclass(frozen=True, kw_only=True)
class Queue(Tagged):
    """Messages that wait for their consumers; its id is its URL."""

    token: ClassVar[str] = "aws:sqs/queue:Queue"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=80)

    name: Immutable[CloudChosen[str | None]] = None
    fifo_queue: Immutable[bool] = False
    content_based_deduplication: bool = False
    deduplication_scope: CloudChosen[str | None] = None
    fifo_throughput_limit: CloudChosen[str | None] = None
    delay_seconds: int = 0
    max_message_size: CloudChosen[int | None] = None
    message_retention_seconds: int = 345600
    receive_wait_time_seconds: int = 0
    visibility_timeout_seconds: int = 30
    kms_master_key_id: str | None = None
    kms_data_key_reuse_period_seconds: CloudChosen[int | None] = None
    sqs_managed_sse_enabled: CloudChosen[bool | None] = None
    policy: CloudChosen[str | None] = None
    redrive_policy: CloudChosen[str | None] = None
    redrive_allow_policy: CloudChosen[str | None] = None
    arn: Computed[str] = ""
    url: Computed[str] = ""

    def check(self) -> Iterable[Fault]:
        if self.fifo_queue != str(self.name).endswith(".fifo"):
            yield Fault(("name",), "the name of a FIFO queue ends in .fifo, and no other")
        if self.content_based_deduplication and not self.fifo_queue:
            yield Fault(("contentBasedDeduplication",), "only a FIFO queue tells doubles apart")
        if self.kms_master_key_id and self.sqs_managed_sse_enabled:
            yield Fault(("kmsMasterKeyId",), "'sqsManagedSseEnabled' excludes a key of one's own")

    def create(self, client: Aws) -> str:
        # CreateQueue gives an existing queue of the same settings without a word.
        if _exists(client, str(self.name)):
            raise ProviderError(
                f"the SQS queue {self.name} exists already", hint="choose another name, or import it"
            )
        fifo = {"FifoQueue": "true"} if self.fifo_queue else {}

        def make() -> str:
            made = client.sqs.create_queue(
                QueueName=self.name,
                Attributes={**_attributes(self), **fifo},
                tags=every_tag(client, self.tags),
            )
            return str(made["QueueUrl"])

        # For a minute SQS refuses the name of a queue that was deleted.
        return retried(make, _too_early, cancelled=client.cancelled, timeout=max(90.0, client.patience))

    def settle(self, client: Aws, id: str) -> None:
        wanted = _attributes(self)

        def poll() -> bool | None:
            try:
                there = _read(client, id)
            except Exception as error:
                if is_gone(error):
                    return None
                raise
            return True if all(_alike(there.get(name), value) for name, value in wanted.items()) else None

        wait_until(poll, f"the settings of {id}", timeout=_PROPAGATION, cancelled=client.cancelled)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        there = _read(client, id)
        tags = {k: v for k, v in _tags(client, id).items() if not k.startswith("aws:")}
        found: dict[str, Any] = {name: int(there[key]) for name, key in _NUMBERS.items() if key in there}
        found |= {name: there.get(key) or None for name, key in _TEXTS.items()}
        return cls(
            name=id.rpartition("/")[2],
            fifo_queue=there.get("FifoQueue") == "true",
            content_based_deduplication=there.get("ContentBasedDeduplication") == "true",
            sqs_managed_sse_enabled=there.get("SqsManagedSseEnabled") == "true",
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=there["QueueArn"],
            url=id,
            **found,
        )

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        if path[0] in ("policy", "redrivePolicy", "redriveAllowPolicy"):
            return _alike(str(old), str(new))
        return super().same(client, path, old, new)

    def update(self, client: Aws, id: str, old: Self) -> None:
        before = _attributes(old)
        moved = {name: value for name, value in _attributes(self).items() if before.get(name) != value}
        if old.kms_master_key_id and not self.kms_master_key_id:
            moved["KmsMasterKeyId"] = ""
        if moved:
            client.sqs.set_queue_attributes(QueueUrl=id, Attributes=moved)
        gone, wanted = changed(client, old.tags, self.tags)
        if gone:
            client.sqs.untag_queue(QueueUrl=id, TagKeys=gone)
        if wanted:
            client.sqs.tag_queue(QueueUrl=id, Tags=wanted)

    def delete(self, client: Aws, id: str) -> None:
        client.sqs.delete_queue(QueueUrl=id)

        def poll() -> bool | None:
            return None if _exists(client, id.rpartition("/")[2]) else True

        wait_until(poll, f"the end of {id}", timeout=_PROPAGATION, cancelled=client.cancelled)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        # Without a size there is one page, and no word of the others.
        pages = client.sqs.get_paginator("list_queues").paginate(PaginationConfig={"PageSize": 1000})
        for page in pages:
            for url in page.get("QueueUrls", []):
                if url not in known and is_owned(self.tags, _tags(client, url)):
                    return str(url)
        return None


_NUMBERS = {
    "delay_seconds": "DelaySeconds",
    "max_message_size": "MaximumMessageSize",
    "message_retention_seconds": "MessageRetentionPeriod",
    "receive_wait_time_seconds": "ReceiveMessageWaitTimeSeconds",
    "visibility_timeout_seconds": "VisibilityTimeout",
    "kms_data_key_reuse_period_seconds": "KmsDataKeyReusePeriodSeconds",
}
_TEXTS = {
    "deduplication_scope": "DeduplicationScope",
    "fifo_throughput_limit": "FifoThroughputLimit",
    "kms_master_key_id": "KmsMasterKeyId",
    "policy": "Policy",
    "redrive_policy": "RedrivePolicy",
    "redrive_allow_policy": "RedriveAllowPolicy",
}


def _attributes(queue: Queue) -> dict[str, str]:
    """The settings as SQS wants them: texts, and only those that are given."""
    fifo = {"ContentBasedDeduplication": queue.content_based_deduplication} if queue.fifo_queue else {}
    given: dict[str, Any] = {
        "DelaySeconds": queue.delay_seconds,
        "MaximumMessageSize": queue.max_message_size,
        "MessageRetentionPeriod": queue.message_retention_seconds,
        "ReceiveMessageWaitTimeSeconds": queue.receive_wait_time_seconds,
        "VisibilityTimeout": queue.visibility_timeout_seconds,
        "KmsDataKeyReusePeriodSeconds": queue.kms_data_key_reuse_period_seconds,
        "DeduplicationScope": queue.deduplication_scope,
        "FifoThroughputLimit": queue.fifo_throughput_limit,
        "KmsMasterKeyId": queue.kms_master_key_id,
        "SqsManagedSseEnabled": queue.sqs_managed_sse_enabled,
        "Policy": queue.policy,
        "RedrivePolicy": queue.redrive_policy,
        "RedriveAllowPolicy": queue.redrive_allow_policy,
        **fifo,
    }
    return {name: _text(value) for name, value in given.items() if value is not None}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _alike(old: str | None, new: str) -> bool:
    """Whether two settings are the same text, or the same JSON."""
    if old == new:
        return True
    try:
        return bool(json.loads(old or "") == json.loads(new))
    except ValueError:
        return False


def _read(aws: Aws, url: str) -> dict[str, str]:
    return dict(aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"])


def _tags(aws: Aws, url: str) -> Tags:
    return dict(aws.sqs.list_queue_tags(QueueUrl=url).get("Tags", {}))


def _exists(aws: Aws, name: str) -> bool:
    try:
        aws.sqs.get_queue_url(QueueName=name)
    except Exception as error:
        if is_gone(error):
            return False
        raise
    return True


def _too_early(error: Exception) -> bool:
    return code_of(error).endswith("QueueDeletedRecently")
