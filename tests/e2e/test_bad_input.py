"""What can go wrong gives one clear error with the next step, the right exit code, and no traceback."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from e2e.cloud_contents import contents
from e2e.conftest import Orchestrator, Ran

BUCKET = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata:
  name: bad
  labels: {owner: tests}
resources:
  files:
    type: ObjectBucket@v1
    placement: {provider: aws}
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev, labels: {stage: dev}}
providers:
  aws: {region: eu-central-1}
"""


def stack(folder: Path, text: str = BUCKET) -> str:
    (folder / "stack.yaml").write_text(text)
    return str(folder)


def fails(ran: Ran, code: int, *words: str) -> None:
    """It failed with that code, said these words, named a next step, and showed no traceback."""
    assert ran.code == code, ran.out + ran.err
    for word in words:
        assert word in ran.err, f"{word!r} is not in\n{ran.err}"
    assert "error: " in ran.err and "→" in ran.err, ran.err
    assert "Traceback" not in ran.out + ran.err


def test_a_missing_folder(orchestrator: Orchestrator, tmp_path: Path) -> None:
    fails(orchestrator("plan", str(tmp_path / "nothing")), 1, "nothing")


def test_broken_yaml(orchestrator: Orchestrator, tmp_path: Path) -> None:
    fails(orchestrator("plan", stack(tmp_path, "kind: Stack\n  name: x: y\n")), 1, "stack.yaml:2:")


def test_unknown_field_reference_and_type_at_once(orchestrator: Orchestrator, tmp_path: Path) -> None:
    more = "    speck: {}\n    dependsOn: [filez]\n  other:\n    type: ObjectBuckit@v1\n---"
    said = orchestrator("plan", stack(tmp_path, BUCKET.replace("---", more, 1)))
    fails(said, 1, "stack.yaml:10:", "speck", "filez", "ObjectBuckit", "did you mean")


def test_a_reference_cycle(orchestrator: Orchestrator, tmp_path: Path) -> None:
    more = "  more:\n    type: ObjectBucket@v1\n    placement: {provider: aws}\n    dependsOn: [files]\n"
    other = f"    dependsOn: [more]\n{more}---"
    fails(orchestrator("plan", stack(tmp_path, BUCKET.replace("---", other, 1))), 1, "files", "more")


def test_a_field_that_the_cloud_cannot_honour(orchestrator: Orchestrator, tmp_path: Path) -> None:
    text = (
        Path("stacks/retail/stack.yaml")
        .read_text()
        .replace("provider: aws}\n    labels", "provider: openstack}\n    labels")
    )
    (tmp_path / "environments").mkdir()
    for name in ("base", "prod"):
        source = Path(f"stacks/retail/environments/{name}.yaml").read_text()
        (tmp_path / "environments" / f"{name}.yaml").write_text(source)
    fails(orchestrator("plan", stack(tmp_path, text), "--env", "prod"), 1, "orders", "highAvailability")


def test_an_unreachable_cloud(orchestrator: Orchestrator, tmp_path: Path) -> None:
    closed = Orchestrator(
        {
            "ORCHESTRATOR_STATE_DIR": str(tmp_path / "state"),
            "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
        }
    )
    fails(closed("apply", stack(tmp_path), "-y"), 1, "Could not connect", "AWS_ENDPOINT_URL")


def test_bad_credentials(orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path) -> None:
    """The ARM emulator checks who calls."""
    azure = BUCKET.replace("provider: aws", "provider: azure").replace(
        "aws: {region: eu-central-1}",
        "azure: {region: westeurope, subscriptionId: 00000000-0000-0000-0000-000000000000}",
    )
    wrong = Orchestrator(
        {**clouds, "ORCHESTRATOR_ARM_TOKEN": "wrong", "ORCHESTRATOR_STATE_DIR": str(tmp_path / "state")}
    )
    fails(wrong("apply", stack(tmp_path, azure), "-y"), 1, "credentials")


def test_the_account_of_somebody_else(
    orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path
) -> None:
    """Else everything would look lost there, and be made a second time."""
    before = contents(clouds)
    text = BUCKET.replace(
        "aws: {region: eu-central-1}", 'aws: {region: eu-central-1, accountId: "999999999999"}'
    )
    fails(orchestrator("apply", stack(tmp_path, text), "-y"), 1, "123456789012", "999999999999", "accountId")
    assert contents(clouds) == before
    folder = stack(tmp_path, text.replace("999999999999", "123456789012"))
    orchestrator("apply", folder, "-y").ok()
    orchestrator("destroy", folder, "-y").ok()


def test_an_unreachable_opa(orchestrator: Orchestrator, tmp_path: Path) -> None:
    fails(orchestrator("plan", stack(tmp_path), "--opa-url", "http://127.0.0.1:1"), 1, "127.0.0.1:1")


def test_rego_that_does_not_compile(orchestrator: Orchestrator, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "pack.yaml").write_text('name: pack\nversion: "1"\ntitle: Broken\nparameters: {}\n')
    (pack / "broken.rego").write_text("package rules.pack.broken\n\ndeny contains if {\n")
    text = BUCKET + "policies: {packs: [pack]}\n"
    fails(orchestrator("plan", stack(tmp_path, text)), 1, "broken.rego:3")


def test_a_wrong_passphrase(orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path) -> None:
    folder, before = stack(tmp_path), contents(clouds)
    orchestrator("apply", folder, "-y", PULUMI_CONFIG_PASSPHRASE="right").ok()
    made = contents(clouds)
    fails(
        orchestrator("apply", folder, "-y", PULUMI_CONFIG_PASSPHRASE="wrong"), 1, "PULUMI_CONFIG_PASSPHRASE"
    )
    assert contents(clouds) == made, "nothing was lost"
    orchestrator("destroy", folder, "-y", PULUMI_CONFIG_PASSPHRASE="right").ok()
    assert contents(clouds) == before


def test_a_state_that_another_machine_holds(orchestrator: Orchestrator, tmp_path: Path) -> None:
    folder = stack(tmp_path)
    orchestrator("plan", folder).ok()
    root = Path(orchestrator.variables["ORCHESTRATOR_STATE_DIR"]) / "sandbox-state" / "pulumi" / ".pulumi"
    locks = root / "locks" / "organization" / "bad" / "dev"
    locks.mkdir(parents=True, exist_ok=True)
    holder = {"pid": 7, "username": "ada", "hostname": "other.example", "timestamp": "2026-11-24T00:00:00Z"}
    (locks / "0.json").write_text(json.dumps(holder))
    fails(orchestrator("apply", folder, "-y"), 1, "ada", "other.example", "wait for it to end")


def test_a_dead_lock_of_this_machine_is_no_obstacle(orchestrator: Orchestrator, tmp_path: Path) -> None:
    folder = stack(tmp_path)
    orchestrator("plan", folder).ok()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    root = Path(orchestrator.variables["ORCHESTRATOR_STATE_DIR"]) / "sandbox-state" / "pulumi" / ".pulumi"
    locks = root / "locks" / "organization" / "bad" / "dev"
    locks.mkdir(parents=True, exist_ok=True)
    holder = {
        "pid": gone.pid,
        "username": "ada",
        "hostname": socket.gethostname(),
        "timestamp": "2026-11-24T00:00:00Z",
    }
    (locks / "0.json").write_text(json.dumps(holder))
    orchestrator("apply", folder, "-y").ok()
    orchestrator("destroy", folder, "-y").ok()


def test_a_state_folder_that_cannot_be_made(orchestrator: Orchestrator, tmp_path: Path) -> None:
    # A file where the folder should be: a read-only mode would not stop root, who runs CI.
    (tmp_path / "file").write_text("")
    fails(
        orchestrator("plan", stack(tmp_path), ORCHESTRATOR_STATE_DIR=str(tmp_path / "file" / "state")),
        1,
        "state folder cannot be written",
        "ORCHESTRATOR_STATE_DIR",
    )


def test_a_read_only_state_folder(orchestrator: Orchestrator, tmp_path: Path) -> None:
    folder, locked = stack(tmp_path), tmp_path / "locked"
    locked.mkdir()
    words = [sys.executable, "-m", "orchestrator.cli.main", "plan", folder]
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    ran = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script, str(locked), *words],
        env={**os.environ, **orchestrator.variables, "ORCHESTRATOR_STATE_DIR": str(locked)},
        capture_output=True,
        text=True,
        check=False,
    )
    fails(Ran(ran.returncode, ran.stdout, ran.stderr), 1, "cannot be written")


def test_no_terminal_to_confirm_on(orchestrator: Orchestrator, tmp_path: Path) -> None:
    fails(orchestrator("apply", stack(tmp_path)), 2, "-y")


def test_no_sandbox(tmp_path: Path) -> None:
    alone = Orchestrator(
        {
            "ORCHESTRATOR_SANDBOX_DIR": str(tmp_path / "none"),
            "ORCHESTRATOR_STATE_DIR": str(tmp_path / "state"),
            "ORCHESTRATOR_SANDBOX": "1",
        }
    )
    fails(alone("plan", stack(tmp_path)), 1, "orchestrator sandbox up")


def test_an_unknown_target(orchestrator: Orchestrator, tmp_path: Path) -> None:
    fails(orchestrator("plan", stack(tmp_path), "--target", "nope"), 2, "nope", "files")


@pytest.mark.parametrize(
    "words", [["frobnicate"], ["plan", "--frob"], ["policy", "explain", "baseline/nope"]]
)
def test_wrong_usage(orchestrator: Orchestrator, words: list[str]) -> None:
    ran = orchestrator(*words)
    assert ran.code == 2
    assert "Traceback" not in ran.err and ran.err.strip()
