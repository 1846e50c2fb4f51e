"""The calls behind a group of machines, and the waits until AWS has brought about what they ask for."""

import re
from typing import TYPE_CHECKING, Any

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import code_of
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import retried, wait_until

if TYPE_CHECKING:
    from orchestrator.providers.aws.scaling_group import GroupInstanceRefresh

_DRAINING = 1800.0
_UNITS = {"h": 3600, "m": 60, "s": 1}


def seconds(text: str) -> float | None:
    """A duration as Go writes it, such as 1h30m; 0 needs no unit. None for what is no duration."""
    if text == "0":
        return 0.0
    if not re.fullmatch(r"(\d+(\.\d+)?[hms])+", text):
        return None
    return sum(float(n) * _UNITS[unit] for n, _, unit in re.findall(r"(\d+(\.\d+)?)([hms])", text))


def describe(aws: Aws, name: str) -> dict[str, Any] | None:
    """The group as AWS says it; None when there is none, or it is on its way out."""
    found = aws.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    return dict(found[0]) if found and not found[0].get("Status") else None


def wait_for_machines(aws: Aws, name: str, wanted: int, patience: float) -> None:
    """Until so many machines serve; raises ProviderError that says why AWS cannot start them."""

    def poll() -> bool | None:
        machines = (describe(aws, name) or {}).get("Instances", [])
        serving = [one for one in machines if one["LifecycleState"] == "InService"]
        return True if len(serving) >= wanted else None

    try:
        wait_until(poll, f"{wanted} machines of {name}", timeout=patience, cancelled=aws.cancelled)
    except ProviderError as error:
        if reason := _why(aws, name):
            raise ProviderError(f"{name} does not get its machines: {reason}", hint=error.hint) from error
        raise


def _why(aws: Aws, name: str) -> str:
    """What AWS says of the last start that failed."""
    told = aws.autoscaling.describe_scaling_activities(AutoScalingGroupName=name, MaxRecords=10)
    failed = [a for a in told["Activities"] if a["StatusCode"] in ("Failed", "Cancelled")]
    return str(failed[0].get("StatusMessage", "")) if failed else ""


def refresh(aws: Aws, name: str, how: "GroupInstanceRefresh") -> None:
    """Begin to exchange the machines; one that goes on already is for an older template, so it ends first."""
    preferences = how.preferences
    given = {
        "MinHealthyPercentage": preferences and preferences.min_healthy_percentage,
        "MaxHealthyPercentage": preferences and preferences.max_healthy_percentage,
    }

    def start() -> None:
        try:
            aws.autoscaling.start_instance_refresh(
                AutoScalingGroupName=name,
                Strategy=how.strategy,
                Preferences={key: value for key, value in given.items() if value is not None},
            )
        except Exception as error:
            if code_of(error) == "InstanceRefreshInProgress":
                _cancel_refresh(aws, name)
            raise

    def in_progress(error: Exception) -> bool:
        return code_of(error) == "InstanceRefreshInProgress"

    retried(start, in_progress, cancelled=aws.cancelled, timeout=aws.patience)


def _cancel_refresh(aws: Aws, name: str) -> None:
    try:
        aws.autoscaling.cancel_instance_refresh(AutoScalingGroupName=name)
    except Exception as error:
        # Cancelled a moment ago, or over by itself.
        if code_of(error) != "ActiveInstanceRefreshNotFound":
            raise


def wait_until_empty(aws: Aws, name: str) -> None:
    """Until no machine is left; balancers may let them finish first."""

    def poll() -> bool | None:
        return None if (describe(aws, name) or {}).get("Instances") else True

    wait_until(poll, f"the end of the machines of {name}", timeout=_DRAINING, cancelled=aws.cancelled)


def delete(aws: Aws, name: str, *, force: bool) -> None:
    """Delete the group and wait until its name is free."""
    retried(
        lambda: aws.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=force),
        lambda error: code_of(error) in ("ResourceInUse", "ScalingActivityInProgress"),
        cancelled=aws.cancelled,
        timeout=aws.patience,
    )

    def poll() -> bool | None:
        found = aws.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])
        return None if found["AutoScalingGroups"] else True

    wait_until(poll, f"the end of {name}", timeout=_DRAINING, cancelled=aws.cancelled)
