"""The life of a whole stack, as on the emulator (tests/e2e/test_openstack.py), on the real control plane."""

import os
from pathlib import Path
from typing import Any

from e2e.conftest import Orchestrator
from e2e.openstack_suite import life


def test_the_life_of_a_private_stack(site: Any, tmp_path: Path, monkeypatch: Any) -> None:
    variables = {
        "OS_CLIENT_CONFIG_FILE": str(site.clouds_yaml),
        "OS_CLOUD": site.cloud,
        "ORCHESTRATOR_STATE_DIR": str(tmp_path / "state"),
    }
    for name in [name for name in os.environ if name.startswith("OS_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "stack"
    folder.mkdir()
    life(Orchestrator(variables), variables, site.cloud, folder)
