"""aws:s3/bucketPolicy:BucketPolicy, who may do what with a bucket."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.fields import Immutable
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.wire import Path


@dataclass(frozen=True, kw_only=True)
class BucketPolicy(ProviderResource[Aws]):
    """Who may do what with a bucket, as JSON."""

    token: ClassVar[str] = "aws:s3/bucketPolicy:BucketPolicy"

    bucket: Immutable[str]
    policy: str

    def create(self, client: Aws) -> str:
        client.s3.put_bucket_policy(Bucket=self.bucket, Policy=self.policy)
        return self.bucket

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        return cls(bucket=id, policy=client.s3.get_bucket_policy(Bucket=id)["Policy"])

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        if path != ("policy",):
            return False
        try:
            return bool(json.loads(old) == json.loads(new))
        except ValueError:
            return False

    def update(self, client: Aws, id: str, old: Self) -> None:
        client.s3.put_bucket_policy(Bucket=id, Policy=self.policy)

    def delete(self, client: Aws, id: str) -> None:
        client.s3.delete_bucket_policy(Bucket=id)
