"""scripts/test-system: never installs anything that nobody agreed to."""

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the script, one system test, and a pytest that only says it was called."""
    programs = {
        ".venv/bin/pytest": "echo ran pytest $*",
        "bin/id": "echo 0",
        "bin/apt-get": "exit 1",
    }
    for name, code in programs.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{code}\n")
        path.chmod(0o755)
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "test-system", tmp_path / "scripts")
    (tmp_path / "tests" / "system").mkdir(parents=True)
    (tmp_path / "tests" / "system" / "test_it.py").touch()
    return tmp_path


def run(project: Path, stdin: int = subprocess.DEVNULL, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{project}/bin:{os.environ['PATH']}", **variables}
    script = project / "scripts" / "test-system"
    return subprocess.run([script], env=environment, stdin=stdin, capture_output=True, text=True, timeout=30)


def test_nothing_to_do(project: Path) -> None:
    (project / "tests" / "system" / "test_it.py").unlink()
    done = run(project)
    assert done.returncode == 0
    assert "there are no tests" in done.stdout


def test_no_terminal_means_no(project: Path) -> None:
    done = run(project)
    assert done.returncode == 1
    assert "YES=1" in done.stderr
    assert "ran pytest" not in done.stdout


@pytest.mark.parametrize("variable", [{"CI": "true"}, {"YES": "1"}], ids=str)
def test_said_yes_beforehand(project: Path, variable: dict[str, str]) -> None:
    assert run(project, **variable).stdout == "ran pytest tests/system -v\n"


@pytest.mark.parametrize("variable", [{"CI": "false"}, {"YES": "0"}], ids=str)
def test_said_no_beforehand(project: Path, variable: dict[str, str]) -> None:
    assert run(project, **variable).returncode == 1


@pytest.mark.parametrize(("answer", "runs"), [("y", True), ("n", False), ("", False)])
def test_terminal_is_asked(project: Path, answer: str, runs: bool) -> None:
    keyboard, terminal = pty.openpty()
    os.write(keyboard, f"{answer}\n".encode())
    done = run(project, stdin=terminal)
    os.close(keyboard)
    os.close(terminal)
    assert ("ran pytest" in done.stdout, done.returncode == 0) == (runs, runs)


def test_only_for_root(project: Path) -> None:
    (project / "bin" / "id").write_text("#!/bin/sh\necho 1000\n")
    done = run(project, CI="true")
    assert done.returncode == 1
    assert "need Debian and root" in done.stderr
