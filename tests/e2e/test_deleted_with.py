"""What goes with something else is not deleted by itself: its deletion may need rights that nobody has."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.request import Request, urlopen

from e2e.conftest import Orchestrator
from e2e.types_suite import SECRETS, stack_of
from goldens import FOLDER


def test_a_vault_takes_its_secret_along(
    orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path
) -> None:
    stack = stack_of(FOLDER / "secret" / "spec.yaml", "azure", tmp_path)
    orchestrator("apply", stack, "--env", "azure", "-y", **SECRETS).ok()
    refused = {"method": "DELETE", "path": "^/_vaults/", "status": 403, "code": "Forbidden", "times": 9}
    control(clouds, "POST", refused)
    orchestrator("destroy", stack, "--env", "azure", "-y", **SECRETS).ok()
    assert control(clouds, "DELETE", None) == {"waiting": 0}


def control(clouds: Mapping[str, str], method: str, body: object) -> object:
    """A request to the emulator's own faults."""
    token = {**os.environ, **clouds}["ORCHESTRATOR_ARM_TOKEN"]
    asked = Request(
        f"{clouds['ORCHESTRATOR_ARM_ENDPOINT']}/_sandbox/faults",
        json.dumps(body).encode() if body else None,
        {"Authorization": f"Bearer {token}"},
        method=method,
    )
    with urlopen(asked) as answer:
        return json.loads(answer.read())
