"""Where orchestrator keeps things on this machine, by the XDG rules."""

import os
from pathlib import Path


def state_folder(sandbox: bool) -> Path:
    """State, work folders, passphrases and the catalogue; the sandbox has its own."""
    if given := os.environ.get("ORCHESTRATOR_STATE_DIR"):
        root = Path(given)
    else:
        root = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "orchestrator"
    return root / "sandbox-state" if sandbox else root


def cache_folder() -> Path:
    """What can be made again: tools and plugin launchers."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "orchestrator"


def shipped(name: str) -> Path:
    """A folder that comes with orchestrator: beside the package in a wheel, in the tree of a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "shipped" / name
    return inside if inside.exists() else package.parents[1] / name
