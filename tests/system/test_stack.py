"""The lives of whole stacks, as on the emulator (tests/e2e), on the real control plane."""

import os
from pathlib import Path
from typing import Any

import pytest
from e2e.changes_suite import Life, changes
from e2e.conftest import Orchestrator
from e2e.openstack_suite import life


@pytest.fixture
def variables(site: Any, tmp_path: Path, monkeypatch: Any) -> dict[str, str]:
    """What leads to the real one, and to nothing else."""
    for name in [name for name in os.environ if name.startswith("OS_")]:
        monkeypatch.delenv(name)
    (tmp_path / "stack").mkdir()
    return {
        "OS_CLIENT_CONFIG_FILE": str(site.clouds_yaml),
        "OS_CLOUD": site.cloud,
        "ORCHESTRATOR_STATE_DIR": str(tmp_path / "state"),
    }


def test_the_life_of_a_private_stack(site: Any, tmp_path: Path, variables: dict[str, str]) -> None:
    life(Orchestrator(variables), variables, site.cloud, tmp_path / "stack")


def test_what_is_changed_and_what_is_made_anew(site: Any, tmp_path: Path, variables: dict[str, str]) -> None:
    changes(Life(Orchestrator(variables), site.cloud, tmp_path / "stack", small=True), variables)
