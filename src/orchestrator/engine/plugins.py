"""Puts the built-in provider plugins into a PULUMI_HOME of their own: they never shadow official ones."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

VERSIONS = {"aws": "7.51.1", "azure-native": "3.29.0", "openstack": "5.5.3", "random": "4.21.4"}
"""The official SDK versions whose types and properties the built-in plugins speak."""
MODULES = {
    "aws": "orchestrator.providers.aws",
    "azure-native": "orchestrator.providers.azure",
    "openstack": "orchestrator.providers.openstack",
    "random": "orchestrator.providers.random",
}


def builtin_home(cache: Path) -> Path:
    """A PULUMI_HOME whose plugins run with this very Python; written once for each installation."""
    key = hashlib.sha256(f"{sys.executable}\0{Path(__file__).parent}".encode()).hexdigest()[:12]
    home = cache / "pulumi-home" / key
    for package, version in VERSIONS.items():
        folder = home / "plugins" / f"resource-{package}-v{version}"
        _write_once(folder / f"pulumi-resource-{package}", _launcher(MODULES[package]))
    return home


def _launcher(module: str) -> str:
    # -P keeps the working folder off the path: a file named like a library must not change the plugin.
    return f'#!/bin/sh\nexec "{sys.executable}" -P -m {module} "$@"\n'


def _write_once(file: Path, text: str) -> None:
    if file.exists() and file.read_text() == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "w") as draft:
        draft.write(text)
    Path(name).chmod(0o755)
    Path(name).replace(file)
