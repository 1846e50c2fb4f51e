"""aws:lb/targetGroup:TargetGroup, the machines behind a load balancer, and how their health is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws import elb_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import in_use, is_gone
from orchestrator.providers.aws.tags import Tagged, every_tag, own_tags, tag_list
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered, Volatile
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import retried


@dataclass(frozen=True, kw_only=True)
class TargetGroupHealthCheck:
    """How the health of a machine is asked."""

    enabled: bool = True
    protocol: CloudChosen[str | None] = None
    port: str = "traffic-port"
    path: CloudChosen[str | None] = None
    matcher: CloudChosen[str | None] = None
    interval: int = 30
    timeout: CloudChosen[int | None] = None
    healthy_threshold: CloudChosen[int | None] = None
    unhealthy_threshold: CloudChosen[int | None] = None


@dataclass(frozen=True, kw_only=True)
class TargetGroup(Tagged):
    """The machines behind a load balancer; its id is its ARN."""

    token: ClassVar[str] = "aws:lb/targetGroup:TargetGroup"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=32, in_url=True)

    name: Immutable[CloudChosen[str | None]] = None
    port: Immutable[int | None] = None
    protocol: Immutable[CloudChosen[str | None]] = None
    vpc_id: Immutable[str | None] = None
    target_type: Immutable[str] = "instance"
    health_check: CloudChosen[TargetGroupHealthCheck | None] = None
    deregistration_delay: int = 300
    preserve_client_ip: CloudChosen[str | None] = None
    connection_termination: CloudChosen[bool | None] = None
    proxy_protocol_v2: bool = False
    arn: Computed[str] = ""
    arn_suffix: Computed[str] = ""
    load_balancer_arns: Volatile[Unordered[list[str] | None]] = None

    def create(self, client: Aws) -> str:
        # CreateTargetGroup gives an existing one of equal settings without a word.
        if self.name and _named(client, self.name):
            raise ProviderError(
                f"the target group {self.name} exists already", hint="choose another name, or import it"
            )
        place = {"Protocol": self.protocol, "Port": self.port, "VpcId": self.vpc_id}
        made = client.elbv2.create_target_group(
            Name=self.name,
            TargetType=self.target_type,
            Tags=tag_list(every_tag(client, self.tags)),
            **{name: value for name, value in place.items() if value is not None},
            **_asked(self.health_check),
        )
        return str(made["TargetGroups"][0]["TargetGroupArn"])

    def settle(self, client: Aws, id: str) -> None:
        there = _attributes(client, id)
        wanted = {
            "deregistration_delay.timeout_seconds": self.deregistration_delay,
            "preserve_client_ip.enabled": self.preserve_client_ip,
            "deregistration_delay.connection_termination.enabled": self.connection_termination,
            "proxy_protocol_v2.enabled": self.proxy_protocol_v2 or None,
        }
        if there.get("proxy_protocol_v2.enabled") == "true" and not self.proxy_protocol_v2:
            wanted["proxy_protocol_v2.enabled"] = False
        missing = [
            {"Key": key, "Value": str(value).lower()}
            for key, value in wanted.items()
            if value is not None and there.get(key) != str(value).lower()
        ]
        if missing:
            client.elbv2.modify_target_group_attributes(TargetGroupArn=id, Attributes=missing)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = client.elbv2.describe_target_groups(TargetGroupArns=[id])["TargetGroups"][0]
        attributes, tags = _attributes(client, id), elb_calls.tags_of(client, id)
        ended = attributes.get("deregistration_delay.connection_termination.enabled")
        return cls(
            name=found["TargetGroupName"],
            port=found.get("Port"),
            protocol=found.get("Protocol"),
            vpc_id=found.get("VpcId"),
            target_type=found["TargetType"],
            health_check=_told(found),
            deregistration_delay=int(attributes.get("deregistration_delay.timeout_seconds", 300)),
            preserve_client_ip=attributes.get("preserve_client_ip.enabled"),
            connection_termination=None if ended is None else ended == "true",
            proxy_protocol_v2=attributes.get("proxy_protocol_v2.enabled") == "true",
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=id,
            arn_suffix=id.rpartition(":")[2],
            load_balancer_arns=found.get("LoadBalancerArns", []),
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        if self.health_check and self.health_check != old.health_check:
            client.elbv2.modify_target_group(TargetGroupArn=id, **_asked(self.health_check))
        elb_calls.retag(client, id, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        # A listener that is gone holds it for some seconds more.
        retried(
            lambda: client.elbv2.delete_target_group(TargetGroupArn=id),
            in_use,
            cancelled=client.cancelled,
            timeout=client.patience,
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        return elb_calls.own(client, self.tags, known, _arns(client))


def _asked(check: TargetGroupHealthCheck | None) -> dict[str, Any]:
    """The arguments of both calls that say how health is asked."""
    if check is None:
        return {}
    names = {
        "HealthCheckEnabled": check.enabled,
        "HealthCheckProtocol": check.protocol,
        "HealthCheckPort": check.port,
        "HealthCheckPath": check.path,
        "HealthCheckIntervalSeconds": check.interval,
        "HealthCheckTimeoutSeconds": check.timeout,
        "HealthyThresholdCount": check.healthy_threshold,
        "UnhealthyThresholdCount": check.unhealthy_threshold,
        "Matcher": {"HttpCode": check.matcher} if check.matcher else None,
    }
    return {name: value for name, value in names.items() if value is not None}


def _told(found: dict[str, Any]) -> TargetGroupHealthCheck:
    http = found.get("HealthCheckProtocol") in ("HTTP", "HTTPS")
    return TargetGroupHealthCheck(
        enabled=found.get("HealthCheckEnabled", True),
        protocol=found.get("HealthCheckProtocol"),
        port=found.get("HealthCheckPort", "traffic-port"),
        path=found.get("HealthCheckPath") if http else None,
        matcher=(found.get("Matcher") or {}).get("HttpCode") if http else None,
        interval=found.get("HealthCheckIntervalSeconds", 30),
        timeout=found.get("HealthCheckTimeoutSeconds"),
        healthy_threshold=found.get("HealthyThresholdCount"),
        unhealthy_threshold=found.get("UnhealthyThresholdCount"),
    )


def _attributes(aws: Aws, arn: str) -> dict[str, str]:
    told = aws.elbv2.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
    return {one["Key"]: one["Value"] for one in told}


def _arns(aws: Aws) -> Iterator[str]:
    for page in aws.elbv2.get_paginator("describe_target_groups").paginate():
        yield from (str(group["TargetGroupArn"]) for group in page["TargetGroups"])


def _named(aws: Aws, name: str) -> bool:
    try:
        return bool(aws.elbv2.describe_target_groups(Names=[name])["TargetGroups"])
    except Exception as error:
        if is_gone(error):
            return False
        raise
