"""The policies ask those types for their owner to which inject gives one: a new type stands in both lists."""

import re
from pathlib import Path

import pytest

from orchestrator.inject.tagging import CARRIERS

TEXT = (Path(__file__).parents[2] / "policies/baseline/lib/ownership.rego").read_text()


@pytest.mark.parametrize(
    ("name", "carrier"),
    [
        ("tagged", ("tags", "map")),
        ("described", ("metadata", "map")),
        ("listed", ("tags", "list")),
        ("launched", ("tags", "launched")),
    ],
)
def test_the_lists_are_the_same(name: str, carrier: tuple[str, str]) -> None:
    block = re.search(rf"^{name} := {{\n(.*?)^}}", TEXT, re.DOTALL | re.MULTILINE)
    assert block, f"ownership.rego has no {name}"
    asked = set(re.findall(r'"([^"]+)"', block[1]))
    tagged = {token for token, given in CARRIERS.items() if given == carrier}
    assert asked == tagged, "write what inject/tagging.py says also into policies/baseline/lib/ownership.rego"
