"""The example stacks: what they become is kept, so that a change of it is seen."""

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from orchestrator.composites import load
from orchestrator.errors import Where
from orchestrator.spec import environments

STACKS = Path(__file__).parents[2] / "stacks"
PAIRS = [(folder.name, name) for folder in sorted(STACKS.iterdir()) for name in environments(folder)]


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """One JSON file for each case."""
    return snapshot.use_extension(JSONSnapshotExtension)


def test_the_examples_are_these():
    assert PAIRS == [
        ("minimal", "dev"),
        ("noncompliant", "prod"),
        ("platform", "dev"),
        ("platform", "prod"),
        ("retail", "dev"),
        ("retail", "prod"),
    ]


@pytest.mark.parametrize(("stack", "environment"), PAIRS)
def test_document(golden, stack, environment):
    loaded = load(STACKS / stack, environment)
    outputs = {name: str(text) for name, text in loaded.stack.outputs.items()}
    files = [str(file.relative_to(STACKS)) for file in loaded.files]
    assert {**loaded.stack.document(), "outputs": outputs, "files": files} == golden


# In a composite type, keys and values stand under other names than in the stack.
@pytest.mark.parametrize(("stack", "environment"), [pair for pair in PAIRS if pair[0] != "platform"])
def test_every_value_that_was_written_has_its_place(stack, environment):
    loaded = load(STACKS / stack, environment)
    for path, where in loaded.positions.places.items():
        line = Path(where.file).read_text().splitlines()[where.line - 1]
        if path and isinstance(path[-1], str):
            assert line[where.column - 1 :].startswith(path[-1])
    for resource in loaded.stack.resources:
        assert loaded.positions.where(resource.path) == loaded.positions.places[resource.path]


def test_what_production_changes_points_into_its_file():
    loaded = load(STACKS / "retail", "prod")
    orders = ("resources", "orders")
    file = str(STACKS / "retail/environments/prod.yaml")
    assert loaded.positions.where((*orders, "spec", "highAvailability")) == Where(file, 15, 9)
    assert loaded.positions.where((*orders, "lifecycle", "protect")) == Where(file, 18, 19)
    assert loaded.positions.where((*orders, "spec", "engine")).file == str(STACKS / "retail/stack.yaml")


def test_no_example_holds_a_real_secret():
    for stack, environment in PAIRS:
        if stack != "noncompliant":
            text = json.dumps(load(STACKS / stack, environment).stack.document()).lower()
            # A source that is not used is no secret.
            assert "secret" not in text.replace('"secretref": null', "")
            assert "password=" not in text
