"""AWS errors in the user's words, and which of them say that an object does not exist."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
)
from botocore.parsers import ResponseParserError

from orchestrator.providers.kit.trouble import ProviderError

_GONE = frozenset(
    {
        "404",
        "AWS.SimpleQueueService.NonExistentQueue",
        "CacheClusterNotFound",
        "CacheSubnetGroupNotFoundFault",
        "DBInstanceNotFound",
        "DBInstanceNotFoundFault",
        "DBParameterGroupNotFound",
        "DBParameterGroupNotFoundFault",
        "DBSubnetGroupNotFoundFault",
        "InvalidTarget",
        "ListenerNotFound",
        "LoadBalancerNotFound",
        "NoSuchBucket",
        "NoSuchBucketPolicy",
        "NoSuchEntity",
        "NoSuchHostedZone",
        "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "NotFound",
        "OwnershipControlsNotFoundError",
        "QueueDoesNotExist",
        "ResourceNotFoundException",
        "ReplicationGroupNotFoundFault",
        "ServerSideEncryptionConfigurationNotFoundError",
        "TargetGroupNotFound",
    }
)
_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "403")
_UNKNOWN_CALLER = (
    "AuthFailure",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
    "ExpiredToken",
    "RequestExpired",
)
_THROTTLED = (
    "Throttling",
    "ThrottlingException",
    "RequestLimitExceeded",
    "SlowDown",
    "TooManyRequestsException",
)
_LIMITED = (
    "LimitExceeded",
    "QuotaExceeded",
    "InsufficientInstanceCapacity",
    "InsufficientDBInstanceCapacity",
)


def code_of(error: BaseException) -> str:
    """AWS's own code, or an empty text."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def is_gone(error: Exception) -> bool:
    """Whether the object does not exist."""
    code = code_of(error)
    return code in _GONE or (
        code.startswith("Invalid") and code.endswith((".NotFound", ".NotFoundException"))
    )


def in_use(error: Exception) -> bool:
    """Whether another object still stands in the way, which may pass."""
    return code_of(error) in (
        "CacheSubnetGroupInUse",
        "DeleteConflict",
        "DependencyViolation",
        "InvalidDBSubnetGroupStateFault",
        "InvalidDBParameterGroupState",
        "ResourceInUse",
        "ResourceInUseException",
    )


def explain(error: Exception) -> ProviderError | None:
    """The message for the user."""
    if isinstance(error, ClientError):
        details = error.response.get("Error", {})
        said = details.get("Message") or f"{error.operation_name} was refused"
        return ProviderError(
            f"{code_of(error)}: {said}", where=f"AWS {error.operation_name}", hint=_hint(code_of(error))
        )
    if isinstance(error, (NoCredentialsError, PartialCredentialsError, ProfileNotFound)):
        hint = "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        return ProviderError(f"no usable AWS credentials: {error}", hint=hint)
    if isinstance(error, NoRegionError):
        return ProviderError("no AWS region", hint="set the provider's region, or AWS_REGION")
    if isinstance(error, EndpointConnectionError):
        return ProviderError(str(error), hint="is the network up, and AWS_ENDPOINT_URL right?")
    if isinstance(error, ResponseParserError):
        return ProviderError(
            "the endpoint does not answer as AWS does", hint="this call may be missing in an emulator"
        )
    if isinstance(error, (ParamValidationError, BotoCoreError)):
        return ProviderError(f"{type(error).__name__}: {' '.join(str(error).split())}")
    return None


def _hint(code: str) -> str:
    if code in _DENIED:
        return "the credentials may not do this: ask for the permission named here"
    if any(code.startswith(name) for name in _UNKNOWN_CALLER):
        return "the credentials are wrong or have expired"
    if code in _THROTTLED:
        return "AWS asks to slow down, also after retries: run again later, or with less parallelism"
    if any(name in code for name in _LIMITED):
        return "ask AWS to raise the quota, or choose another size or zone"
    if code == "VolumeModificationRateExceeded":
        return "AWS changes a disk once in six hours: run again later"
    if code == "DependencyViolation":
        return "something outside this stack still uses it"
    return ""
