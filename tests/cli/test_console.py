"""What is under way, questions and signals: a user is heard at once, and by accident nothing is changed."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console as RichConsole

from orchestrator.cli.progress import Progress, UnderWay
from orchestrator.outcome import Action, Step


def step(name: str, status: str, action: Action = Action.CREATE) -> Step:
    return Step(name, "aws:ec2/vpc:Vpc", name, action, status)  # type: ignore[arg-type]  a plain word in a test


def test_the_line_shows_seconds_what_is_done_and_what_is_under_way() -> None:
    now = [100.0]
    line = UnderWay("applying", lambda: now[0])
    assert line.__rich__().plain == "applying… 0 s"
    for name in "fedcba":
        line.started(name)
    line.ended("a")
    now[0] += 61.9
    assert line.__rich__().plain == "applying… 1 min 1 s · 1 done · b, c, d, e …"


def test_off_a_terminal_there_is_no_animation_and_no_escape_code(capsys: pytest.CaptureFixture[str]) -> None:
    err = RichConsole(file=sys.stderr, highlight=False, soft_wrap=True)
    with Progress(err, "applying", changes=True, quiet=False) as progress:
        progress.step(step("net", "started"))
        progress.step(step("net", "done"))
        progress.step(step("web", "failed"))
    assert capsys.readouterr().err == "applying…\n  created   net\n  FAILED    web\n"


def test_what_a_preview_tells_was_not_done(capsys: pytest.CaptureFixture[str]) -> None:
    err = RichConsole(file=sys.stderr, highlight=False, soft_wrap=True)
    with Progress(err, "planning", changes=False, quiet=False) as progress:
        progress.step(step("net", "done"))
    assert capsys.readouterr().err == "planning…\n"


ASK = """
import fcntl, sys, termios, time
from orchestrator.cli.console import Console
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # Ctrl-C is a signal only on the terminal that is ours
sys.stderr.write("ready\\n")
time.sleep(0.4)
try:
    Console().confirm("Go?", yes=False)
except BaseException:
    sys.exit(1)
sys.stderr.write("WENT ON\\n")
"""


def answered(early: bytes, late: bytes) -> str:
    """What a terminal shows when `early` is typed before the question and `late` after it."""
    main, other = pty.openpty()
    command = [sys.executable, "-c", ASK]
    with subprocess.Popen(
        command, stdin=other, stdout=other, stderr=other, start_new_session=True
    ) as process:
        os.close(other)
        shown = read_until(main, "ready")
        os.write(main, early)
        shown += read_until(main, "Go?")
        time.sleep(0.2)
        os.write(main, late)
        shown += read_until(main, "")
        process.wait(20)
    os.close(main)
    return shown


def read_until(terminal: int, words: str) -> str:
    """What comes until the words, or until the end."""
    text = ""
    while not (words and words in text):
        try:
            text += os.read(terminal, 1024).decode(errors="replace")
        except OSError:  # Linux: the other side is closed
            break
    return text


def test_keys_hit_before_the_question_do_not_answer_it() -> None:
    refused = answered(b"y\n", b"n\n")
    assert "WENT ON" not in refused and "Nothing was changed." in refused
    assert "WENT ON" in answered(b"n\n", b"y\n")


def test_ctrl_c_and_the_end_of_input_at_the_question_change_nothing() -> None:
    for key in (b"\x03", b"\x04"):
        shown = answered(b"", key)
        assert "WENT ON" not in shown and "\nNothing was changed." in shown


SIGNALLED = """
import os, signal, sys, time
from orchestrator.cli.work import _stopped_by_signals

class Engine:
    def interrupt(self):
        sys.stdout.write("asked\\n")
        return {runs}

class Progress:
    def say(self, line):
        sys.stdout.write(line + "\\n")

try:
    with _stopped_by_signals(Engine(), Progress()):
        os.kill(os.getpid(), signal.{name})
        time.sleep(0.1)
    sys.stdout.write("finished\\n")
except KeyboardInterrupt:
    sys.stdout.write("ended at once\\n")
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(("runs", "end"), [(True, "finished"), (False, "ended at once")])
def test_a_signal_stops_the_engine_politely_and_a_pause_at_once(name: str, runs: bool, end: str) -> None:
    code = SIGNALLED.format(runs=runs, name=name)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = ran.stdout.splitlines()
    assert lines[0] == "asked" and lines[-1] == end
    assert any("finished and recorded" in line for line in lines) is runs


def test_the_catalogue_says_where_it_serves_and_ends_well(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "orchestrator.cli.main", "catalogue", "serve", "--port", "0"]
    variables = {
        "ORCHESTRATOR_STATE_DIR": str(tmp_path),
        "ORCHESTRATOR_CATALOGUE_TOKEN": "a-token-of-a-test-only",
    }
    with subprocess.Popen(
        command, env={**os.environ, **variables}, stderr=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stderr is not None
        assert "Serving http://127.0.0.1:" in serving.stderr.readline()
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(20) == 0
