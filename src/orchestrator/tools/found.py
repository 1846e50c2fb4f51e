"""Looks for a tool that is there already: on PATH, or in our own cache."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from orchestrator.tools.tool import Missed, Places, Tool, Version

PROBE_SECONDS = 20


def kept(tool: Tool, places: Places) -> Path | None:
    path = places.kept(tool)
    return path if os.access(path, os.X_OK) and path.is_file() else None


def on_path(tool: Tool, places: Places) -> Path:
    """The program on PATH, if its version is one that we support."""
    found = shutil.which(tool.name, path=places.path)
    if found is None:
        raise Missed(f"no {tool.name} there")
    version = version_of(Path(found))
    if not tool.oldest <= version < tool.below:
        said = ".".join(str(part) for part in version)
        raise Missed(f"{found} is version {said}, supported is {tool.supported}")
    return Path(found)


def version_of(program: Path) -> Version:
    """The version of this program; one that we keep is not run, since its path tells."""
    if program.parts[-5:-3] == ("orchestrator", "tools") and program.parts[-3] == program.name:
        return _first_in(program.parent.name) or _asked(program)
    return _asked(program)


def _asked(program: Path) -> Version:
    """What `program version` says, asked without letting it look for updates."""
    try:
        said = subprocess.run(
            [program, "version"],
            capture_output=True,
            text=True,
            timeout=PROBE_SECONDS,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missed(f"{program} does not run: {error}") from error
    version = _first_in(said.stdout)
    if said.returncode or version is None:
        raise Missed(f"{program} does not tell its version")
    return version


def _first_in(text: str) -> Version | None:
    match = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None
