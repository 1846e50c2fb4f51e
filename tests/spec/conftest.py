"""Small stacks written to a folder, and the faults that loading them gives."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestrator.errors import OrchestratorError, Where
from orchestrator.spec import Loaded, load

MARKER = "§"
"""Stands in a test's YAML just before the place that a fault must name."""

ENVIRONMENT = """\
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev, labels: {stage: dev}}
providers:
  aws: {region: eu-central-1}
  openstack: {region: RegionOne, cloud: private}
"""
HEAD = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: shop, labels: {owner: alice}}
"""


@dataclass(frozen=True)
class Files:
    """Writes stacks with marked faults, and checks that exactly those are found."""

    folder: Path

    def write(self, stack: str, environment: str = ENVIRONMENT, name: str = "dev") -> Path:
        """Write one stack and one environment; a stack without apiVersion gets a good head."""
        if "apiVersion" not in stack:
            stack = HEAD + stack
        (self.folder / "environments").mkdir(exist_ok=True)
        (self.folder / "stack.yaml").write_text(stack.replace(MARKER, ""))
        (self.folder / f"environments/{name}.yaml").write_text(environment.replace(MARKER, ""))
        return self.folder

    def load(self, stack: str, environment: str = ENVIRONMENT) -> Loaded:
        """Load a stack that is good."""
        return load(self.write(stack, environment), "dev")

    def faults(self, stack: str, environment: str = ENVIRONMENT) -> list[OrchestratorError]:
        """Every fault of a stack that is bad, its places checked against the markers."""
        if "apiVersion" not in stack:
            stack = HEAD + stack
        expected = _marked("stack.yaml", stack) + _marked("dev.yaml", environment)
        with pytest.raises(OrchestratorError) as caught:
            load(self.write(stack, environment), "dev")
        found = list(caught.value.each())
        wheres = [error.where for error in found if isinstance(error.where, Where)]
        places = [Where(Path(where.file).name, where.line, where.column) for where in wheres]
        assert sorted(places) == sorted(expected), [str(e) for e in found]
        return found


def _marked(file: str, text: str) -> list[Where]:
    places = []
    for number, line in enumerate(text.splitlines(), 1):
        before = ""
        for part in line.split(MARKER)[:-1]:
            before += part
            places.append(Where(file, number, len(before) + 1))
    return places


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A folder for one stack."""
    return Files(tmp_path)
