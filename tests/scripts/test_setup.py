"""scripts/setup: does its work once, notices when there is more to do, and says what is missing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = """#!/bin/sh
echo "$@" >> "$CALLS"
[ -e refuse ] && { echo "no interpreter found" >&2; exit 2; }
mkdir -p .venv/bin
printf '#!/bin/sh\\necho "python $*" >> "$CALLS"\\n' > .venv/bin/python
chmod +x .venv/bin/python
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with our script, and a uv that notes what it is asked for."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "setup", tmp_path / "scripts")
    for file in ("uv.lock", "pyproject.toml"):
        (tmp_path / file).write_text(file)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(UV)
    (tmp_path / "bin" / "uv").chmod(0o755)
    return tmp_path


def setup(project: Path, path: str = "") -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run it; its result, and the calls that it made."""
    calls = project / "calls"
    calls.write_text("")
    environment = {"PATH": path or f"{project}/bin:{os.environ['PATH']}", "CALLS": str(calls)}
    done = subprocess.run([project / "scripts" / "setup"], env=environment, capture_output=True, text=True)
    return done, calls.read_text().splitlines()


def test_second_run_only_looks_for_the_tools(project: Path) -> None:
    done, calls = setup(project)
    assert done.returncode == 0, done.stderr
    assert calls == ["sync --locked --all-extras --quiet", "python -m orchestrator.tools"]
    done, calls = setup(project)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert calls == ["python -m orchestrator.tools --quiet"]


@pytest.mark.parametrize("file", ["uv.lock", "pyproject.toml"])
def test_changed_requirements_are_noticed(project: Path, file: str) -> None:
    setup(project)
    (project / file).write_text("changed")
    assert setup(project)[1][0] == "sync --locked --all-extras --quiet"


def test_lost_environment_is_noticed(project: Path) -> None:
    setup(project)
    shutil.rmtree(project / ".venv")
    assert setup(project)[1][0] == "sync --locked --all-extras --quiet"


def test_failure_is_told_and_not_remembered(project: Path) -> None:
    (project / "refuse").touch()
    done, _ = setup(project)
    assert done.returncode == 1
    assert "no interpreter found" in done.stderr
    assert "Python 3.11" in done.stderr
    (project / "refuse").unlink()
    assert setup(project)[1][0] == "sync --locked --all-extras --quiet"


def test_machine_without_python(project: Path) -> None:
    """Only the shell's own tools are there."""
    (project / "few").mkdir()
    for tool in ("bash", "cat", "cksum", "dirname", "mkdir"):
        found = shutil.which(tool)
        assert found
        (project / "few" / tool).symlink_to(found)
    done, calls = setup(project, path=str(project / "few"))
    assert (done.returncode, calls) == (1, [])
    assert done.stderr.startswith("setup: no python3 on PATH")
    assert "apt-get install python3 python3-venv" in done.stderr
