"""aws:sqs/redriveAllowPolicy:RedriveAllowPolicy, which queues may leave their dead letters in a queue."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.fields import Immutable
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.wire import Path

_NAME = "RedriveAllowPolicy"


@dataclass(frozen=True, kw_only=True)
class RedriveAllowPolicy(ProviderResource[Aws]):
    """Which queues may leave their dead letters in a queue, as JSON; its id is the URL of that queue."""

    token: ClassVar[str] = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"

    queue_url: Immutable[str]
    redrive_allow_policy: str

    def create(self, client: Aws) -> str:
        self._put(client, self.redrive_allow_policy)
        return self.queue_url

    def _put(self, client: Aws, policy: str) -> None:
        client.sqs.set_queue_attributes(QueueUrl=self.queue_url, Attributes={_NAME: policy})

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        found = client.sqs.get_queue_attributes(QueueUrl=id, AttributeNames=[_NAME]).get("Attributes", {})
        return cls(queue_url=id, redrive_allow_policy=found[_NAME]) if found.get(_NAME) else None

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        if path != ("redriveAllowPolicy",):
            return False
        try:
            return bool(json.loads(old) == json.loads(new))
        except ValueError:
            return False

    def update(self, client: Aws, id: str, old: Self) -> None:
        self._put(client, self.redrive_allow_policy)

    def delete(self, client: Aws, id: str) -> None:
        self._put(client, "")
