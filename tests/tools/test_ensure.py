"""The order of the ways to a tool, and what is said when none works."""

import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestrator.errors import ToolError
from orchestrator.tools import OPA, PULUMI, TOOLS, Places, ensure
from orchestrator.tools.found import version_of
from orchestrator.tools.release import asset_of

Make = Callable[[Path, str], Path]
NOWHERE = "http://127.0.0.1:1"


def quiet(said: str) -> None:
    """Progress that nobody needs."""


def publish(releases: Any, content: bytes) -> None:
    asset = asset_of("opa", OPA.version, platform.system().lower(), platform.machine().lower())
    releases.publish(asset.folder, asset.file, content, asset.checksums)


def test_path_comes_first(tmp_path: Path, make_program: Make) -> None:
    places = Places(str(tmp_path / "bin"), tmp_path / "cache", NOWHERE)
    make_program(places.kept(OPA), OPA.version)
    on_path = make_program(tmp_path / "bin" / "opa", "1.4.0")
    assert ensure("opa", quiet, places) == on_path


@pytest.mark.parametrize("version", ["0.70.0", "2.0.0", "not known"])
def test_unsupported_on_path_is_passed_over(tmp_path: Path, make_program: Make, version: str) -> None:
    places = Places(str(tmp_path / "bin"), tmp_path / "cache", NOWHERE)
    make_program(tmp_path / "bin" / "opa", version)
    kept = make_program(places.kept(OPA), OPA.version)
    assert ensure("opa", quiet, places) == kept


@pytest.mark.parametrize(("version", "taken"), [("3.244.9", False), ("3.245.0", True), ("4.0.0", False)])
def test_borders_of_the_supported_range(
    tmp_path: Path, make_program: Make, version: str, taken: bool
) -> None:
    places = Places(str(tmp_path / "bin"), tmp_path / "cache", NOWHERE)
    on_path = make_program(tmp_path / "bin" / "pulumi", version)
    kept = make_program(places.kept(PULUMI), PULUMI.version)
    assert ensure("pulumi", quiet, places) == (on_path if taken else kept)


def test_kept_program_is_not_run(tmp_path: Path, make_program: Make) -> None:
    places = Places("", tmp_path / "orchestrator", NOWHERE)
    kept = make_program(places.kept(OPA), OPA.version)
    kept.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    assert ensure("opa", quiet, places) == kept
    assert version_of(kept) == (1, 22, 2)
    assert not (tmp_path / "ran").exists()


def test_release_is_kept_for_the_next_time(
    tmp_path: Path, releases: Any, program_text: Callable[[str], bytes]
) -> None:
    publish(releases, program_text(OPA.version))
    places = Places("", tmp_path, releases.url)
    left_over = places.kept(OPA).parent / ".partial-killed"
    left_over.mkdir(parents=True)
    path = ensure("opa", quiet, places)
    assert path == places.kept(OPA)
    assert subprocess.run([path, "version"], capture_output=True, text=True).stdout == "Version: 1.22.2\n"
    releases.files.clear()
    assert ensure("opa", quiet, places) == path
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["opa"]


def test_two_at_once_get_it_once(tmp_path: Path, releases: Any, program_text: Callable[[str], bytes]) -> None:
    publish(releases, program_text(OPA.version))
    releases.delay = 0.2
    places = Places("", tmp_path, releases.url)
    said: list[str] = []
    runs = [threading.Thread(target=ensure, args=("opa", said.append, places)) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert max(releases.asked.values()) == 1
    assert said.count("waiting: another run gets opa 1.22.2") == 2


def test_all_ways_fail(tmp_path: Path, releases: Any, make_program: Make, program_text: Any) -> None:
    """A release of another version, and a Go that cannot build."""
    publish(releases, program_text("1.0.0"))
    make_program(tmp_path / "bin" / "opa", "0.9.0")
    (tmp_path / "bin" / "go").write_text(
        '#!/bin/sh\n[ "$1" = version ] && echo "go version go1.99.0 x/y" && exit 0\necho no network; exit 3\n'
    )
    (tmp_path / "bin" / "go").chmod(0o755)
    places = Places(str(tmp_path / "bin"), tmp_path / "cache", releases.url)
    with pytest.raises(ToolError) as caught:
        ensure("opa", quiet, places)
    for reason in (
        "PATH: " + str(tmp_path / "bin" / "opa") + " is version 0.9.0, supported is >= 1.0.0, < 2.0.0",
        f"cache: {places.kept(OPA)} is not there",
        "official release: what came is not version 1.22.2",
        "build from source: go build ended with 3",
        "no network",
    ):
        assert reason in caught.value.summary
    assert "put it on PATH" in caught.value.hint
    assert not places.kept(OPA).exists()


def test_cache_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ToolError, match="XDG_CACHE_HOME"):
        ensure("opa", quiet, Places("", tmp_path / "file" / "cache", NOWHERE))


def test_second_run_is_quick(tmp_path: Path, make_program: Make) -> None:
    """As a user runs it: a process of its own."""
    places = Places("", tmp_path / "orchestrator", NOWHERE)
    for tool in TOOLS.values():
        make_program(places.kept(tool), tool.version)
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PATH": "/nowhere"}
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator.tools"], env=environment, capture_output=True, text=True
    )
    assert time.monotonic() - start < 1.0
    assert done.stdout.splitlines() == [f"pulumi: {places.kept(PULUMI)}", f"opa: {places.kept(OPA)}"]
    assert (done.stderr, done.returncode) == ("", 0)


def test_relative_cache_folder_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert Places.of_user().cache == Path.home() / ".cache" / "orchestrator"
