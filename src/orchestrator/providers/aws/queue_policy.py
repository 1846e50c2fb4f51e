"""aws:sqs/queuePolicy:QueuePolicy, who may do what with a queue."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.fields import Immutable
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.wire import Path


@dataclass(frozen=True, kw_only=True)
class QueuePolicy(ProviderResource[Aws]):
    """Who may do what with a queue, as JSON; its id is the queue's URL."""

    token: ClassVar[str] = "aws:sqs/queuePolicy:QueuePolicy"

    queue_url: Immutable[str]
    policy: str

    def create(self, client: Aws) -> str:
        self._put(client, self.policy)
        return self.queue_url

    def _put(self, client: Aws, policy: str) -> None:
        client.sqs.set_queue_attributes(QueueUrl=self.queue_url, Attributes={"Policy": policy})

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        found = client.sqs.get_queue_attributes(QueueUrl=id, AttributeNames=["Policy"]).get("Attributes", {})
        return cls(queue_url=id, policy=found["Policy"]) if found.get("Policy") else None

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        if path != ("policy",):
            return False
        try:
            return bool(json.loads(old) == json.loads(new))
        except ValueError:
            return False

    def update(self, client: Aws, id: str, old: Self) -> None:
        self._put(client, self.policy)

    def delete(self, client: Aws, id: str) -> None:
        self._put(client, "")
