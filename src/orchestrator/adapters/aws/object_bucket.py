"""ObjectBucket on AWS: an S3 bucket, closed to the public unless the spec opens it."""

from orchestrator.adapters.checks import checks
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudWatch, Concat, Json, Node, Options, Value
from orchestrator.model.resources import ObjectBucket

NAME_LIMIT = 63


def translate(bucket: ObjectBucket, site: Site) -> Translation:
    """S3 encrypts every object, also when the spec does not ask for it."""
    place = Node(
        "aws:s3/bucket:Bucket",
        bucket.name,
        {"bucket": site.unique(limit=NAME_LIMIT), "forceDestroy": False},
        Options(delete_before_replace=True),
    )
    block = _access_block(bucket, place)
    return Translation(
        nodes=(
            place,
            *_versioning(bucket, place),
            *_encryption(bucket, place),
            block,
            _policy(bucket, place, block),
            *_expiry(bucket, place),
        ),
        outputs={
            "id": place["id"],
            "name": place["bucket"],
            "url": Concat(("https://", place["bucketRegionalDomainName"], "/")),
        },
        slots=(CloudWatch("AWS/S3", {"BucketName": place["bucket"]}),),
        checks=checks(bucket, place["id"]),
        protected=(place.name,),
    )


def _versioning(bucket: ObjectBucket, place: Node) -> tuple[Node, ...]:
    """Also when it is off: a bucket that once had it can only suspend it."""
    status = "Enabled" if bucket.spec.versioning else "Suspended"
    properties: dict[str, Value] = {"bucket": place["id"], "versioningConfiguration": {"status": status}}
    return (Node("aws:s3/bucketVersioning:BucketVersioning", f"{bucket.name}-versioning", properties),)


def _encryption(bucket: ObjectBucket, place: Node) -> tuple[Node, ...]:
    if bucket.spec.encryption == "none":
        return ()
    return (
        Node(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            f"{bucket.name}-encryption",
            {
                "bucket": place["id"],
                "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}],
            },
        ),
    )


def _access_block(bucket: ObjectBucket, place: Node) -> Node:
    """Access lists stay blocked in any case: public reading is given by the policy alone."""
    closed = not bucket.spec.public_read
    return Node(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        f"{bucket.name}-access",
        {
            "bucket": place["id"],
            "blockPublicAcls": True,
            "ignorePublicAcls": True,
            "blockPublicPolicy": closed,
            "restrictPublicBuckets": closed,
        },
    )


def _policy(bucket: ObjectBucket, place: Node, block: Node) -> Node:
    """After the access block: while that is closed, S3 refuses a public policy."""
    everything: list[Value] = [place["arn"], Concat((place["arn"], "/*"))]
    denied: dict[str, Value] = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything}
    statements: list[Value] = [
        {**denied, "Sid": "OnlyTls", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {
            **denied,
            "Sid": "OnlyRecentTls",
            "Condition": {"NumericLessThan": {"s3:TlsVersion": bucket.spec.minimum_tls}},
        },
    ]
    if bucket.spec.public_read:
        statements.append(
            {
                "Sid": "PublicRead",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": Concat((place["arn"], "/*")),
            }
        )
    properties: dict[str, Value] = {
        "bucket": place["id"],
        "policy": Json({"Version": "2012-10-17", "Statement": statements}),
    }
    options = Options(depends_on=(block.name,))
    return Node("aws:s3/bucketPolicy:BucketPolicy", f"{bucket.name}-policy", properties, options)


def _expiry(bucket: ObjectBucket, place: Node) -> tuple[Node, ...]:
    if (days := bucket.spec.expire_after_days) is None:
        return ()
    rule: dict[str, Value] = {
        "id": "expire",
        "status": "Enabled",
        "filter": {},
        "expiration": {"days": days},
        # Without this, versioning would keep for ever what has expired.
        "noncurrentVersionExpiration": {"noncurrentDays": days},
        "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
    }
    return (
        Node(
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            f"{bucket.name}-expiry",
            {"bucket": place["id"], "rules": [rule]},
        ),
    )
