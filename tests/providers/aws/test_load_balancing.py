"""Load balancers where moto cannot show it: what takes time or goes wrong, is sent, or is replaced."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from orchestrator.providers.aws import load_balancer
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.listener import Listener, ListenerDefaultAction
from orchestrator.providers.aws.load_balancer import LoadBalancer
from orchestrator.providers.aws.target_group import TargetGroup
from orchestrator.providers.aws.target_group_attachment import TargetGroupAttachment
from orchestrator.providers.kit import waiting
from orchestrator.providers.kit.trouble import ProviderError

LB = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/edge/1"
TARGETS = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/1"


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[Aws, Stubber]]:
    """A connection whose load balancing answers from a script; waits take no time."""
    real = waiting.wait_until

    def hasty(*arguments: Any, **options: Any) -> Any:
        return real(*arguments, **{**options, "interval": 0.001, "longest": 0.001, "timeout": 0.5})

    monkeypatch.setattr(load_balancer, "wait_until", hasty)

    def make() -> tuple[Aws, Stubber]:
        aws = Aws(session=boto3.Session("x", "y", region_name="eu-west-1"), patience=5.0)
        stubber = Stubber(aws.elbv2)
        stubber.activate()
        return aws, stubber

    return make


def balancer_in(state: str, **more: str) -> dict[str, Any]:
    return {"LoadBalancers": [{"LoadBalancerArn": LB, "State": {"Code": state, **more}}]}


def test_a_balancer_is_waited_for_and_then_told_its_attributes(stubbed: Any) -> None:
    aws, elb = stubbed()
    elb.add_response("describe_load_balancers", balancer_in("provisioning"))
    elb.add_response("describe_load_balancers", balancer_in("active"))
    there = [{"Key": "deletion_protection.enabled", "Value": "false"}]
    elb.add_response("describe_load_balancer_attributes", {"Attributes": there})
    missing = [{"Key": "load_balancing.cross_zone.enabled", "Value": "true"}]
    elb.add_response("modify_load_balancer_attributes", {}, {"LoadBalancerArn": LB, "Attributes": missing})
    LoadBalancer(load_balancer_type="network", enable_cross_zone_load_balancing=True).settle(aws, LB)
    elb.assert_no_pending_responses()


def test_a_balancer_that_cannot_start_says_why(stubbed: Any) -> None:
    aws, elb = stubbed()
    elb.add_response("describe_load_balancers", balancer_in("failed", Reason="no addresses are left"))
    with pytest.raises(ProviderError, match="cannot start: no addresses are left"):
        LoadBalancer().settle(aws, LB)


def test_the_end_of_a_balancer_is_waited_for(stubbed: Any) -> None:
    aws, elb = stubbed()
    elb.add_response("delete_load_balancer", {}, {"LoadBalancerArn": LB})
    elb.add_response("describe_load_balancers", balancer_in("active"))
    elb.add_client_error("describe_load_balancers", "LoadBalancerNotFound")
    LoadBalancer().delete(aws, LB)
    elb.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("old", "new", "replaced"),
    [
        ({"subnets": ["a"]}, {"subnets": ["a", "b"]}, []),
        ({"subnets": ["a", "b"]}, {"subnets": ["a", "c"]}, ["subnets"]),
        ({"security_groups": []}, {"security_groups": ["sg-1"]}, ["security_groups"]),
        ({"security_groups": ["sg-1"]}, {"security_groups": ["sg-2"]}, []),
    ],
)
def test_a_network_balancer_is_replaced_as_the_official_provider_does(
    old: dict[str, Any], new: dict[str, Any], replaced: list[str]
) -> None:
    wanted = LoadBalancer(load_balancer_type="network", **new)
    assert list(wanted.replaces(LoadBalancer(load_balancer_type="network", **old))) == replaced


def test_targets_are_deleted_when_the_listener_lets_go(stubbed: Any) -> None:
    aws, elb = stubbed()
    elb.add_client_error("delete_target_group", "ResourceInUse")
    elb.add_response("delete_target_group", {}, {"TargetGroupArn": TARGETS})
    TargetGroup().delete(aws, TARGETS)
    elb.assert_no_pending_responses()


@pytest.mark.parametrize("reason", ["Target.NotRegistered", "Target.DeregistrationInProgress"])
def test_a_machine_that_is_not_behind_it_is_gone(reason: str, stubbed: Any) -> None:
    aws, elb = stubbed()
    told = {"Target": {"Id": "i-1"}, "TargetHealth": {"State": "unused", "Reason": reason}}
    elb.add_response("describe_target_health", {"TargetHealthDescriptions": [told]})
    assert TargetGroupAttachment.read(aws, f"{TARGETS},i-1,80") is None


def test_only_what_changed_of_a_listener_is_sent(stubbed: Any) -> None:
    aws, elb = stubbed()
    actions = [ListenerDefaultAction(type="forward", target_group_arn=TARGETS)]
    common: dict[str, Any] = {"load_balancer_arn": LB, "port": 443, "default_actions": actions}
    old = Listener(**common, protocol="TLS", certificate_arn="arn:old")
    new = Listener(**common, protocol="TLS", certificate_arn="arn:new", ssl_policy="Strict")
    sent = {"SslPolicy": "Strict", "Certificates": [{"CertificateArn": "arn:new"}]}
    elb.add_response("modify_listener", {}, {"ListenerArn": "arn:listener", **sent})
    new.update(aws, "arn:listener", old)
    elb.assert_no_pending_responses()


def test_only_forwarding_is_built_in() -> None:
    actions = [ListenerDefaultAction(type="redirect")]
    faults = list(Listener(load_balancer_arn=LB, default_actions=actions).check())
    assert [fault.property for fault in faults] == ["defaultActions[0].type"]
