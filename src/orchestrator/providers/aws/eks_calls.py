"""The EKS calls that clusters and their nodes have in common: changes that take time, tags, and waits."""

from collections.abc import Callable
from typing import Any

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import code_of, in_use, is_gone
from orchestrator.providers.aws.tags import Tags, changed
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import retried, wait_until

_LONG = 5400.0  # the exchange of many nodes
_SETTLING = 120.0
_FAILED = ("CREATE_FAILED", "FAILED", "DELETE_FAILED", "DEGRADED")
# What EKS says of a role that exists, or got its policies, only some seconds ago.
_NEW_ROLE = ("assumed", "does not exist", "trusted entity", "Policies", "policy")


def made(aws: Aws, call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Make something that acts as a role; IAM tells EKS of new roles only after some seconds."""

    def too_new(error: Exception) -> bool:
        if code_of(error) not in ("InvalidParameterException", "InvalidRequestException"):
            return False
        return "role" in str(error).lower() and any(word in str(error) for word in _NEW_ROLE)

    return retried(call, too_new, cancelled=aws.cancelled, timeout=min(_SETTLING, aws.patience))


def finish(aws: Aws, cluster: str, update: dict[str, Any], nodes: str = "") -> None:
    """Wait until a change is done; raises ProviderError with what EKS says of one that failed."""
    of_nodes = {"nodegroupName": nodes} if nodes else {}

    def poll() -> bool | None:
        told = aws.eks.describe_update(name=cluster, updateId=update["update"]["id"], **of_nodes)["update"]
        if told["status"] in ("Failed", "Cancelled"):
            reasons = "; ".join(str(one.get("errorMessage", "")) for one in told.get("errors", []))
            raise ProviderError(f"the change of {nodes or cluster} has failed: {reasons or told['status']}")
        return True if told["status"] == "Successful" else None

    wait_until(poll, f"the change of {nodes or cluster}", timeout=_LONG, cancelled=aws.cancelled)


def wait_until_active(aws: Aws, what: str, describe: Callable[[], dict[str, Any]]) -> None:
    """Until it works; raises ProviderError with the reasons where it does not."""

    def poll() -> bool | None:
        try:
            found = describe()
        except Exception as error:
            if is_gone(error):
                return None
            raise
        if found["status"] in _FAILED:
            issues = (found.get("health") or {}).get("issues", [])
            reasons = "; ".join(str(issue.get("message", "")) for issue in issues)
            raise ProviderError(f"{what} is {found['status']}: {reasons or 'EKS gives no reason'}")
        return True if found["status"] == "ACTIVE" else None

    wait_until(poll, what, timeout=_LONG, cancelled=aws.cancelled, interval=2.0)


def delete(aws: Aws, what: str, call: Callable[[], object], describe: Callable[[], dict[str, Any]]) -> None:
    """Delete it and wait until it is gone; what changes at the moment, or still has nodes, has to wait."""
    if describe()["status"] != "DELETING":
        retried(call, in_use, cancelled=aws.cancelled, timeout=aws.patience)

    def poll() -> bool | None:
        try:
            found = describe()
        except Exception as error:
            if is_gone(error):
                return True
            raise
        if found["status"] == "DELETE_FAILED":
            raise ProviderError(f"{what} cannot be deleted", hint="its health in the AWS console says why")
        return None

    wait_until(poll, f"the end of {what}", timeout=_LONG, cancelled=aws.cancelled, interval=2.0)


def tags_in(found: dict[str, Any]) -> Tags:
    """The tags of a cluster or of nodes, without AWS's own."""
    return {key: value for key, value in found.get("tags", {}).items() if not key.startswith("aws:")}


def retag(aws: Aws, arn: str, old: Tags, new: Tags) -> None:
    """Bring the tags from old to new."""
    gone, wanted = changed(aws, old, new)
    if gone:
        aws.eks.untag_resource(resourceArn=arn, tagKeys=gone)
    if wanted:
        aws.eks.tag_resource(resourceArn=arn, tags=wanted)
