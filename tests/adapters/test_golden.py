"""The graph of each golden spec on each cloud, as text that a reviewer reads; `make golden` rewrites it."""

from pathlib import Path

import pytest
from goldens import GOLDENS, KINDS, SPECS, name_of

from orchestrator.adapters import translate
from orchestrator.graph import render
from orchestrator.spec import load


@pytest.mark.parametrize(("spec", "cloud"), GOLDENS, ids=name_of)
def test_the_graph_is_as_reviewed(spec: Path, cloud: str, request: pytest.FixtureRequest) -> None:
    text = render(translate(load(spec, cloud).stack))
    golden = spec.with_name(f"{cloud}.txt")
    if request.config.getoption("--snapshot-update", default=False):
        golden.write_text(text)
    assert text == golden.read_text(), f"{golden} differs: look at the change, then run make golden"


def test_there_is_a_golden_for_each_type() -> None:
    assert [spec.parent.name for spec in SPECS] == sorted(KINDS)
