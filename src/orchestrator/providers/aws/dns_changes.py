"""Changes of DNS zones: sent one after the other, and waited for until all servers know them."""

from typing import Any

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import code_of
from orchestrator.providers.kit.waiting import retried, wait_until

_TIMEOUT = 1800.0


def change(action: str, record: dict[str, Any]) -> dict[str, Any]:
    """One change of a batch."""
    return {"Changes": [{"Action": action, "ResourceRecordSet": record}]}


def sent(aws: Aws, zone: str, batch: dict[str, Any]) -> dict[str, Any]:
    """Send a batch of changes; Route 53 takes one at a time for each zone."""

    def call() -> dict[str, Any]:
        return dict(aws.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch))

    return retried(call, _busy, cancelled=aws.cancelled, timeout=aws.patience)


def waits_for(aws: Aws, id: str, answer: dict[str, Any]) -> None:
    """Keep which change an object's settling has to wait for: its id does not tell."""
    if change_id := answer.get("ChangeInfo", {}).get("Id"):
        aws.changes[id] = str(change_id)


def in_sync(aws: Aws, id: str) -> None:
    """Wait until all servers know the last change of an object."""
    if (change_id := aws.changes.get(id)) is None:
        return

    def poll() -> bool | None:
        status = aws.route53.get_change(Id=change_id)["ChangeInfo"]["Status"]
        return True if status == "INSYNC" else None

    what = f"all name servers to know {id}"
    wait_until(poll, what, timeout=_TIMEOUT, cancelled=aws.cancelled, interval=1.0)
    aws.changes.pop(id, None)


def _busy(error: Exception) -> bool:
    return code_of(error) in ("PriorRequestNotComplete", "Throttling")
