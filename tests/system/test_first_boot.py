"""The scripts of a first boot, as shellcheck sees them."""

import subprocess
from pathlib import Path

import pytest
from goldens import GOLDENS
from system.alone import install

from orchestrator.adapters import translate
from orchestrator.graph import Base64, CloudInit, Concat
from orchestrator.spec import load


@pytest.fixture(scope="module", autouse=True)
def shellcheck() -> None:
    """The program, installed where it is missing."""
    install("shellcheck")


def scripts() -> list[object]:
    """Each script of our own in the golden graphs, with values in the places of those known later."""
    found = []
    for spec in [spec for spec, cloud in GOLDENS if cloud == "openstack"]:
        for group in translate(load(spec, "openstack").stack).groups:
            for slot in group.slots:
                if isinstance(slot, CloudInit) and isinstance(slot.user_data, Concat):
                    parts = slot.user_data.parts
                    if any(isinstance(part, Base64) for part in parts):
                        text = "".join(
                            part if isinstance(part, str) else "c2VjcmV0"
                            if isinstance(part, Base64) else "10.0.0.9"
                            for part in parts
                        )  # fmt: skip
                        found.append(pytest.param(text, id=f"{spec.parent.name}-{slot.node}"))
    return found


@pytest.mark.parametrize("text", scripts())
def test_nothing_is_wrong_with_the_shell(text: str) -> None:
    assert checked(text) == ""


def test_what_is_wrong_is_found() -> None:
    assert "SC2086" in checked("#!/bin/bash\nset -eu\nfile='a b'\nrm $file\n")


def checked(text: str) -> str:
    """What shellcheck says."""
    command = ["shellcheck", "--shell=bash", "--norc", "-"]
    done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
    return done.stdout + done.stderr


def test_there_are_scripts() -> None:
    assert len(scripts()) >= 8
    assert Path("/usr/bin/shellcheck").exists()
