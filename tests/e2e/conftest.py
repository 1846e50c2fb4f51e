"""Real sandbox clouds, and the command line run as a user runs it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from orchestrator import sandbox

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "orchestrator.cli.main"]


@dataclass(frozen=True)
class Ran:
    """A finished command."""

    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        """The JSON document that it printed."""
        document: dict[str, Any] = json.loads(self.out)
        return document

    def ok(self) -> "Ran":
        """Itself when it succeeded."""
        assert self.code == 0, f"exit code {self.code}\n{self.out}\n{self.err}"
        return self


@dataclass(frozen=True)
class Orchestrator:
    """The command line with an environment of its own."""

    variables: Mapping[str, str]
    folder: Path = field(default=ROOT)

    def __call__(self, *words: str, **more: str) -> Ran:
        return finished(self.start(*words, **more))

    def start(self, *words: str, **more: str) -> "subprocess.Popen[str]":
        """The command, running, in a process group of its own."""
        return subprocess.Popen(
            [*COMMAND, *words],
            cwd=self.folder,
            env={**os.environ, **self.variables, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def finished(process: "subprocess.Popen[str]", timeout: float = 300) -> Ran:
    """Wait for a command; a hung one is killed and fails the test."""
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        raise AssertionError(f"hung\n{out}\n{err}") from None
    return Ran(process.returncode, out, err)


@pytest.fixture(scope="module")
def clouds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Fresh local clouds for the tests of one file; the environment that reaches them."""
    folder = tmp_path_factory.mktemp("sandbox")
    before = os.environ.get("ORCHESTRATOR_SANDBOX_DIR")
    os.environ["ORCHESTRATOR_SANDBOX_DIR"] = str(folder)
    try:
        yield sandbox.up(lambda line: None).env
    finally:
        sandbox.down()
        if before is None:
            del os.environ["ORCHESTRATOR_SANDBOX_DIR"]
        else:
            os.environ["ORCHESTRATOR_SANDBOX_DIR"] = before


@pytest.fixture
def orchestrator(clouds: Mapping[str, str], tmp_path: Path) -> Orchestrator:
    """The command line on the sandbox, with a fresh state."""
    return Orchestrator(
        {
            "ORCHESTRATOR_SANDBOX": "1",
            "ORCHESTRATOR_SANDBOX_DIR": os.environ["ORCHESTRATOR_SANDBOX_DIR"],
            "ORCHESTRATOR_STATE_DIR": str(tmp_path / "state"),
        }
    )


@pytest.fixture
def retail(tmp_path: Path) -> Path:
    """A copy of the example stack that a test may edit."""
    return Path(shutil.copytree(ROOT / "stacks" / "retail", tmp_path / "retail"))
