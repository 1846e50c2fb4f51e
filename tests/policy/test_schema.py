"""The schemas: real documents keep to them, and with them OPA finds a mistyped field."""

import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from orchestrator import adapters, inject, policy, spec
from orchestrator.policy.schema import schema

STACKS = Path(__file__).parents[2] / "stacks"


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    folder = tmp_path / "schemas"
    subprocess.run([sys.executable, "-m", "orchestrator.policy.schema", str(folder)], check=True)
    return folder


def check(opa_binary: Path, schemas: Path, pack: Path) -> "subprocess.CompletedProcess[str]":
    command = [str(opa_binary), "check", "--strict", "--schema", str(schemas), str(pack)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("stack", "environment"), [("retail", "prod"), ("noncompliant", "prod")])
def test_real_documents_keep_to_them(stack: str, environment: str) -> None:
    wanted = spec.load(STACKS / stack, environment).stack
    graph = inject.inject(adapters.translate(wanted), wanted, inject.agent_file())
    jsonschema.validate(policy.spec_document(wanted), schema("spec"))
    jsonschema.validate(policy.graph_document(wanted, graph), schema("graph"))


def test_a_document_of_another_shape_does_not() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(
            {"stack": {}, "environment": {}, "resources": [{"type": "Unknown@v1"}]}, schema("spec")
        )


def test_the_baseline_has_no_mistyped_field(opa_binary: Path, schemas: Path) -> None:
    checked = check(opa_binary, schemas, policy.baseline())
    assert checked.returncode == 0, checked.stderr


def test_every_rule_of_the_baseline_names_its_schema() -> None:
    for rule in policy.baseline().glob("*.rego"):
        if not rule.name.endswith("_test.rego"):
            text = rule.read_text()
            point = "spec" if "point: spec" in text else "graph"
            assert f"#   - input: schema.{point}\n" in text, rule


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("db_encrypted", "spec.encrypted", "spec.encryptd"),
        ("rds_encrypted", "input.node.type", "input.node.typ"),
        ("monitored", "group.monitors", "group.monitor"),
    ],
)
def test_a_mistyped_field_is_found(
    opa_binary: Path, schemas: Path, tmp_path: Path, rule: str, right: str, wrong: str
) -> None:
    shutil.copytree(policy.baseline(), tmp_path / "pack")
    changed = tmp_path / "pack" / f"{rule}.rego"
    changed.write_text(changed.read_text().replace(right, wrong))
    assert "undefined ref" in check(opa_binary, schemas, tmp_path / "pack").stderr
