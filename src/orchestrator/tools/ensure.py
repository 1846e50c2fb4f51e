"""Gets a tool by the first way that works: PATH, our cache, an official release, a build from source."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from orchestrator.errors import ToolError
from orchestrator.tools.build import build
from orchestrator.tools.found import kept, on_path, version_of
from orchestrator.tools.lock import locked
from orchestrator.tools.release import download
from orchestrator.tools.tool import TOOLS, Missed, Name, Places, Progress, Tool

# A way to make a tool: writes the program to the given path, or raises Missed.
Way = Callable[[Tool, Places, Path, Progress], None]
WAYS: tuple[tuple[str, Way], ...] = (("official release", download), ("build from source", build))


def ensure(name: Name, progress: Progress, places: Places | None = None) -> Path:
    """The path of a supported version of this tool, which is fetched or built if need be."""
    tool = TOOLS[name]
    places = places or Places.of_user()
    missed: list[str] = []
    if (path := _present(tool, places, missed)) is not None:
        return path
    try:
        with locked(
            places.cache / "tools" / tool.name, lambda: progress(f"waiting: another run gets {tool}")
        ):
            return kept(tool, places) or _make(tool, places, progress, missed)
    except OSError as error:
        raise ToolError(
            f"{tool} cannot be kept in {places.cache}: {error.strerror or error}",
            hint="give XDG_CACHE_HOME a folder that can be written to and has 4 GB free",
        ) from error


def _present(tool: Tool, places: Places, missed: list[str]) -> Path | None:
    try:
        if tool.tells_version:
            return on_path(tool, places)
        missed.append("PATH: a copy there does not tell its version")
    except Missed as reason:
        missed.append(f"PATH: {reason}")
    return kept(tool, places)


def _make(tool: Tool, places: Places, progress: Progress, missed: list[str]) -> Path:
    target = places.kept(tool)
    target.parent.mkdir(parents=True, exist_ok=True)
    for left_over in target.parent.glob(".partial-*"):  # of a run that was killed: we hold the lock
        shutil.rmtree(left_over, ignore_errors=True)
    missed.append(f"cache: {target} is not there")
    for name, way in WAYS:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".partial-") as scratch:
            partial = Path(scratch) / tool.name
            try:
                way(tool, places, partial, progress)
                _check(tool, partial)
            except Missed as reason:
                missed.append(f"{name}: {reason}")
                progress(f"{tool}: no {name} ({reason})")
                continue
            partial.replace(target)  # in one step: a reader sees the whole program or none
            return target
    raise ToolError(
        "\n  - ".join([f"{tool} can be neither found, fetched nor built:", *missed]),
        hint=f"install {tool.name} ({tool.supported}) yourself and put it on PATH, then run again",
    )


def _check(tool: Tool, program: Path) -> None:
    program.chmod(0o755)
    if tool.tells_version and ".".join(str(part) for part in version_of(program)) != tool.version:
        raise Missed(f"what came is not version {tool.version}")
