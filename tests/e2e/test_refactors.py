"""Renames, imports and what is forgotten: the books change, the clouds do not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from e2e.cloud_contents import openstack as contents
from e2e.conftest import Orchestrator

STACK = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {{name: books, labels: {{owner: tests}}}}
resources:
  kept: {{type: ObjectBucket@v1, placement: {{provider: openstack}}}}
{more}
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {{name: dev, labels: {{stage: dev}}}}
providers: {{openstack: {{region: RegionOne, cloud: sandbox}}}}
"""
BUCKET = (
    "  {name}: {{type: ObjectBucket@v1, placement: {{provider: openstack}}, labels: {{colour: {colour}}}}}"
)
LEAVING = "'assets' leaves the state and stays in the cloud, as `refactors` says"


def write(folder: Path, *buckets: str, refactors: str = "", colour: str = "red") -> str:
    lines = [BUCKET.format(name=name, colour=colour) for name in buckets]
    text = "\n".join([*lines, *([f"refactors: [{refactors}]"] if refactors else [])])
    (folder / "stack.yaml").write_text(STACK.format(more=text))
    return str(folder)


def happening(document: dict[str, Any]) -> list[tuple[str, str]]:
    plan = document["plan"] if "plan" in document else document["applied"]["plan"]
    return sorted((c["name"], c["action"]) for c in plan["changes"] if c["action"] not in ("same", "read"))


def test_the_books_of_a_stack(orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path) -> None:
    def plan() -> dict[str, Any]:
        return orchestrator("plan", stack, "--json").ok().json()

    def apply() -> dict[str, Any]:
        return orchestrator("apply", stack, "-y", "--json").ok().json()

    empty = contents(clouds)
    stack = write(tmp_path, "files")
    apply()
    full = contents(clouds)
    (name,) = [box for box in full["openstack containers"] if box.endswith("files")]

    write(tmp_path, "assets", refactors="{moved: {from: files, to: assets}}")
    assert happening(plan()) == []
    apply()
    assert contents(clouds) == full, "a rename leaves the cloud alone"

    write(tmp_path, refactors="{forget: {resource: assets}}")
    planned = plan()
    assert happening(planned) == []
    assert LEAVING in planned["plan"]["warnings"]
    apply()
    assert contents(clouds) == full, "what is forgotten stays in the cloud"
    write(tmp_path)
    assert happening(plan()) == [], "and nobody knows it any more"

    write(tmp_path, "files", refactors=f"{{import: {{to: files, id: {name}}}}}", colour="blue")
    assert happening(plan()) == [("files", "import")]
    assert happening(apply()) == [("files", "import")]
    assert contents(clouds) == full
    assert happening(plan()) == [("files", "update")], "only the next plan changes what differs"
    assert happening(apply()) == [("files", "update")]
    assert happening(plan()) == []

    orchestrator("destroy", stack, "-y").ok()
    assert contents(clouds) == empty


def test_what_does_not_exist_cannot_be_imported(
    orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path
) -> None:
    stack = write(tmp_path, "files", refactors="{import: {to: files, id: nowhere}}")
    ran = orchestrator("apply", stack, "-y")
    assert ran.code == 1
    assert "nowhere" in ran.err + ran.out
