"""Changes on OpenStack's sandbox; tests/system runs the same on the real control plane."""

from collections.abc import Mapping
from pathlib import Path

from e2e.changes_suite import Life, changes
from e2e.conftest import Orchestrator


def test_what_is_changed_and_what_is_made_anew(
    orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path
) -> None:
    changes(Life(orchestrator, clouds["OS_CLOUD"], tmp_path, small=False), clouds)
