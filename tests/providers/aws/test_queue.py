"""Queues beyond their plain life: names that were just freed, settings that spread slowly, refusals."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.queue import Queue
from orchestrator.providers.kit import waiting
from orchestrator.providers.kit.trouble import ProviderError

URL = "https://sqs.eu-west-1.amazonaws.com/1/q"
GONE = "AWS.SimpleQueueService.NonExistentQueue"


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[Aws, Stubber]]:
    """SQS that answers from a script; waits take no time."""
    for name in ("wait_until", "retried"):
        real = getattr(waiting, name)

        def hasty(*arguments: Any, real: Any = real, **options: Any) -> Any:
            return real(*arguments, **{**options, "interval": 0.001, "timeout": 0.5})

        monkeypatch.setattr(f"orchestrator.providers.aws.queue.{name}", hasty)
    aws = Aws(session=boto3.Session("x", "y", region_name="eu-west-1"))
    stubber = Stubber(aws.sqs)
    stubber.activate()
    return lambda: (aws, stubber)


def test_the_name_of_a_queue_just_deleted_is_waited_for(stubbed: Any) -> None:
    aws, sqs = stubbed()
    sqs.add_client_error("get_queue_url", GONE)
    sqs.add_client_error("create_queue", "AWS.SimpleQueueService.QueueDeletedRecently")
    sqs.add_response("create_queue", {"QueueUrl": URL})
    assert Queue(name="q").create(aws) == URL
    sqs.assert_no_pending_responses()


def test_settings_are_waited_for_until_they_have_spread(stubbed: Any) -> None:
    aws, sqs = stubbed()
    settled = {
        "DelaySeconds": "0",
        "MessageRetentionPeriod": "345600",
        "ReceiveMessageWaitTimeSeconds": "0",
        "VisibilityTimeout": "30",
        "RedrivePolicy": '{"maxReceiveCount":5,"deadLetterTargetArn":"a"}',
    }
    sqs.add_client_error("get_queue_attributes", GONE)
    sqs.add_response("get_queue_attributes", {"Attributes": {**settled, "VisibilityTimeout": "31"}})
    sqs.add_response("get_queue_attributes", {"Attributes": settled})
    policy = json.dumps({"deadLetterTargetArn": "a", "maxReceiveCount": 5})
    Queue(name="q", redrive_policy=policy).settle(aws, URL)
    sqs.assert_no_pending_responses()


def test_only_what_changed_is_sent(stubbed: Any) -> None:
    aws, sqs = stubbed()
    old = Queue(name="q", kms_master_key_id="k")
    sent = {"VisibilityTimeout": "60", "SqsManagedSseEnabled": "true", "KmsMasterKeyId": ""}
    sqs.add_response("set_queue_attributes", {}, {"QueueUrl": URL, "Attributes": sent})
    replace(old, visibility_timeout_seconds=60, sqs_managed_sse_enabled=True, kms_master_key_id=None).update(
        aws, URL, old
    )
    sqs.assert_no_pending_responses()


def test_an_existing_queue_is_not_taken_over(make: Any) -> None:
    queue = make("aws:sqs/queue:Queue", {"name": "taken"})
    with pytest.raises(ProviderError, match="the SQS queue taken exists already"):
        make("aws:sqs/queue:Queue", {"name": "taken"})
    queue.delete()


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        ({"fifo_queue": True}, "ends in .fifo"),
        ({"name": "q.fifo"}, "ends in .fifo"),
        ({"content_based_deduplication": True}, "only a FIFO queue"),
        ({"kms_master_key_id": "k", "sqs_managed_sse_enabled": True}, "excludes a key"),
    ],
)
def test_settings_that_contradict_are_told_before_any_call(wanted: dict[str, Any], fault: str) -> None:
    assert fault in " ".join(str(f) for f in Queue(**{"name": "q", **wanted}).check())
