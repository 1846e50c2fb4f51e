"""MessageQueue: messages that wait until one consumer has taken care of each."""

from typing import ClassVar, Literal

from pydantic import Field

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, NetworkRef, OutputType, Seconds


class DeadLetter(Model):
    """Where messages go that nobody could take care of."""

    after: int = Field(default=5, ge=1, le=100)
    """Deliveries without success."""


class MessageQueueSpec(Model):
    """What the queue is. Durations in seconds."""

    fifo: bool = False
    """In order, and each message once."""
    visibility_timeout: Seconds = Field(default=30, ge=5, le=300)
    """How long a consumer has before its message is given to another."""
    retention: Seconds = Field(default=345600, ge=60, le=1209600)
    """How long a message waits before it is dropped; four days."""
    max_message_kib: int = Field(default=256, ge=1, le=256, alias="maxMessageKiB")
    dead_letter: DeadLetter | None = None
    encrypted: bool = True
    network: NetworkRef | None = None
    """Where the queue's own server stands, on clouds without a queue service."""


class MessageQueue(Resource):
    """A message queue. `protocol` says how to speak to it: sqs or amqp."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {
        "id": "string",
        "name": "string",
        "url": "string",
        "protocol": "string",
        "username": "string",
        "password": "string",
    }
    type: Literal["MessageQueue@v1"]
    spec: MessageQueueSpec
