"""aws:lb/loadBalancer:LoadBalancer, one address in front of machines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws import elb_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import is_gone
from orchestrator.providers.aws.tags import Tagged, every_tag, own_tags, tag_list
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import wait_until
from orchestrator.providers.kit.wire import Marker

_PATIENCE = 1800.0
_PROTECTION, _ACROSS = "deletion_protection.enabled", "load_balancing.cross_zone.enabled"


@dataclass(frozen=True, kw_only=True)
class LoadBalancer(Tagged):
    """A load balancer; its id is its ARN."""

    token: ClassVar[str] = "aws:lb/loadBalancer:LoadBalancer"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=32, in_url=True)

    name: Immutable[CloudChosen[str | None]] = None
    load_balancer_type: Immutable[str] = "application"
    internal: Immutable[CloudChosen[bool | None]] = None
    subnets: Unordered[list[str]] = field(default_factory=list)
    security_groups: Unordered[list[str]] = field(default_factory=list)
    ip_address_type: CloudChosen[str | None] = None
    enable_deletion_protection: bool = False
    enable_cross_zone_load_balancing: CloudChosen[bool | None] = None
    arn: Computed[str] = ""
    arn_suffix: Computed[str] = ""
    dns_name: Computed[str] = ""
    zone_id: Computed[str] = ""
    vpc_id: Computed[str] = ""

    def check(self) -> Iterable[Fault]:
        if self.load_balancer_type not in ("application", "network"):
            yield Fault(("loadBalancerType",), "only 'application' and 'network' are among the built-in ones")
        if not self.subnets:
            yield Fault(
                ("subnets",), "'subnets' are needed: subnet mappings are not among the built-in features"
            )

    def replaces(self, old: Self) -> Iterable[str]:
        if self.load_balancer_type != "network" or isinstance(self.subnets, Marker):
            return
        # A network balancer keeps the addresses that it has in its subnets.
        if set(old.subnets) - set(self.subnets):
            yield "subnets"
        # Born without firewalls it never gets one, and with one it keeps at least one.
        if not isinstance(self.security_groups, Marker) and bool(old.security_groups) != bool(
            self.security_groups
        ):
            yield "security_groups"

    def create(self, client: Aws) -> str:
        # CreateLoadBalancer gives an equal one that exists without a word: it may be somebody else's.
        if self.name and _named(client, self.name):
            raise ProviderError(
                f"the load balancer {self.name} exists already", hint="choose another name, or import it"
            )
        optional = {"SecurityGroups": self.security_groups, "IpAddressType": self.ip_address_type}
        made = client.elbv2.create_load_balancer(
            Name=self.name,
            Type=self.load_balancer_type,
            Scheme="internal" if self.internal else "internet-facing",
            Subnets=self.subnets,
            Tags=tag_list(every_tag(client, self.tags)),
            **{name: value for name, value in optional.items() if value},
        )
        return str(made["LoadBalancers"][0]["LoadBalancerArn"])

    def settle(self, client: Aws, id: str) -> None:
        _wait_until_active(client, id)
        wanted: dict[str, bool | None] = {
            _PROTECTION: self.enable_deletion_protection,
            # An application balancer always spreads over zones, and refuses to be told.
            _ACROSS: self.enable_cross_zone_load_balancing if self.load_balancer_type == "network" else None,
        }
        there = _attributes(client, id)
        missing = [
            {"Key": key, "Value": str(value).lower()}
            for key, value in wanted.items()
            if value is not None and there.get(key) != str(value).lower()
        ]
        if missing:
            client.elbv2.modify_load_balancer_attributes(LoadBalancerArn=id, Attributes=missing)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = _describe(client, id)
        attributes, tags = _attributes(client, id), elb_calls.tags_of(client, id)
        return cls(
            name=found["LoadBalancerName"],
            load_balancer_type=found["Type"],
            internal=found.get("Scheme") == "internal",
            subnets=[zone["SubnetId"] for zone in found["AvailabilityZones"]],
            security_groups=found.get("SecurityGroups", []),
            ip_address_type=found.get("IpAddressType"),
            enable_deletion_protection=attributes.get(_PROTECTION) == "true",
            enable_cross_zone_load_balancing=attributes.get(_ACROSS) == "true",
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=id,
            arn_suffix=id.partition(":loadbalancer/")[2],
            dns_name=found["DNSName"],
            zone_id=found["CanonicalHostedZoneId"],
            vpc_id=found["VpcId"],
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        if set(self.subnets) != set(old.subnets):
            client.elbv2.set_subnets(LoadBalancerArn=id, Subnets=self.subnets)
        if set(self.security_groups) != set(old.security_groups):
            client.elbv2.set_security_groups(LoadBalancerArn=id, SecurityGroups=self.security_groups)
        if self.ip_address_type and self.ip_address_type != old.ip_address_type:
            client.elbv2.set_ip_address_type(LoadBalancerArn=id, IpAddressType=self.ip_address_type)
        elb_calls.retag(client, id, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        client.elbv2.delete_load_balancer(LoadBalancerArn=id)

        def poll() -> bool | None:
            try:
                _describe(client, id)
            except Exception as error:
                if is_gone(error):
                    return True
                raise
            return None

        wait_until(poll, f"the end of {id}", timeout=_PATIENCE, cancelled=client.cancelled)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        return elb_calls.own(client, self.tags, known, _arns(client))


def _arns(aws: Aws) -> Iterator[str]:
    for page in aws.elbv2.get_paginator("describe_load_balancers").paginate():
        yield from (str(balancer["LoadBalancerArn"]) for balancer in page["LoadBalancers"])


def _describe(aws: Aws, arn: str) -> dict[str, Any]:
    return dict(aws.elbv2.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0])


def _attributes(aws: Aws, arn: str) -> dict[str, str]:
    told = aws.elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    return {one["Key"]: one["Value"] for one in told}


def _named(aws: Aws, name: str) -> bool:
    try:
        return bool(aws.elbv2.describe_load_balancers(Names=[name])["LoadBalancers"])
    except Exception as error:
        if is_gone(error):
            return False
        raise


def _wait_until_active(aws: Aws, arn: str) -> None:
    def poll() -> bool | None:
        try:
            state = _describe(aws, arn).get("State", {})
        except Exception as error:
            if is_gone(error):
                return None
            raise
        if state.get("Code") == "failed":
            reason = state.get("Reason", "AWS gives no reason")
            raise ProviderError(f"the load balancer {arn} cannot start: {reason}")
        return True if state.get("Code") in ("active", "active_impaired") else None

    wait_until(poll, f"the load balancer {arn}", timeout=_PATIENCE, cancelled=aws.cancelled)
