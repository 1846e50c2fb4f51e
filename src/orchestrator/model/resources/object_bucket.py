"""ObjectBucket: files under keys, reached over HTTPS."""

from typing import ClassVar, Literal

from pydantic import Field

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, OutputType


class ObjectBucketSpec(Model):
    """What the bucket is."""

    versioning: bool = True
    public_read: bool = False
    encryption: Literal["provider-managed", "none"] = "provider-managed"
    minimum_tls: Literal["1.0", "1.1", "1.2"] = "1.2"
    expire_after_days: int | None = Field(default=None, ge=1, le=3650)
    """Delete objects of that age; without it they stay."""


class ObjectBucket(Resource):
    """An object store bucket."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {"id": "string", "name": "string", "url": "string"}
    type: Literal["ObjectBucket@v1"]
    spec: ObjectBucketSpec = ObjectBucketSpec()
