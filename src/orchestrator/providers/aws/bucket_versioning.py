"""aws:s3/bucketVersioning:BucketVersioning, whether a bucket keeps old versions."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.fields import Immutable
from orchestrator.providers.kit.resource import ProviderResource


@dataclass(frozen=True, kw_only=True)
class BucketVersioningVersioningConfiguration:
    """Whether old versions are kept."""

    status: str


@dataclass(frozen=True, kw_only=True)
class BucketVersioning(ProviderResource[Aws]):
    """Whether a bucket keeps old versions. Once on, it can only be suspended: deleting this does that."""

    token: ClassVar[str] = "aws:s3/bucketVersioning:BucketVersioning"

    bucket: Immutable[str]
    versioning_configuration: BucketVersioningVersioningConfiguration

    def create(self, client: Aws) -> str:
        self._put(client)
        return self.bucket

    def _put(self, client: Aws) -> None:
        # `Disabled` means never switched on: S3 has no call for it.
        if self.versioning_configuration.status != "Disabled":
            status = {"Status": self.versioning_configuration.status}
            client.s3.put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration=status)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        status = client.s3.get_bucket_versioning(Bucket=id).get("Status", "Disabled")
        return cls(bucket=id, versioning_configuration=BucketVersioningVersioningConfiguration(status=status))

    def update(self, client: Aws, id: str, old: Self) -> None:
        self._put(client)

    def delete(self, client: Aws, id: str) -> None:
        if self.versioning_configuration.status == "Enabled":
            client.s3.put_bucket_versioning(Bucket=id, VersioningConfiguration={"Status": "Suspended"})
