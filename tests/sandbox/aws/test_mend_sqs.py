"""The mend of moto's queues, by a real boto3 client."""

import json
from collections.abc import Callable
from typing import Any


def test_a_policy_stays_when_something_else_changes(aws: Callable[..., Any]) -> None:
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    statement = {"Sid": "x", "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
    there = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert (json.loads(there["Policy"]), there["VisibilityTimeout"]) == (policy, "60")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    assert "Policy" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


def test_who_may_leave_dead_letters_is_told_and_taken_back(aws: Callable[..., Any]) -> None:
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName="dead")["QueueUrl"]

    def told() -> dict[str, str]:
        return dict(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"])

    assert "RedriveAllowPolicy" not in told()
    wanted = {"RedriveAllowPolicy": '{"redrivePermission": "denyAll"}'}
    sqs.set_queue_attributes(QueueUrl=url, Attributes=wanted)
    assert wanted.items() <= told().items()
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedriveAllowPolicy": ""})
    assert not told().get("RedriveAllowPolicy")
