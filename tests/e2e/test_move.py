"""A place once chosen is kept, and only a move gives it up; by the real engine on two clouds."""

from collections.abc import Mapping
from pathlib import Path

from e2e.cloud_contents import azure, openstack
from e2e.conftest import Orchestrator

STACK = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {{name: places, labels: {{owner: tests}}}}
resources:
  files: {{type: ObjectBucket@v1, placement: {{prefer: [{{provider: {preferred}}}]}}}}
  fixed: {{type: ObjectBucket@v1, placement: {{provider: {fixed}}}}}
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {{name: dev, labels: {{stage: dev}}}}
providers:
  azure: {{region: westeurope, subscriptionId: 00000000-0000-0000-0000-000000000000}}
  openstack: {{region: RegionOne, cloud: sandbox}}
"""


def write(folder: Path, preferred: str, fixed: str = "openstack") -> str:
    (folder / "stack.yaml").write_text(STACK.format(preferred=preferred, fixed=fixed))
    return str(folder)


def test_a_place_is_kept_until_it_is_moved(
    orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path
) -> None:
    stack = write(tmp_path, "openstack")
    orchestrator("apply", stack, "-y").ok()
    assert len(openstack(clouds)["openstack containers"]) == 2

    write(tmp_path, "azure")
    planned = orchestrator("plan", stack, "--json").ok().json()["plan"]["changes"]
    assert not [change for change in planned if change["action"] not in ("same", "read")]
    told = orchestrator("explain", "placement", "files", "--stack", stack).ok().out
    assert "'files' is placed on openstack/RegionOne: it is there already" in told
    assert "azure/westeurope" in told and "weight 1" in told

    unasked = orchestrator("move", "files", stack, "--to", "azure")
    assert unasked.code != 0
    assert "nothing is copied" in unasked.err + unasked.out
    assert len(openstack(clouds)["openstack containers"]) == 2
    orchestrator("move", "files", stack, "--to", "azure", "-y").ok()
    assert len(openstack(clouds)["openstack containers"]) == 1
    assert azure(clouds)["azure resources"]
    again = orchestrator("plan", stack, "--json").ok().json()["plan"]["changes"]
    assert not [change for change in again if change["action"] not in ("same", "read")]

    write(tmp_path, "azure", fixed="azure")
    for command in ("plan", "apply"):
        refused = orchestrator(command, stack, *(["-y"] if command == "apply" else []))
        assert refused.code == 1
        assert "'fixed' is on openstack-regionone, and the stack places it on azure/westeurope" in refused.err
        assert "orchestrator move fixed --to azure/westeurope" in refused.err
    assert "the file places 'fixed' on azure" in orchestrator("move", "fixed", stack, "--to", "openstack").err
    orchestrator("move", "fixed", stack, "--to", "azure", "-y").ok()
    assert openstack(clouds)["openstack containers"] == []
    orchestrator("destroy", stack, "-y").ok()
