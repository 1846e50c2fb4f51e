"""Stacks that read what other stacks share, by the real engine; secrets stay secret on the way."""

from pathlib import Path

from e2e.conftest import Orchestrator

ENVIRONMENT = """\
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev, labels: {stage: dev}}
providers: {openstack: {region: RegionOne, cloud: sandbox}}
"""
CORE = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: core, labels: {owner: tests}}
resources:
  files: {type: ObjectBucket@v1, placement: {provider: openstack}}
  token: {type: Secret@v1, placement: {provider: openstack}}
outputs:
  bucket: {value: "${{ resources.files.outputs.name }}", share: [reports]}
  token: {value: "${{ resources.token.outputs.value }}", share: ["*"]}
  hidden: ${{ resources.files.outputs.id }}
"""
READER = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: reports, labels: {owner: tests}}
stacks:
  core: {outputs: {READ}}
resources:
  own: {type: ObjectBucket@v1, placement: {provider: openstack}}
outputs:
  place: ${{ stacks.core.outputs.bucket + '/reports' }}
  token: ${{ stacks.core.outputs.token }}
"""


def write(folder: Path, text: str, read: str = "{bucket: string, token: string}") -> str:
    folder.mkdir(exist_ok=True)
    (folder / "stack.yaml").write_text(text.replace("{READ}", read) + ENVIRONMENT)
    return str(folder)


def test_a_stack_reads_what_another_one_shares(orchestrator: Orchestrator, tmp_path: Path) -> None:
    core, reader = write(tmp_path / "core", CORE), write(tmp_path / "reports", READER)
    early = orchestrator("plan", reader)
    assert early.code == 1
    assert "the stack core/dev was not applied yet" in early.err
    assert "apply core/dev first" in early.err

    made = orchestrator("apply", core, "-y", "--json").ok().json()["applied"]["outputs"]
    assert set(made) == {"bucket", "token", "hidden"}
    assert made["token"] == "[secret]"
    ran = orchestrator("apply", reader, "-y", "--json").ok()
    read = ran.json()["applied"]["outputs"]
    assert read["place"] == made["bucket"] + "/reports"
    assert read["token"] == "[secret]", "a secret is one in the stack that reads it, too"

    more = "  a: ${{ stacks.core.outputs.hidden }}\n  b: ${{ stacks.core.outputs.other }}\n"
    text = READER.replace("+ '/reports'", "+ 1") + more
    write(tmp_path / "reports", text, "{bucket: integer, token: string, hidden: string, other: string}")
    wrong = orchestrator("plan", reader)
    assert wrong.code == 1
    assert "'bucket' of core/dev is no int" in wrong.err
    assert "core/dev does not share 'hidden' with 'reports'" in wrong.err
    assert "the stack core/dev has no output 'other'" in wrong.err

    write(tmp_path / "reports", READER)
    orchestrator("destroy", reader, "-y").ok()
    orchestrator("destroy", core, "-y").ok()
