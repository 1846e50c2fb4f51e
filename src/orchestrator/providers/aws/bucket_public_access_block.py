"""aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock, what keeps a bucket from becoming public."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.fields import Immutable
from orchestrator.providers.kit.resource import ProviderResource


@dataclass(frozen=True, kw_only=True)
class BucketPublicAccessBlock(ProviderResource[Aws]):
    """What keeps a bucket from becoming public."""

    token: ClassVar[str] = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"

    bucket: Immutable[str]
    block_public_acls: bool = False
    block_public_policy: bool = False
    ignore_public_acls: bool = False
    restrict_public_buckets: bool = False

    def create(self, client: Aws) -> str:
        self._put(client)
        return self.bucket

    def _put(self, client: Aws) -> None:
        client.s3.put_public_access_block(
            Bucket=self.bucket,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": self.block_public_acls,
                "BlockPublicPolicy": self.block_public_policy,
                "IgnorePublicAcls": self.ignore_public_acls,
                "RestrictPublicBuckets": self.restrict_public_buckets,
            },
        )

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = client.s3.get_public_access_block(Bucket=id)["PublicAccessBlockConfiguration"]
        return cls(
            bucket=id,
            block_public_acls=found.get("BlockPublicAcls", False),
            block_public_policy=found.get("BlockPublicPolicy", False),
            ignore_public_acls=found.get("IgnorePublicAcls", False),
            restrict_public_buckets=found.get("RestrictPublicBuckets", False),
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        self._put(client)

    def delete(self, client: Aws, id: str) -> None:
        client.s3.delete_public_access_block(Bucket=id)
