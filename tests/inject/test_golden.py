"""The graph of each golden spec on each cloud after the injection, as text that a reviewer reads."""

from pathlib import Path

import pytest
from goldens import FOLDER, GOLDENS, SPECS, name_of

from orchestrator.adapters import translate
from orchestrator.graph import render
from orchestrator.inject import AgentFile, inject
from orchestrator.spec import load

# In the place of the real one, whose every change would change the goldens of all machines.
AGENT = AgentFile("# the agent\n", "0" * 64, "0")


@pytest.mark.parametrize(("spec", "cloud"), GOLDENS, ids=name_of)
def test_the_injected_graph_is_as_reviewed(spec: Path, cloud: str, request: pytest.FixtureRequest) -> None:
    stack = load(spec, cloud).stack
    text = render(inject(translate(stack), stack, AGENT))
    golden = FOLDER / "injected" / f"{spec.parent.name}-{cloud}.txt"
    if request.config.getoption("update_snapshots", default=False):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8"), f"{golden} differs: look at it, then run make golden"


def test_there_are_specs() -> None:
    assert len(SPECS) >= 16
