"""A stack that breaks the rules is stopped with exit code 3, before any cloud is asked."""

import re
from pathlib import Path

from e2e.conftest import ROOT, Orchestrator


def test_every_violation_has_its_place_and_no_cloud_is_needed(tmp_path: Path) -> None:
    # No sandbox, no credentials, an endpoint that nobody listens on: any cloud call would fail the command.
    nowhere = {
        "ORCHESTRATOR_STATE_DIR": str(tmp_path / "state"),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "ORCHESTRATOR_ARM_ENDPOINT": "http://127.0.0.1:1",
        "OS_CLIENT_CONFIG_FILE": str(tmp_path / "none.yaml"),
    }
    ran = Orchestrator(nowhere)("plan", "stacks/noncompliant")
    assert ran.code == 3, ran.err
    places = re.findall(r"at +(stacks/noncompliant/\S+\.yaml):(\d+):(\d+)", ran.out)
    assert len(places) >= 8
    lines = (ROOT / "stacks/noncompliant/stack.yaml").read_text().splitlines()
    assert all(0 < int(line) <= len(lines) for file, line, _ in places if file.endswith("stack.yaml"))
    assert ran.out.count("  fix  ") >= 8
    assert "no cloud was asked" in ran.err
    assert not (tmp_path / "state").exists(), "not even a state was made"


def test_json_says_the_same(tmp_path: Path) -> None:
    ran = Orchestrator({"ORCHESTRATOR_STATE_DIR": str(tmp_path / "state")})(
        "validate", "stacks/noncompliant", "--json"
    )
    assert ran.code == 3
    violations = [v for verdict in ran.json()["verdicts"] for v in verdict["violations"]]
    assert len(violations) >= 8
    assert all(v["rule"] and v["message"] and v["fix"] and v["where"]["line"] > 0 for v in violations)
