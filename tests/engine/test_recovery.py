"""What a crashed run left behind is told from what a living one holds."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.engine import recovery
from orchestrator.engine.recovery import in_flight, release_dead_lock
from orchestrator.errors import StateLocked

URN = "urn:pulumi:dev::shop::orchestrator:resource:Network$aws:ec2/vpc:Vpc::net-vpc"


def test_only_creations_that_were_under_way_may_be_adopted_and_never_as_a_known_id() -> None:
    deployment = {
        "resources": [{"urn": URN, "id": "vpc-old"}, {"urn": "urn:other", "id": "x"}],
        "pending_operations": [
            {"type": "creating", "resource": {"urn": URN}},
            {"type": "updating", "resource": {"urn": "urn:other"}},
        ],
    }
    assert in_flight(deployment) == {URN: ["vpc-old"]}


def test_nothing_is_in_flight_in_an_empty_deployment() -> None:
    assert in_flight({}) == {}


class OneLock:
    """A session whose only trait is its lock file."""

    stack_name = "shop"

    class environment:
        name = "dev"

    def __init__(self, lock: Path) -> None:
        self._lock = lock

    def lock_files(self) -> tuple[Path, ...]:
        return (self._lock,) if self._lock.exists() else ()


def lock(folder: Path, pid: int, host: str) -> OneLock:
    file = folder / "lock.json"
    file.write_text(json.dumps({"pid": pid, "username": "ada", "hostname": host, "timestamp": "now"}))
    return OneLock(file)


def test_the_lock_of_a_dead_process_is_removed(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    session = lock(tmp_path, gone.pid, socket.gethostname())
    release_dead_lock(session)  # type: ignore[arg-type]  a session in what matters here
    assert not session.lock_files()


def test_the_lock_of_a_living_process_is_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "GRACE_SECONDS", 0.3)
    session = lock(tmp_path, os.getpid(), socket.gethostname())
    with pytest.raises(StateLocked, match="ada"):
        release_dead_lock(session)  # type: ignore[arg-type]  a session in what matters here
    assert session.lock_files()


def test_a_lock_of_another_machine_is_never_cancelled(tmp_path: Path) -> None:
    session = lock(tmp_path, 1, "elsewhere.example")
    with pytest.raises(StateLocked, match=r"elsewhere\.example"):
        release_dead_lock(session)  # type: ignore[arg-type]  a session in what matters here
    assert session.lock_files()


def test_beside_a_dead_lock_that_of_a_living_run_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "GRACE_SECONDS", 0.3)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, living = lock(tmp_path, gone.pid, socket.gethostname()), tmp_path / "z.json"
    living.write_text(json.dumps({**json.loads(dead.lock_files()[0].read_text()), "pid": os.getpid()}))
    monkeypatch.setattr(dead, "lock_files", lambda: tuple(sorted(tmp_path.glob("*.json"))))
    with pytest.raises(StateLocked):
        release_dead_lock(dead)  # type: ignore[arg-type]  a session in what matters here
    assert living.exists()


def test_a_lock_that_cannot_be_read_is_waited_for_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "GRACE_SECONDS", 0.3)
    session = lock(tmp_path, 1, "x")
    session.lock_files()[0].write_text("{")
    with pytest.raises(StateLocked, match="cannot be read"):
        release_dead_lock(session)  # type: ignore[arg-type]  a session in what matters here
