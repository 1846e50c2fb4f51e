"""Groups of machines: exchanged when their template changes, waited for, drained, and following a measure."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from providers.aws.lives import DEBIAN

from orchestrator.providers.aws import scaling_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.scaling_group import (
    Group,
    GroupInstanceRefresh,
    GroupInstanceRefreshPreferences,
    GroupLaunchTemplate,
)
from orchestrator.providers.aws.scaling_policy import Policy
from orchestrator.providers.kit import waiting
from orchestrator.providers.kit.trouble import ProviderError

TEMPLATE = GroupLaunchTemplate(id="lt-1", version="1")


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[Aws, Stubber]]:
    """A connection whose autoscaling answers from a script; waits take no time."""
    wait, retry = waiting.wait_until, waiting.retried

    def hasty(*arguments: Any, **options: Any) -> Any:
        return wait(*arguments, **{**options, "interval": 0.001, "longest": 0.001, "timeout": 0.05})

    def again(*arguments: Any, **options: Any) -> Any:
        return retry(*arguments, **{**options, "interval": 0.001})

    monkeypatch.setattr(scaling_calls, "wait_until", hasty)
    monkeypatch.setattr(scaling_calls, "retried", again)

    def make() -> tuple[Aws, Stubber]:
        aws = Aws(session=boto3.Session("x", "y", region_name="eu-west-1"), patience=1.0)
        stubber = Stubber(aws.autoscaling)
        stubber.activate()
        return aws, stubber

    return make


def group_of(*states: str, **more: str) -> dict[str, Any]:
    machines = [
        {
            "InstanceId": f"i-{n}",
            "AvailabilityZone": "eu-west-1a",
            "LifecycleState": state,
            "HealthStatus": "Healthy",
            "ProtectedFromScaleIn": False,
        }
        for n, state in enumerate(states)
    ]
    group = {
        "AutoScalingGroupName": "web",
        "MinSize": 1,
        "MaxSize": 2,
        "DesiredCapacity": 1,
        "DefaultCooldown": 300,
        "AvailabilityZones": ["eu-west-1a"],
        "HealthCheckType": "EC2",
        "CreatedTime": "2026-01-01T00:00:00Z",
        "Instances": machines,
        **more,
    }
    return {"AutoScalingGroups": [group]}


def test_machines_are_waited_for(stubbed: Any) -> None:
    aws, calls = stubbed()
    for states in (("Pending",), ("InService", "Pending"), ("InService", "InService")):
        calls.add_response("describe_auto_scaling_groups", group_of(*states))
    Group(name="web", min_size=2, max_size=2, launch_template=TEMPLATE).settle(aws, "web")
    calls.assert_no_pending_responses()


def test_machines_that_do_not_come_are_explained(stubbed: Any) -> None:
    aws, calls = stubbed()
    aws.cancelled.set()  # the wait ends after its first look
    calls.add_response("describe_auto_scaling_groups", group_of())
    failed = {
        "ActivityId": "1",
        "AutoScalingGroupName": "web",
        "Cause": "c",
        "StartTime": "2026-01-01T00:00:00Z",
        "StatusCode": "Failed",
        "StatusMessage": "no capacity in eu-west-1a",
    }
    calls.add_response("describe_scaling_activities", {"Activities": [failed]})
    with pytest.raises(ProviderError, match="web does not get its machines: no capacity in eu-west-1a"):
        Group(name="web", min_size=2, max_size=2, launch_template=TEMPLATE).settle(aws, "web")


def test_only_what_changed_is_sent_and_machines_are_exchanged(stubbed: Any) -> None:
    aws, calls = stubbed()
    how = GroupInstanceRefresh(
        strategy="Rolling", preferences=GroupInstanceRefreshPreferences(min_healthy_percentage=90)
    )
    old = Group(name="web", min_size=1, max_size=2, launch_template=TEMPLATE, instance_refresh=how)
    new = Group(
        name="web",
        min_size=1,
        max_size=4,
        launch_template=GroupLaunchTemplate(id="lt-1", version="2"),
        instance_refresh=how,
    )
    template = {"LaunchTemplateId": "lt-1", "Version": "2"}
    calls.add_response(
        "update_auto_scaling_group",
        {},
        {"AutoScalingGroupName": "web", "MaxSize": 4, "LaunchTemplate": template},
    )
    start = {
        "AutoScalingGroupName": "web",
        "Strategy": "Rolling",
        "Preferences": {"MinHealthyPercentage": 90},
    }
    # One for an older template still goes on: it ends first.
    calls.add_client_error("start_instance_refresh", "InstanceRefreshInProgress", expected_params=start)
    calls.add_response("cancel_instance_refresh", {}, {"AutoScalingGroupName": "web"})
    calls.add_client_error("start_instance_refresh", "InstanceRefreshInProgress", expected_params=start)
    calls.add_client_error("cancel_instance_refresh", "ActiveInstanceRefreshNotFound")
    calls.add_response("start_instance_refresh", {}, start)
    new.update(aws, "web", old)
    calls.assert_no_pending_responses()


def test_a_group_is_drained_before_it_goes(stubbed: Any) -> None:
    aws, calls = stubbed()
    calls.add_response("describe_auto_scaling_groups", group_of("InService"))
    none = {"AutoScalingGroupName": "web", "MinSize": 0, "MaxSize": 0, "DesiredCapacity": 0}
    calls.add_response("update_auto_scaling_group", {}, none)
    calls.add_response("describe_auto_scaling_groups", group_of("Terminating"))
    calls.add_response("describe_auto_scaling_groups", group_of())
    calls.add_client_error("delete_auto_scaling_group", "ScalingActivityInProgress")
    calls.add_response("delete_auto_scaling_group", {}, {"AutoScalingGroupName": "web", "ForceDelete": False})
    calls.add_response("describe_auto_scaling_groups", group_of(Status="Delete in progress"))
    calls.add_response("describe_auto_scaling_groups", {"AutoScalingGroups": []})
    Group(name="web", min_size=1, max_size=2, launch_template=TEMPLATE).delete(aws, "web")
    calls.assert_no_pending_responses()


def test_a_group_on_its_way_out_is_gone(stubbed: Any) -> None:
    aws, calls = stubbed()
    calls.add_response("describe_auto_scaling_groups", group_of(Status="Delete in progress"))
    assert Group.read(aws, "web") is None


def test_the_policies_of_a_group_go_with_it(stubbed: Any) -> None:
    aws, calls = stubbed()
    policy = Policy(name="cpu", autoscaling_group_name="web", policy_type="TargetTrackingScaling")
    for _ in range(2):
        calls.add_response("describe_auto_scaling_groups", {"AutoScalingGroups": []})
    assert Policy.read(aws, "web/cpu") is None
    policy.delete(aws, "web/cpu")
    calls.assert_no_pending_responses()


def test_a_changed_template_brings_other_machines(make: Any, world: dict[str, str], aws: Aws) -> None:
    inputs = {"name": "rolled", "imageId": DEBIAN, "instanceType": "t3.micro"}
    template = make("aws:ec2/launchTemplate:LaunchTemplate", inputs)
    wanted = {
        "name": "rolled",
        "minSize": 2,
        "maxSize": 3,
        "launchTemplate": {"id": template.id, "version": str(template.state["latestVersion"])},
        "vpcZoneIdentifiers": [world["subnet"]],
        "instanceRefresh": {"strategy": "Rolling"},
    }
    group = make("aws:autoscaling/group:Group", wanted)
    template.update({**inputs, "instanceType": "t3.small"})
    assert template.state["latestVersion"] == 2
    group.update({**wanted, "launchTemplate": {"id": template.id, "version": "2"}})
    found = scaling_calls.describe(aws, "rolled") or {}
    assert [one["InstanceType"] for one in found["Instances"]] == ["t3.small", "t3.small"]
    group.delete()
    template.delete()


@pytest.mark.parametrize(
    ("text", "value"),
    [("10m", 600), ("1h30m", 5400), ("0", 0), ("1.5m", 90), ("10", None), ("soon", None), ("", None)],
)
def test_durations_are_as_go_writes_them(text: str, value: float | None) -> None:
    assert scaling_calls.seconds(text) == value


def test_what_is_not_built_in_is_told() -> None:
    policy = Policy(autoscaling_group_name="web")
    assert [f.property for f in policy.check()] == ["policyType", "targetTrackingConfiguration"]
    group = Group(min_size=3, max_size=2, wait_for_capacity_timeout="soon")
    assert [f.property for f in group.check()] == ["launchTemplate", "maxSize", "waitForCapacityTimeout"]
