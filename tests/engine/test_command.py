"""A run of pulumi that is stopped before it has begun does not begin."""

import sys
from pathlib import Path

import pytest
from pulumi.automation.errors import CommandError

from orchestrator.engine.command import INTERRUPTED, Command


def test_after_a_stop_no_other_command_starts(tmp_path: Path) -> None:
    command = Command(Path("/usr/bin/touch"), "3.259.0")
    assert command.interrupt() is False
    with pytest.raises(CommandError, match=INTERRUPTED):
        command.run(["made"], str(tmp_path), {})
    assert not list(tmp_path.iterdir())


def test_without_a_stop_it_does(tmp_path: Path) -> None:
    command = Command(Path(sys.executable), "3.259.0")
    with pytest.raises(CommandError, match="unknown option"):
        # The flag that the wrapper puts first is none of this program's: it ran, and said so.
        command.run([], str(tmp_path), {})
    assert not command.interrupted
