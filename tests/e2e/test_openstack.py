"""The OpenStack suite on the emulator; tests/system runs the same on the real control plane."""

from collections.abc import Mapping
from pathlib import Path

from e2e.conftest import Orchestrator
from e2e.openstack_suite import life


def test_the_life_of_a_private_stack(
    orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path
) -> None:
    life(orchestrator, clouds, clouds["OS_CLOUD"], tmp_path)
