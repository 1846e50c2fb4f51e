"""aws:s3/bucketServerSideEncryptionConfiguration:…, how a bucket encrypts."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.fields import CloudChosen, Immutable, Unordered
from orchestrator.providers.kit.resource import ProviderResource


@dataclass(frozen=True, kw_only=True)
class BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefault:
    """The algorithm."""

    sse_algorithm: str
    kms_master_key_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class BucketServerSideEncryptionConfigurationRule:
    """How new objects are encrypted."""

    apply_server_side_encryption_by_default: (
        BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefault | None
    ) = None
    bucket_key_enabled: CloudChosen[bool | None] = None


@dataclass(frozen=True, kw_only=True)
class BucketServerSideEncryptionConfiguration(ProviderResource[Aws]):
    """How a bucket encrypts; S3 goes back to its own default when this is deleted."""

    token: ClassVar[str] = (
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    )

    bucket: Immutable[str]
    rules: Unordered[list[BucketServerSideEncryptionConfigurationRule]]

    def create(self, client: Aws) -> str:
        self._put(client)
        return self.bucket

    def _put(self, client: Aws) -> None:
        rules = {"Rules": [_encryption(rule) for rule in self.rules]}
        client.s3.put_bucket_encryption(Bucket=self.bucket, ServerSideEncryptionConfiguration=rules)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = client.s3.get_bucket_encryption(Bucket=id)["ServerSideEncryptionConfiguration"]["Rules"]
        return cls(bucket=id, rules=[_encryption_rule(rule) for rule in found])

    def update(self, client: Aws, id: str, old: Self) -> None:
        self._put(client)

    def delete(self, client: Aws, id: str) -> None:
        client.s3.delete_bucket_encryption(Bucket=id)


def _encryption(rule: BucketServerSideEncryptionConfigurationRule) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if default := rule.apply_server_side_encryption_by_default:
        result["ApplyServerSideEncryptionByDefault"] = {"SSEAlgorithm": default.sse_algorithm}
        if default.kms_master_key_id:
            result["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] = default.kms_master_key_id
    if rule.bucket_key_enabled is not None:
        result["BucketKeyEnabled"] = rule.bucket_key_enabled
    return result


def _encryption_rule(found: dict[str, Any]) -> BucketServerSideEncryptionConfigurationRule:
    default = found.get("ApplyServerSideEncryptionByDefault")
    return BucketServerSideEncryptionConfigurationRule(
        apply_server_side_encryption_by_default=BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefault(
            sse_algorithm=default["SSEAlgorithm"], kms_master_key_id=default.get("KMSMasterKeyID")
        )
        if default
        else None,
        bucket_key_enabled=found.get("BucketKeyEnabled"),
    )
