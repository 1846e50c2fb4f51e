"""The normal form: the same for every spelling of a stack, another one for another stack."""

import json
from pathlib import Path

import pytest
import yaml

from orchestrator.cli.main import main
from orchestrator.editors import digest, dumped, normalised
from orchestrator.spec import load

STACKS = Path(__file__).parents[2] / "stacks"
LONG = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: shop}
params:
  versioned: {type: boolean, default: true}
resources:
  files:
    type: ObjectBucket@v1
    placement: {provider: aws, region: eu-central-1}
    spec: {versioning: "${{ params.versioned }}", minimumTls: "1.2"}
  archive: {type: ObjectBucket@v1, placement: {provider: aws}}
"""
SHORT = """\
kind: Stack
apiVersion: "orchestrator.dev/v1"
metadata:
  name: shop
resources:   # in another order
  archive: {placement: {provider: aws}, type: ObjectBucket@v1}
  files: {type: ObjectBucket@v1, placement: {provider: aws}}
"""
DEV = """\
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev}
providers: {aws: {region: eu-central-1}}
"""


def found(folder: Path, text: str) -> str:
    file = folder / "stack.yaml"
    file.write_text(text + DEV)
    return digest(normalised(load(file).stack))


def test_every_spelling_has_the_same_digest(tmp_path: Path) -> None:
    assert found(tmp_path, LONG) == found(tmp_path, SHORT)
    assert found(tmp_path, LONG) != found(tmp_path, LONG.replace("default: true", "default: false"))


@pytest.mark.parametrize("stack", ["minimal", "retail"])
def test_it_can_be_read_again(stack: str) -> None:
    model = normalised(load(STACKS / stack, "dev").stack)
    assert yaml.safe_load(dumped(model)) == model


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(STACKS / "retail"), "--env", "prod", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["model"]["resources"]["orders"]["spec"]["highAvailability"] == "zone"
    assert document["digest"] == digest(document["model"])
    assert main(["render", str(STACKS / "retail"), "--env", "prod", "-o", "graph"]) == 0
    assert "aws:rds/instance:Instance" in capsys.readouterr().out
