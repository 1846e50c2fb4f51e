"""What a crash leaves behind, put right before the next operation: dead locks and half-made resources."""

import json
import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestrator.engine.session import Session
from orchestrator.errors import StateLocked

GRACE_SECONDS = 30.0
"""How long a dying run of this machine may take to finish what it had begun."""


def release_dead_lock(session: Session) -> None:
    """Remove the lock of a run that died. Raises StateLocked when its owner lives or is elsewhere."""
    deadline = time.monotonic() + GRACE_SECONDS
    while locks := session.lock_files():
        holder = _holder(locks[0])
        if holder is None and time.monotonic() < deadline:
            time.sleep(0.25)  # it goes away, or is being written
            continue
        if holder is None:
            raise StateLocked("a lock that cannot be read", str(locks[0]), "delete it when nobody is at work")
        if holder["hostname"] == socket.gethostname() and not _alive(int(holder["pid"])):
            # This very lock: `pulumi cancel` would also take one that a living run has made meanwhile.
            locks[0].unlink(missing_ok=True)
            continue
        # A run whose orchestrator died stops by itself; one that was asked to stop needs a moment too.
        if holder["hostname"] != socket.gethostname() or time.monotonic() > deadline:
            raise StateLocked(
                f"{holder['username']} (process {holder['pid']} on {holder['hostname']}) "
                f"is changing this stack since {holder['timestamp']}",
                f"stack {session.stack_name}/{session.environment.name}",
                f"wait for it to end; when it is dead for certain, delete {locks[0]}",
            )
        time.sleep(0.25)


def in_flight(deployment: Mapping[str, Any]) -> dict[str, list[str]]:
    """The URNs whose creation was under way when the last run died, each with the ids that state knows.

    The cloud may have made them: their provider looks for them by our tags before it makes another.
    """
    creating = [
        operation["resource"]["urn"]
        for operation in deployment.get("pending_operations") or ()
        if operation["type"] == "creating"
    ]
    resources = deployment.get("resources") or ()
    return {urn: [r["id"] for r in resources if r["urn"] == urn and r.get("id")] for urn in creating}


def _holder(lock: Path) -> dict[str, Any] | None:
    try:
        holder: dict[str, Any] = json.loads(lock.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return holder


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    # A zombie holds nothing any more.
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, IndexError):
        return Path("/proc").is_dir() is False
