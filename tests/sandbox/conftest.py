"""A sandbox in a folder of its own, stopped after the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator import sandbox


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a sandbox that is not up yet."""
    folder = tmp_path / "sandbox"
    monkeypatch.setenv("ORCHESTRATOR_SANDBOX_DIR", str(folder))
    yield folder
    sandbox.down()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandbox.Connection]:
    """One sandbox that is up for all tests of a file that do not harm it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORCHESTRATOR_SANDBOX_DIR", str(tmp_path_factory.mktemp("sandbox")))
        connection = sandbox.up(lambda said: None)
        yield connection
        sandbox.down()
