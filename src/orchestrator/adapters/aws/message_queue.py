"""MessageQueue on AWS: an SQS queue that only TLS reaches, and one for what nobody could take care of."""

from collections.abc import Mapping
from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudWatch, Json, Node, Options, Value
from orchestrator.model.resources import MessageQueue

NAME_LIMIT = 80
LONGEST_RETENTION = 1209600
DEAD: Final = "dead"

LIMITS: Final[tuple[Limit[MessageQueue], ...]] = (
    Limit(
        "visibilityTimeout",
        lambda queue: queue.spec.visibility_timeout % 1 != 0,
        "SQS counts whole seconds",
        "round it",
    ),
    Limit("retention", lambda queue: queue.spec.retention % 1 != 0, "SQS counts whole seconds", "round it"),
)


def translate(queue: MessageQueue, site: Site) -> Translation:
    """What is dead is kept as long as SQS keeps anything: somebody has to look at it."""
    dead = _queue(queue, site, (DEAD,), {"messageRetentionSeconds": LONGEST_RETENTION})
    settings: dict[str, Value] = {
        "messageRetentionSeconds": int(queue.spec.retention),
        "visibilityTimeoutSeconds": int(queue.spec.visibility_timeout),
    }
    if after := queue.spec.dead_letter:
        way: dict[str, Value] = {"deadLetterTargetArn": dead["arn"], "maxReceiveCount": after.after}
        settings["redrivePolicy"] = Json(way)
    own = _queue(queue, site, (), settings)
    queues = (dead, own) if queue.spec.dead_letter else (own,)
    return Translation(
        nodes=(*queues, *(_only_tls(one) for one in queues), *_only_from(queues)),
        outputs={
            "id": own["arn"],
            "name": own["name"],
            "url": own["url"],
            "protocol": "sqs",
            # Who may use it is said by IAM, not by a password.
            "username": None,
            "password": None,
        },
        slots=tuple(_slot(one, "" if one is own else DEAD) for one in queues),
        checks=checks(queue, own["arn"]),
        protected=tuple(one.name for one in queues),
    )


def _queue(queue: MessageQueue, site: Site, suffix: tuple[str, ...], settings: Mapping[str, Value]) -> Node:
    """A FIFO queue tells doubles apart by their content, unless a sender gives them an id."""
    end = ".fifo" if queue.spec.fifo else ""
    properties: dict[str, Value] = {
        "name": site.named(*suffix, limit=NAME_LIMIT - len(end)) + end,
        "maxMessageSize": queue.spec.max_message_kib * 1024,
        "sqsManagedSseEnabled": queue.spec.encrypted,
        **({"fifoQueue": True, "contentBasedDeduplication": True} if queue.spec.fifo else {}),
        **settings,
    }
    options = Options(delete_before_replace=True)
    return Node("aws:sqs/queue:Queue", "-".join((queue.name, *suffix)), properties, options)


def _only_tls(one: Node) -> Node:
    statement: dict[str, Value] = {
        "Sid": "OnlyTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": one["arn"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = Json({"Version": "2012-10-17", "Statement": [statement]})
    return Node(
        "aws:sqs/queuePolicy:QueuePolicy", f"{one.name}-policy", {"queueUrl": one["id"], "policy": policy}
    )


def _only_from(queues: tuple[Node, ...]) -> tuple[Node, ...]:
    """Dead letters come from their queue alone; that queue must be there first."""
    if len(queues) == 1:
        return ()
    dead, own = queues
    policy = Json({"redrivePermission": "byQueue", "sourceQueueArns": [own["arn"]]})
    return (
        Node(
            "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
            f"{dead.name}-sources",
            {"queueUrl": dead["id"], "redriveAllowPolicy": policy},
        ),
    )


def _slot(one: Node, part: str) -> CloudWatch:
    return CloudWatch("AWS/SQS", {"QueueName": one["name"]}, part)
