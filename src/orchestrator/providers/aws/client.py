"""The connection to one region of AWS: lazily built clients, and the tags that everything gets."""

import os
import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.wire import Props

_ATTEMPTS = 8


@dataclass(frozen=True)
class Aws:
    """Clients are untyped: the stubs know only literal values where ours come out of properties."""

    session: boto3.Session
    default_tags: dict[str, str] = field(default_factory=dict)
    endpoints: dict[str, str] = field(default_factory=dict)
    cancelled: threading.Event = field(default_factory=threading.Event)
    attempts: int | None = None
    allowed_accounts: frozenset[str] = frozenset()
    """Empty: any. In another account nothing of ours exists, which would look like the loss of all."""
    patience: float = 600.0
    """Seconds to retry what another object still stands in the way of."""
    changes: dict[str, str] = field(default_factory=dict)
    """The last change of each DNS object that not all name servers may know yet."""
    domains: dict[str, str] = field(default_factory=dict)
    """The names of DNS zones by their ids, which never change: Route 53 answers five questions a second."""
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def region(self) -> str:
        """The region that everything is made in."""
        return str(self.session.region_name)

    @property
    def partition(self) -> str:
        """aws, aws-cn or aws-us-gov: the first part of an ARN."""
        return self.session.get_partition_for_region(self.region)

    @cached_property
    def ec2(self) -> Any:
        return self._client("ec2")

    @cached_property
    def rds(self) -> Any:
        return self._client("rds")

    @cached_property
    def s3(self) -> Any:
        return self._client("s3")

    @cached_property
    def cloudwatch(self) -> Any:
        return self._client("cloudwatch")

    @cached_property
    def sns(self) -> Any:
        return self._client("sns")

    @cached_property
    def secretsmanager(self) -> Any:
        return self._client("secretsmanager")

    @cached_property
    def route53(self) -> Any:
        return self._client("route53")

    @cached_property
    def sqs(self) -> Any:
        return self._client("sqs")

    @cached_property
    def elbv2(self) -> Any:
        return self._client("elbv2")

    @cached_property
    def autoscaling(self) -> Any:
        return self._client("autoscaling")

    @cached_property
    def iam(self) -> Any:
        return self._client("iam")

    @cached_property
    def elasticache(self) -> Any:
        return self._client("elasticache")

    @cached_property
    def eks(self) -> Any:
        return self._client("eks")

    @cached_property
    def account(self) -> str:
        """The account that we act for."""
        return str(self._client("sts").get_caller_identity()["Account"])

    def _require_allowed_account(self) -> None:
        """Raises ProviderError when the credentials are of another account; asks once."""
        if self.allowed_accounts and self.account not in self.allowed_accounts:
            raise ProviderError(
                f"these credentials are of the AWS account {self.account}, "
                f"allowed is {', '.join(sorted(self.allowed_accounts))}",
                hint="use the credentials of that account, or change `providers.aws.accountId`",
            )

    def _client(self, service: str) -> Any:
        if service != "sts":
            self._require_allowed_account()
        # Sessions are not safe for threads while they build clients; the clients are.
        with self._lock:
            settings = Config(
                retries=self._retries(),  # type: ignore[arg-type]  # the stubs' own literal type
                max_pool_connections=32,
                s3={"addressing_style": "path"} if self._custom("s3") else {},
            )
            return self.session.client(
                service,  # type: ignore[call-overload]  # one overload for each literal name
                endpoint_url=self.endpoints.get(service),
                config=settings,
            )

    def _retries(self) -> dict[str, Any]:
        if self.attempts is None and "AWS_MAX_ATTEMPTS" in os.environ:
            return {"mode": "standard"}
        return {"mode": "standard", "total_max_attempts": self.attempts or _ATTEMPTS}

    def _custom(self, service: str) -> bool:
        """An endpoint of the user's own has no host name for each bucket."""
        names = ("AWS_ENDPOINT_URL", f"AWS_ENDPOINT_URL_{service.upper()}")
        return service in self.endpoints or any(name in os.environ for name in names)


def connect(config: Props, cancelled: threading.Event) -> Aws:
    """The connection of a provider configuration; what it leaves out comes from the environment as usual."""
    session = boto3.Session(
        region_name=config.get("region"),
        profile_name=config.get("profile"),
        aws_access_key_id=config.get("accessKey"),
        aws_secret_access_key=config.get("secretKey"),
        aws_session_token=config.get("token"),
    )
    return Aws(
        session=session,
        default_tags=dict(config.get("defaultTags", {}).get("tags", {})),
        endpoints={name: url for entry in config.get("endpoints", []) for name, url in entry.items()},
        cancelled=cancelled,
        attempts=config.get("maxRetries"),
        allowed_accounts=frozenset(config.get("allowedAccountIds") or ()),
    )
