"""aws:s3/bucketOwnershipControls:BucketOwnershipControls, who owns what others put in."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.fields import Immutable
from orchestrator.providers.kit.resource import ProviderResource


@dataclass(frozen=True, kw_only=True)
class BucketOwnershipControlsRule:
    """Who owns what others put in."""

    object_ownership: str


@dataclass(frozen=True, kw_only=True)
class BucketOwnershipControls(ProviderResource[Aws]):
    """Who owns what others put into a bucket."""

    token: ClassVar[str] = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"

    bucket: Immutable[str]
    rule: BucketOwnershipControlsRule

    def create(self, client: Aws) -> str:
        self._put(client)
        return self.bucket

    def _put(self, client: Aws) -> None:
        rules = {"Rules": [{"ObjectOwnership": self.rule.object_ownership}]}
        client.s3.put_bucket_ownership_controls(Bucket=self.bucket, OwnershipControls=rules)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        (found,) = client.s3.get_bucket_ownership_controls(Bucket=id)["OwnershipControls"]["Rules"]
        return cls(bucket=id, rule=BucketOwnershipControlsRule(object_ownership=found["ObjectOwnership"]))

    def update(self, client: Aws, id: str, old: Self) -> None:
        self._put(client)

    def delete(self, client: Aws, id: str) -> None:
        client.s3.delete_bucket_ownership_controls(Bucket=id)
