"""Processes that outlive us: started in a session of their own, and never mistaken for others."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TERMINATE_SECONDS = 3.0
POLL_SECONDS = 0.02
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """A process by id and birth: an id alone may meanwhile belong to somebody else."""

    pid: int
    born: str


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the system tells of a process that runs."""

    born: str
    rss_bytes: int


def start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Process:
    """Start a program detached from us, with all that it says in the log."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    pid = os.posix_spawn(
        command[0],
        list(command),
        dict(environment),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), flags, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    vitals = _vitals(pid)
    return Process(pid, vitals.born if vitals else "gone")


def vitals_of(process: Process) -> Vitals | None:
    """What there is to say of the process; None if it has ended."""
    _reap(process.pid)
    found = _vitals(process.pid)
    return found if found and found.born == process.born else None


def stop(processes: Sequence[Process]) -> None:
    """End these processes and no others: politely, then by force."""
    left = [process for process in processes if vitals_of(process)]
    for process in left:
        _signal(process, signal.SIGTERM)
        _signal(process, signal.SIGCONT)  # one that was suspended hears nothing else
    deadline = time.monotonic() + TERMINATE_SECONDS
    while (left := [process for process in left if vitals_of(process)]) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    for process in left:
        _signal(process, signal.SIGKILL)
    while any(vitals_of(process) for process in left):
        time.sleep(POLL_SECONDS)


def _signal(process: Process, number: signal.Signals) -> None:
    if vitals_of(process):
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            return  # it ended by itself just now


def _reap(pid: int) -> None:
    """Collect our own child if it has ended; else its entry stays and it looks alive."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return  # somebody else's child: init reaps it


def _vitals(pid: int) -> Vitals | None:
    return _vitals_from_proc(pid) if (PROC / "self" / "stat").exists() else _vitals_from_ps(pid)


def _vitals_from_proc(pid: int) -> Vitals | None:
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name in brackets may hold anything, so fields are counted from behind its end.
    state, *fields = stat.rpartition(")")[2].split()
    if state in ("Z", "X"):
        return None
    boot = (PROC / "sys" / "kernel" / "random" / "boot_id").read_text().strip()
    return Vitals(f"{boot}/{fields[18]}", int(fields[20]) * os.sysconf("SC_PAGE_SIZE"))


def _vitals_from_ps(pid: int) -> Vitals | None:
    """For systems without /proc, such as macOS."""
    said = subprocess.run(["ps", "-o", "stat=,rss=,lstart=", "-p", str(pid)], capture_output=True, text=True)
    words = said.stdout.split(maxsplit=2)
    if said.returncode or len(words) < 3 or words[0].startswith("Z"):
        return None
    return Vitals(words[2].strip(), int(words[1]) * 1024)
