"""kill -9 in the middle of an apply: the next apply finishes the job, with no duplicate and no orphan."""

import os
import random
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from e2e.cloud_contents import contents
from e2e.conftest import Orchestrator, finished

KILLS = 10
SEED = 20261124


def children(pid: int) -> list[int]:
    """All descendants of a process, by /proc."""
    found, todo = [], [pid]
    while todo:
        parent = todo.pop()
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[1]) == parent:
                found.append(int(stat.parent.name))
                todo.append(found[-1])
    return found


def kill_at(orchestrator: Orchestrator, stack: str, seconds: float, whole_tree: bool) -> bool:
    """Start an apply and kill -9 it; whether it was still running."""
    process = orchestrator.start("apply", stack, "-y")
    time.sleep(seconds)
    running = process.poll() is None
    victims = [process.pid, *(children(process.pid) if whole_tree else [])]
    for pid in victims:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.communicate()
    return running


@pytest.mark.timeout(1200)
def test_ten_kills_at_random_moments_each_converge(
    orchestrator: Orchestrator, clouds: Mapping[str, str], retail: Path
) -> None:
    stack, empty = str(retail), contents(clouds)
    started = time.monotonic()
    orchestrator("apply", stack, "-y").ok()
    whole = time.monotonic() - started
    wanted = {kind: len(names) for kind, names in contents(clouds).items()}
    orchestrator("destroy", stack, "-y").ok()
    dice = random.Random(SEED)
    hit = 0
    for number in range(KILLS):
        moment = dice.uniform(0.25, 0.9) * whole
        # Alternately the command alone, as the OOM killer does, and everything at once, as a power cut does.
        hit += kill_at(orchestrator, stack, moment, whole_tree=bool(number % 2))
        done = finished(orchestrator.start("apply", stack, "-y"))
        assert done.code == 0, f"after a kill at {moment:.1f} s of {whole:.1f} s\n{done.out}\n{done.err}"
        found = contents(clouds)
        assert {kind: len(names) for kind, names in found.items()} == wanted, (
            f"after a kill at {moment:.1f} s of {whole:.1f} s the clouds hold {found}"
        )
        orchestrator("destroy", stack, "-y").ok()
        assert contents(clouds) == empty
    assert hit >= KILLS // 2, "most kills came while the apply was running"


def test_an_interrupt_stops_cleanly_and_apply_goes_on(
    orchestrator: Orchestrator, clouds: Mapping[str, str], retail: Path
) -> None:
    stack, empty = str(retail), contents(clouds)
    process = orchestrator.start("apply", stack, "-y")
    for line in process.stderr or ():
        if "create" in line:  # the first resource is there: the engine is in the middle of it
            process.send_signal(signal.SIGINT)
            break
    stopped = finished(process)
    assert stopped.code == 130, stopped.err
    assert "Traceback" not in stopped.err
    assert "run the same command again" in stopped.err
    orchestrator("apply", stack, "-y").ok()
    assert orchestrator("status", stack).code == 0
    orchestrator("destroy", stack, "-y").ok()
    assert contents(clouds) == empty


def test_a_destroy_right_after_a_kill_leaves_nothing(
    orchestrator: Orchestrator, clouds: Mapping[str, str], retail: Path
) -> None:
    """What was being made when everything died is in no state, and must go all the same."""
    stack, empty = str(retail), contents(clouds)
    process = orchestrator.start("apply", stack, "-y")
    for line in process.stderr or ():
        if "created" in line:
            break
    for pid in [process.pid, *children(process.pid)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.communicate()
    assert contents(clouds) != empty, "something was made"
    orchestrator("destroy", stack, "-y").ok()
    assert contents(clouds) == empty
