"""What `up` and `down` do when things are broken, half dead or done twice at once."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.errors import SandboxError
from orchestrator.sandbox import connection, down, status, up
from orchestrator.sandbox.service import SERVICES, Service


def quiet(said: str) -> None:
    """Progress that nobody needs."""


def broken(code: str) -> list[Service]:
    """The real AWS, with a program beside it that does not do what it must."""
    return [SERVICES[0], replace(SERVICES[1], module=code), SERVICES[2]]


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_there_is_none(home: Path) -> None:
    assert (status(), connection()) == ([], None)
    down()
    assert not home.exists()


def test_dead_cloud_is_healed(home: Path) -> None:
    first = up(quiet)
    before = status()
    os.kill(before[0].pid, signal.SIGKILL)
    os.kill(before[1].pid, signal.SIGSTOP)  # alive, but answers nobody
    assert [one.healthy for one in status()] == [False, False, True]
    said: list[str] = []
    second = up(said.append)
    after = status()
    assert [one.healthy for one in after] == [True, True, True]
    assert not alive(before[0].pid)
    assert not alive(before[1].pid)
    assert (after[2].pid, after[2].port) == (before[2].pid, before[2].port)
    assert second.env["ORCHESTRATOR_ARM_TOKEN"] == first.env["ORCHESTRATOR_ARM_TOKEN"]
    assert [line for line in said if "lost" in line] == [
        "aws: had died, so what it held is lost",
        "azure: had died, so what it held is lost",
    ]


def test_dead_sandbox_is_not_taken_for_none(home: Path) -> None:
    first = up(quiet)
    for one in status():
        os.kill(one.pid, signal.SIGKILL)
        os.waitpid(one.pid, 0)
    with pytest.raises(SandboxError, match="has died"):
        connection()
    assert up(quiet).env["AWS_ACCESS_KEY_ID"] != first.env["AWS_ACCESS_KEY_ID"]


def test_down_leaves_nothing(home: Path) -> None:
    up(quiet)
    pids = [one.pid for one in status()]
    down()
    assert not [pid for pid in pids if alive(pid)]
    assert (status(), connection()) == ([], None)
    assert not [file for file in home.iterdir() if file.suffix != ".log" and file.name != "lock"]


def test_other_process_with_the_same_id_is_left_alone(home: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as innocent:
        home.mkdir()
        process = {"pid": innocent.pid, "born": "another boot/1"}
        keys = {"aws_id": "a", "aws_secret": "b", "arm_token": "c", "openstack_password": "d"}
        record = {"keys": keys, "running": {"aws": {"process": process, "port": 1}}}
        (home / "processes.json").write_text(json.dumps(record))
        down()
        assert innocent.poll() is None
        innocent.kill()


def test_program_that_does_not_start(home: Path) -> None:
    with pytest.raises(SandboxError) as caught:
        up(quiet, broken("orchestrator.sandbox.nowhere"))
    assert "the local cloud azure ended before it was ready" in caught.value.summary
    assert "No module named orchestrator.sandbox.nowhere" in caught.value.summary
    assert "orchestrator[sandbox]" in caught.value.hint
    assert (status(), connection()) == ([], None)


def test_log_in_the_error_hides_the_keys(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "teller.py").write_text('import os\nprint("key is", os.environ["ORCHESTRATOR_ARM_TOKEN"])\n')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SandboxError, match=r"key is \*\*\*\n?"):
        up(quiet, broken("teller"))


def test_real_credentials_stay_outside(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "teller.py").write_text("import os\nprint(sorted(os.environ))\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    monkeypatch.setenv("OS_PASSWORD", "real")
    with pytest.raises(SandboxError) as caught:
        up(quiet, broken("teller"))
    assert "PYTHONPATH" in caught.value.summary
    assert "AWS_SESSION_TOKEN" not in caught.value.summary
    assert "OS_PASSWORD" not in caught.value.summary


def test_two_at_once_make_one(home: Path) -> None:
    code = "from orchestrator import sandbox; print(sandbox.up(lambda said: None).env)"
    runs = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in "ab"]
    first, second = (run.communicate()[0] for run in runs)
    assert first == second
    assert "AWS_ENDPOINT_URL" in first
    assert all(one.healthy for one in status())


@pytest.mark.parametrize("file", ["processes.json", "connection.json"])
@pytest.mark.parametrize("text", ["{", "[]", '{"running": 1}'])
def test_damaged_file_is_told(home: Path, file: str, text: str) -> None:
    home.mkdir()
    (home / file).write_text(text)
    with pytest.raises(SandboxError, match=f"{file}: this file of the sandbox is damaged"):
        status() if file == "processes.json" else connection()
    (home / file).unlink()


def test_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ORCHESTRATOR_SANDBOX_DIR", str(tmp_path / "file" / "sandbox"))
    with pytest.raises(SandboxError, match="ORCHESTRATOR_SANDBOX_DIR"):
        up(quiet)


def test_killed_up_leaves_nothing_unknown(home: Path) -> None:
    """Whatever it had started by then is healed or stopped by the next command."""
    code = "from orchestrator import sandbox; sandbox.up(lambda said: None)"
    with subprocess.Popen([sys.executable, "-c", code]) as run:
        deadline = time.monotonic() + 30
        while not (home / "processes.json").exists() and time.monotonic() < deadline:
            time.sleep(0.005)
        run.kill()
    first = [one.pid for one in status()]
    assert len(first) == 3
    up(quiet)
    assert all(one.healthy for one in status())
    assert [pid for pid in first if alive(pid)] == [one.pid for one in status() if one.pid in first]
