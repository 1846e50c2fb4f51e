"""Every example in the documents of the spec language loads, and every key is documented."""

import re
from pathlib import Path

import pytest

from orchestrator.errors import OrchestratorError
from orchestrator.model.environment import AwsProvider, AzureProvider, OpenstackProvider, Policies, State
from orchestrator.model.references import models_in
from orchestrator.model.resources import RESOURCE_TYPES, Health, Lifecycle, Monitoring, Placement, Register
from orchestrator.spec import load
from orchestrator.spec.expand import KEYS
from orchestrator.spec.headers import EnvironmentFile, Param, PatchTarget, StackFile
from orchestrator.spec.schema import keys

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs/spec.md").read_text()
HOW_TO = (ROOT / "docs/how-to/write-a-stack.md").read_text()
FENCE = re.compile(r"^```yaml( error)?\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)
HEAD = "apiVersion: orchestrator.dev/v1\nkind: Stack\nmetadata: {name: example}\n"
ENVIRONMENT = """\
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev}
providers:
  aws: {region: eu-central-1}
  azure: {region: westeurope, subscriptionId: 00000000-0000-0000-0000-000000000000}
  openstack: {region: RegionOne, cloud: private}
"""
MACHINE = (
    HEAD
    + """\
params: {replicas: {type: integer}}
resources:
  net: {type: Network@v1, placement: {provider: aws}, spec: {cidr: 10.0.0.0/16}}
  web:
    type: VirtualMachine@v1
    placement: {provider: aws}
    spec: {size: small, image: {os: debian, version: "12"}, network: net}
"""
)
BLOCKS = [match.groups() for match in FENCE.finditer(REFERENCE)]


def write(folder: Path, stack: str, **environments: str) -> Path:
    """A stack folder."""
    (folder / "environments").mkdir()
    (folder / "stack.yaml").write_text(stack)
    for name, text in environments.items():
        (folder / f"environments/{name}.yaml").write_text(text)
    return folder


def test_there_are_examples():
    assert len(BLOCKS) >= 7


@pytest.mark.parametrize(("error", "block", "output"), BLOCKS)
def test_the_reference_s_examples_load(tmp_path, error, block, output):
    if error:
        folder = write(tmp_path, HEAD + block, dev=ENVIRONMENT)
        with pytest.raises(OrchestratorError) as caught:
            load(folder)
        assert str(caught.value).replace(f"{folder}/", "") == output.strip()
    elif "kind: Stack" in block and "kind: Environment" in block:
        assert load(write(tmp_path, block)).stack.resources
    elif "kind: Environment" in block:
        assert load(write(tmp_path, MACHINE, prod=block)).stack.environment.name == "prod"
    else:
        assert load(write(tmp_path, HEAD + block, dev=ENVIRONMENT)).stack.resources


def test_the_how_to_s_steps_load(tmp_path):
    first, dev, second, prod = [match.group(2) for match in FENCE.finditer(HOW_TO)]
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    no_params = re.sub(r"^params: .*\n", "", dev, flags=re.MULTILINE)
    assert len(load(write(tmp_path / "first", first, dev=no_params)).stack.resources) == 1
    folder = write(tmp_path / "second", second, dev=dev, prod=prod)
    assert len(load(folder, "dev").stack.resources) == 3
    assert len(load(folder, "prod").stack.resources) == 5


def test_every_key_and_output_is_documented():
    wanted = {*KEYS}
    for model in (StackFile, EnvironmentFile, Param, PatchTarget, State, Policies):
        wanted.update(keys(model))
    for model in (AwsProvider, AzureProvider, OpenstackProvider):
        wanted.update(keys(model))
    for name, model in RESOURCE_TYPES.items():
        wanted.add(name)
        wanted.update(model.OUTPUTS)
        wanted.update(nested_keys(model.model_fields["spec"].annotation))
    for model in (Placement, Lifecycle, Health, Monitoring, Register):
        wanted.update(nested_keys(model))
    words = set(re.findall(r"[A-Za-z][A-Za-z0-9@]*", REFERENCE))
    assert wanted - words == set()


def nested_keys(annotation):
    """All keys below an annotation."""
    for model in models_in(annotation):
        for name, field in model.model_fields.items():
            yield field.alias or name
            yield from nested_keys(field.annotation)
