"""aws:s3/bucket:Bucket, files under keys. Its settings are resource types of their own."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from botocore.exceptions import ClientError

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import code_of, is_gone
from orchestrator.providers.aws.tags import Tagged, Tags, every_tag, is_owned, own_tags, tag_dict, tag_list
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, WriteOnly
from orchestrator.providers.kit.trouble import ProviderError


@dataclass(frozen=True, kw_only=True)
class Bucket(Tagged):
    """Files under keys; its id is its name."""

    token: ClassVar[str] = "aws:s3/bucket:Bucket"
    autoname: ClassVar[Autoname | None] = Autoname("bucket", max_length=63, lower=True, in_url=True)

    bucket: Immutable[CloudChosen[str | None]] = None
    force_destroy: WriteOnly[bool] = False
    arn: Computed[str] = ""
    bucket_domain_name: Computed[str] = ""
    bucket_regional_domain_name: Computed[str] = ""
    bucket_region: Computed[str] = ""
    hosted_zone_id: Computed[str | None] = None

    def create(self, client: Aws) -> str:
        # In us-east-1 CreateBucket gives an existing bucket of one's own without a word.
        if _exists(client, str(self.bucket)):
            raise ProviderError(
                f"the bucket {self.bucket} exists already", hint="choose another name, or import it"
            )
        settings: dict[str, Any] = {}
        if client.region != "us-east-1":
            settings["LocationConstraint"] = client.region
        if tags := every_tag(client, self.tags):
            settings["Tags"] = tag_list(tags)
        client.s3.create_bucket(
            Bucket=self.bucket, **({"CreateBucketConfiguration": settings} if settings else {})
        )
        return str(self.bucket)

    def settle(self, client: Aws, id: str) -> None:
        client.s3.get_waiter("bucket_exists").wait(Bucket=id)
        wanted = every_tag(client, self.tags)
        if _tags(client, id) == wanted:
            return
        if wanted:
            client.s3.put_bucket_tagging(Bucket=id, Tagging={"TagSet": tag_list(wanted)})
        else:
            client.s3.delete_bucket_tagging(Bucket=id)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        head = client.s3.head_bucket(Bucket=id)
        region = head.get("BucketRegion") or client.region
        tags = _tags(client, id)
        return cls(
            bucket=id,
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=f"arn:{client.partition}:s3:::{id}",
            bucket_domain_name=f"{id}.s3.amazonaws.com",
            bucket_regional_domain_name=f"{id}.s3.{region}.amazonaws.com",
            bucket_region=region,
            hosted_zone_id=_ZONES.get(region),
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        return  # all that can change is tags, and settle sets them as a whole

    def delete(self, client: Aws, id: str) -> None:
        if self.force_destroy:
            _empty(client, id)
        client.s3.delete_bucket(Bucket=id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        for entry in client.s3.list_buckets()["Buckets"]:
            name = str(entry["Name"])
            if name not in known and is_owned(self.tags, _tags(client, name)):
                return name
        return None


def _exists(aws: Aws, name: str) -> bool:
    try:
        aws.s3.head_bucket(Bucket=name)
    except ClientError as error:
        # Somebody else's bucket answers 403 and 301: CreateBucket says it better.
        if is_gone(error) or code_of(error) in ("403", "301"):
            return False
        raise
    return True


def _tags(aws: Aws, name: str) -> Tags:
    try:
        return tag_dict(aws.s3.get_bucket_tagging(Bucket=name)["TagSet"])
    except ClientError as error:
        if code_of(error) == "NoSuchTagSet":
            return {}
        raise


def _empty(aws: Aws, name: str) -> None:
    for page in aws.s3.get_paginator("list_object_versions").paginate(Bucket=name):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        keys = [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in found]
        if keys:
            answer = aws.s3.delete_objects(Bucket=name, Delete={"Objects": keys, "Quiet": True})
            for error in answer.get("Errors", [])[:1]:
                raise ProviderError(
                    f"{error['Code']}: {error['Key']} in {name} cannot be deleted: {error['Message']}"
                )


# Route 53's zone of each region's S3, from the AWS General Reference.
_ZONES = {
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "eu-west-2": "Z3GKZC51ZF0DB4",
    "eu-west-3": "Z3R1K369G5AVDG",
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-north-1": "Z3BAZG2TWCNX0D",
}
