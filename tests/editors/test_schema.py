"""The schemas, by the real check-jsonschema: good files pass, and every fault of shape is found."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from spec.conftest import ENVIRONMENT as DEV
from spec.conftest import HEAD, MARKER
from spec.test_bad_input import CASES

from orchestrator.cli.main import main
from orchestrator.editors import Schema, environment_schema, stack_schema
from orchestrator.errors import OrchestratorError
from orchestrator.model.resources import RESOURCE_TYPES
from orchestrator.spec import load
from orchestrator.spec.expand import KEYS
from orchestrator.spec.findings import Findings
from orchestrator.spec.nodes import Source
from orchestrator.spec.yaml_nodes import parse

ROOT = Path(__file__).parents[2]
CHECKER = Path(sys.executable).parent / "check-jsonschema"
SHAPE = re.compile(
    r"unknown (key|resource type)|is missing|has no type|has no placement|names no target"
    r"|must be (text|true or false|a (whole )?number|a list|a mapping|an integer|a duration|')"
    r"|must be at (least|most)|does not fit|exactly one of|cannot be the name|cannot stand (here|beside)"
)
# These look like faults of shape, but are seen only when values are known or compared.
MEANING = {
    "default too small",
    "default too large",
    "too short a duration",
    "a faulty parameter is one fault",
    "truth is no number",
    "count reads an output",
}
ENVIRONMENT = "apiVersion: orchestrator.dev/v1\nkind: Environment\nmetadata: {name: dev}\n"
STACKS, ENVIRONMENTS = stack_schema(), environment_schema()
PROVIDERS = "providers: {aws: {region: eu-central-1}}\n"


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The schemas as the command writes them."""
    folder = tmp_path_factory.mktemp("stack")
    assert main(["schema", str(folder), "--write"]) == 0
    return folder / ".orchestrator/schema"


def check(schema: Path, files: list[Path]) -> dict[str, list[str]]:
    """What check-jsonschema says of each file."""
    command = [CHECKER, "--schemafile", schema, "-o", "json", *files]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.stdout.startswith("{"), ran.stdout + ran.stderr
    said = json.loads(ran.stdout)
    found: dict[str, list[str]] = {}
    for fault in [*said.get("errors", []), *said.get("parse_errors", [])]:
        found.setdefault(Path(fault["filename"]).name, []).append(fault["message"])
    return found


def documents(file: Path, folder: Path) -> list[Path]:
    """A file of several documents as one file each, since the checker reads only such."""
    parts = re.split(r"^---\n", file.read_text(), flags=re.MULTILINE)
    name = "-".join(file.parts[-3:])
    written = [folder / f"{index}-{name}" for index in range(len(parts))]
    for path, text in zip(written, parts, strict=True):
        path.write_text(text)
    return [path for path, text in zip(written, parts, strict=True) if "kind:" in text]


def valid(schema: Schema, text: str) -> bool:
    return Draft7Validator(schema).is_valid(yaml.safe_load(text))


def test_they_are_schemas_of_draft_7(schemas: Path) -> None:
    files = [schemas / "stack.json", schemas / "environment.json"]
    subprocess.run([CHECKER, "--check-metaschema", *files], check=True)
    for file in files:
        assert json.loads(file.read_text())["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_every_example_and_golden_file_is_valid(schemas: Path, tmp_path: Path) -> None:
    # The stack with composite types has a schema of its own: tests/composites/test_platform.py.
    examples = [file for file in ROOT.glob("stacks/*/stack.yaml") if file.parent.name != "platform"]
    stacks = [*examples, *ROOT.glob("tests/golden/*/spec.yaml")]
    files = [part for file in stacks for part in documents(file, tmp_path)]
    assert len(files) >= 10
    assert check(schemas / "stack.json", files) == {}
    environments = list(ROOT.glob("stacks/*/environments/*.yaml"))
    assert len(environments) >= 5
    assert check(schemas / "environment.json", environments) == {}


def shape_faults(name: str, text: str, folder: Path) -> list[str]:
    """What the loader says of the shape of a bad stack that is good YAML of one document."""
    findings = Findings()
    try:
        found = parse(Source(name, text), findings)
        findings.raise_if_any()
    except OrchestratorError:
        return []
    (folder / "stack.yaml").write_text(text)
    with pytest.raises(OrchestratorError) as caught:
        load(folder)
    said = [fault.summary for fault in caught.value.each() if SHAPE.search(fault.summary)]
    return said if len(found) == 1 and name not in MEANING else []


def test_every_fault_of_shape_is_found(schemas: Path, tmp_path: Path) -> None:
    (tmp_path / "stack" / "environments").mkdir(parents=True)
    (tmp_path / "stack/environments/dev.yaml").write_text(DEV)
    names: dict[str, str] = {}
    for number, (name, stack, _) in enumerate(CASES):
        text = (stack if "apiVersion" in stack else HEAD + stack).replace(MARKER, "")
        if said := shape_faults(name, text, tmp_path / "stack"):
            names[f"{number}.yaml"] = f"{name}: {said}"
            (tmp_path / f"{number}.yaml").write_text(text)
    assert len(names) >= 50
    found = check(schemas / "stack.json", sorted(tmp_path.glob("*.yaml")))
    assert [name for file, name in names.items() if file not in found] == []


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (ENVIRONMENT + PROVIDERS, True),
        (ENVIRONMENT, False),
        (ENVIRONMENT + "extends: base\n", True),
        (ENVIRONMENT + "extends: base\nproviders: {aws: {profile: shop}}\n", True),
        (ENVIRONMENT + "extends: base\nproviders: {aws: {profil: shop}}\n", False),
        (ENVIRONMENT + "abstract: true\n", True),
        (ENVIRONMENT + PROVIDERS + "patches: [{target: {}, merge: {}}]\n", False),
        (ENVIRONMENT + PROVIDERS + "patches: [{target: {resource: a}, merge: {labels: {a: b}}}]\n", True),
        (ENVIRONMENT + PROVIDERS + "patches: [{target: {resource: a}, merge: {label: {a: b}}}]\n", False),
        (ENVIRONMENT + PROVIDERS + "patches: [{target: {resource: a}, merge: {type: Network@v1}}]\n", False),
        (
            ENVIRONMENT + PROVIDERS + "patches: [{target: {type: Network}, merge: {spec: {size: large}}}]\n",
            False,
        ),
        (
            ENVIRONMENT
            + PROVIDERS
            + 'patches: [{target: {type: VirtualMachine@v1}, merge: {spec: {size: "${{ params.a }}"}}}]\n',
            True,
        ),
        (ENVIRONMENT + PROVIDERS + "params: {a: [1]}\n", False),
        (ENVIRONMENT + 'providers: {aws: {region: "${{ params.x }}", accountId: "${{ x }}"}}\n', False),
    ],
)
def test_environments(text: str, good: bool) -> None:
    assert valid(ENVIRONMENTS, text) is good
    # An environment may also stand in the stack's file.
    assert valid(STACKS, text) is good


def test_an_expression_may_stand_where_the_loader_takes_one() -> None:
    bucket = HEAD + "resources: {a: {type: ObjectBucket@v1, placement: {provider: aws}, spec: {%s}}}\n"
    for value in ("versioning", "encryption", "expireAfterDays"):
        assert valid(STACKS, bucket % (value + ': "${{ params.x }}"'))
        assert not valid(STACKS, bucket % (value + ": params.x"))


def test_every_key_has_a_schema_and_every_type_a_description() -> None:
    shared = stack_schema()["definitions"]
    for kind in RESOURCE_TYPES:
        assert shared[kind]["description"]
        assert {*KEYS} - {*shared[kind]["properties"]} <= {"spec"}
        assert shared[kind]["additionalProperties"] is False


def test_descriptions_come_from_the_models() -> None:
    shared = environment_schema()["definitions"]
    account = shared["file.AwsProvider"]["properties"]["accountId"]
    assert account["description"].startswith("Twelve digits.")
    disk = shared["VirtualMachineSpec"]["properties"]["diskGiB"]
    assert disk["default"] == 20
    assert "Network" in shared["VirtualMachineSpec"]["properties"]["network"]["description"]


def models(schema: Any) -> list[Any]:
    """Every mapping with keys of its own below a schema."""
    if isinstance(schema, list):
        return [found for item in schema for found in models(item)]
    if not isinstance(schema, dict):
        return []
    below = [found for item in schema.values() for found in models(item)]
    return [schema, *below] if "additionalProperties" in schema and "properties" in schema else below


def test_all_are_closed() -> None:
    found = models(stack_schema())
    assert len(found) > 50
    assert all(schema["additionalProperties"] is False for schema in found)


def test_printed_it_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--kind", "environment"]) == 0
    assert json.loads(capsys.readouterr().out) == environment_schema()
    assert main(["schema", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["schema"] == stack_schema()
