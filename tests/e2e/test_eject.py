"""An ejected program: plain Pulumi with its own YAML language, on the state and the plugins that we used."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from e2e.conftest import ROOT, Orchestrator

from orchestrator import tools

STACK = Path(__file__).parent / "eject"
PASSWORD = "only-$$-here-${HOME}-4711"


class Pulumi:
    """The pulumi command in an ejected program's folder, run as its instructions say."""

    def __init__(self, folder: Path, clouds: Mapping[str, str]) -> None:
        self.folder = folder
        programs = [tools.ensure(name, lambda line: None) for name in ("pulumi", "pulumi-language-yaml")]
        path = ":".join([*(str(program.parent) for program in programs), os.environ["PATH"]])
        self.environment = {**os.environ, **clouds, "PATH": path}

    def __call__(self, command: str, said: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["sh", "-c", f". ./pulumi.env && exec pulumi {command}"],
            cwd=self.folder,
            env=self.environment,
            input=said,
            capture_output=True,
            text=True,
        )


# The language may have to be built first.
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("stack", [STACK, ROOT / "stacks" / "retail"], ids=["mixed", "retail"])
def test_plain_pulumi_sees_no_change(
    stack: Path, orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path
) -> None:
    orchestrator("apply", str(stack), "--env", "dev", "-y", ORDERS_PASSWORD=PASSWORD).ok()
    folder = tmp_path / "ejected"
    told = orchestrator("eject", str(stack), "--env", "dev", "--into", str(folder), "--json").ok().json()
    assert sorted(told["files"]) == sorted(
        str(file) for file in folder.rglob("*") if file.is_file() and ".pulumi" not in file.parts
    )
    assert PASSWORD not in "".join(file.read_text() for file in folder.rglob("*") if file.is_file())

    pulumi = Pulumi(folder, clouds)
    if stack == STACK:
        setting = f"config set --secret ORDERS_PASSWORD --stack {told['stack']}"
        assert pulumi(setting, PASSWORD).returncode == 0
    preview = f"preview --stack {told['stack']} --non-interactive --expect-no-changes --diff"
    seen = pulumi(preview)
    assert seen.returncode == 0, seen.stdout + seen.stderr
    assert "unchanged" in seen.stdout and " to " not in seen.stdout

    # What is changed in the program is seen: the comparison above was a real one.
    project = folder / "Pulumi.yaml"
    project.write_text(project.read_text().replace("team: payments", "team: others"))
    changed = pulumi(preview)
    assert changed.returncode != 0
    assert "to update" in changed.stdout and "to create" not in changed.stdout, changed.stdout


def test_a_folder_in_use_is_left_alone(orchestrator: Orchestrator, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(STACK, tmp_path / "full"))
    refused = orchestrator("eject", str(STACK), "--into", str(folder))
    assert refused.code == 2 and "not empty" in refused.err
    assert [file.name for file in folder.iterdir()] == ["stack.yaml"]
