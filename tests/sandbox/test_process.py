"""Detached processes: started, seen, ended, and told from others with the same id."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from orchestrator.sandbox.process import Process, start, stop, vitals_of

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', flush=True); time.sleep(60)"
)


def python(code: str, log: Path) -> Process:
    return start([sys.executable, "-c", code], dict(os.environ), log)


def wait_for(text: str, log: Path) -> None:
    deadline = time.monotonic() + 10
    while text not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.01)


def test_it_runs_in_a_session_of_its_own(tmp_path: Path) -> None:
    process = python("import time; time.sleep(60)", tmp_path / "log")
    assert os.getsid(process.pid) == process.pid
    vitals = vitals_of(process)
    assert vitals is not None
    assert vitals.rss_bytes > 100_000
    stop([process])
    assert vitals_of(process) is None


def test_all_that_it_says_is_logged(tmp_path: Path) -> None:
    process = python("import sys; print('out'); sys.stderr.write('err'); input()", tmp_path / "log")
    wait_for("EOFError", tmp_path / "log")
    assert {"out", "err"} <= set((tmp_path / "log").read_text().replace("errTrace", "err\nTrace").split())
    stop([process])


def test_stubborn_one_is_ended_by_force(tmp_path: Path) -> None:
    process = python(STUBBORN, tmp_path / "log")
    wait_for("deaf", tmp_path / "log")
    stop([process])
    assert vitals_of(process) is None


def test_same_id_with_another_birth_is_another(tmp_path: Path) -> None:
    process = python("import time; time.sleep(60)", tmp_path / "log")
    stranger = replace(process, born="long ago")
    stop([stranger])
    assert vitals_of(stranger) is None
    assert vitals_of(process) is not None
    stop([process])


def test_it_outlives_its_starter(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from orchestrator.sandbox.process import start;"
        "sleep = [sys.executable, '-c', 'import time; time.sleep(60)'];"
        "p = start(sleep, dict(os.environ), Path(sys.argv[1]));"
        "print(p.pid, p.born)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "log")], capture_output=True, text=True, check=True
    )
    pid, born = done.stdout.split()
    process = Process(int(pid), born)
    assert vitals_of(process) is not None
    stop([process])
    assert vitals_of(process) is None
