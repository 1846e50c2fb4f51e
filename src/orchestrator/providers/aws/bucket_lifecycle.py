"""aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration, when objects move and end."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.fields import CloudChosen, Immutable, Unordered
from orchestrator.providers.kit.resource import ProviderResource


@dataclass(frozen=True, kw_only=True)
class BucketLifecycleConfigurationRuleFilter:
    """Which objects; none given: all."""

    prefix: str | None = None


@dataclass(frozen=True, kw_only=True)
class BucketLifecycleConfigurationRuleExpiration:
    """When they end."""

    days: int | None = None
    date: str | None = None
    expired_object_delete_marker: CloudChosen[bool | None] = None


@dataclass(frozen=True, kw_only=True)
class BucketLifecycleConfigurationRuleTransition:
    """When they move to cheaper storage."""

    storage_class: str
    days: int | None = None
    date: str | None = None


@dataclass(frozen=True, kw_only=True)
class BucketLifecycleConfigurationRuleNoncurrentVersionExpiration:
    """When old versions end."""

    noncurrent_days: int
    newer_noncurrent_versions: int | None = None


@dataclass(frozen=True, kw_only=True)
class BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload:
    """When unfinished uploads end."""

    days_after_initiation: int | None = None


@dataclass(frozen=True, kw_only=True)
class BucketLifecycleConfigurationRule:
    """One rule."""

    id: str
    status: str
    filter: CloudChosen[BucketLifecycleConfigurationRuleFilter | None] = None
    expiration: BucketLifecycleConfigurationRuleExpiration | None = None
    noncurrent_version_expiration: BucketLifecycleConfigurationRuleNoncurrentVersionExpiration | None = None
    transitions: Unordered[list[BucketLifecycleConfigurationRuleTransition]] = field(default_factory=list)
    abort_incomplete_multipart_upload: (
        BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload | None
    ) = None


@dataclass(frozen=True, kw_only=True)
class BucketLifecycleConfiguration(ProviderResource[Aws]):
    """When the objects of a bucket move and end."""

    token: ClassVar[str] = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"

    bucket: Immutable[str]
    rules: Unordered[list[BucketLifecycleConfigurationRule]] = field(default_factory=list)

    def create(self, client: Aws) -> str:
        self._put(client)
        return self.bucket

    def _put(self, client: Aws) -> None:
        rules = {"Rules": [_sent(rule) for rule in self.rules]}
        client.s3.put_bucket_lifecycle_configuration(Bucket=self.bucket, LifecycleConfiguration=rules)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = client.s3.get_bucket_lifecycle_configuration(Bucket=id)["Rules"]
        return cls(bucket=id, rules=[_told(rule) for rule in found])

    def update(self, client: Aws, id: str, old: Self) -> None:
        self._put(client)

    def delete(self, client: Aws, id: str) -> None:
        client.s3.delete_bucket_lifecycle(Bucket=id)


def _sent(rule: BucketLifecycleConfigurationRule) -> dict[str, Any]:
    """As S3 wants it."""
    prefix = (rule.filter.prefix if rule.filter else None) or ""
    result: dict[str, Any] = {"ID": rule.id, "Status": rule.status, "Filter": {"Prefix": prefix}}
    if end := rule.expiration:
        marker = end.expired_object_delete_marker
        # S3 refuses the marker beside a time.
        timed = end.days is not None or end.date is not None
        names = {"Days": end.days, "Date": end.date, "ExpiredObjectDeleteMarker": None if timed else marker}
        result["Expiration"] = {name: value for name, value in names.items() if value is not None}
    if old := rule.noncurrent_version_expiration:
        names = {
            "NoncurrentDays": old.noncurrent_days,
            "NewerNoncurrentVersions": old.newer_noncurrent_versions,
        }
        result["NoncurrentVersionExpiration"] = {n: value for n, value in names.items() if value is not None}
    if rule.transitions:
        result["Transitions"] = [
            {"StorageClass": t.storage_class}
            | {name: value for name, value in (("Days", t.days), ("Date", t.date)) if value is not None}
            for t in rule.transitions
        ]
    if abort := rule.abort_incomplete_multipart_upload:
        result["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": abort.days_after_initiation}
    return result


def _told(found: dict[str, Any]) -> BucketLifecycleConfigurationRule:
    """As S3 tells it."""
    end, old = found.get("Expiration"), found.get("NoncurrentVersionExpiration")
    abort = found.get("AbortIncompleteMultipartUpload")
    prefix = found.get("Filter", {}).get("Prefix")
    return BucketLifecycleConfigurationRule(
        id=found["ID"],
        status=found["Status"],
        filter=BucketLifecycleConfigurationRuleFilter(prefix=prefix) if prefix else None,
        expiration=BucketLifecycleConfigurationRuleExpiration(
            days=end.get("Days"),
            date=_moment(end.get("Date")),
            expired_object_delete_marker=end.get("ExpiredObjectDeleteMarker"),
        )
        if end
        else None,
        noncurrent_version_expiration=BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
            noncurrent_days=old["NoncurrentDays"],
            newer_noncurrent_versions=old.get("NewerNoncurrentVersions"),
        )
        if old
        else None,
        transitions=[
            BucketLifecycleConfigurationRuleTransition(
                storage_class=t["StorageClass"], days=t.get("Days"), date=_moment(t.get("Date"))
            )
            for t in found.get("Transitions", [])
        ],
        abort_incomplete_multipart_upload=BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
            days_after_initiation=abort["DaysAfterInitiation"]
        )
        if abort
        else None,
    )


def _moment(date: Any) -> str | None:
    return date.strftime("%Y-%m-%dT%H:%M:%SZ") if date else None
