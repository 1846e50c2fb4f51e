"""The passphrase that encrypts secrets in state: from the environment, the keyring, or a private file."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from orchestrator.errors import EngineError

SERVICE = "orchestrator"


def passphrase_environment(project: str, root: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The Pulumi variables that name the passphrase; makes one at the first use. Raises EngineError."""
    for name in ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"):
        if name in environment:
            return {name: environment[name]}
    file = root / "passphrases" / project
    if file.exists():
        return {"PULUMI_CONFIG_PASSPHRASE_FILE": str(_guarded(file))}
    marker = file.with_suffix(".keyring")
    if (known := _from_keyring(project)) is not None:
        return {"PULUMI_CONFIG_PASSPHRASE": known}
    if marker.exists():
        raise EngineError(
            "the passphrase is in the desktop's keyring, which cannot be reached from here",
            f"stack {project}",
            "unlock the keyring, or set PULUMI_CONFIG_PASSPHRASE",
        )
    fresh = secrets.token_urlsafe(32)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if _to_keyring(project, fresh):
        # A later run without the keyring must not make a second passphrase.
        marker.touch(mode=0o600)
        return {"PULUMI_CONFIG_PASSPHRASE": fresh}
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(fresh)
    return {"PULUMI_CONFIG_PASSPHRASE_FILE": str(file)}


def _guarded(file: Path) -> Path:
    """The file, when nobody else may read it."""
    if file.stat().st_mode & 0o077:
        raise EngineError(
            "the passphrase file can be read by others",
            str(file),
            f"run: chmod 600 {file}, then change the passphrase",
        )
    return file


def _from_keyring(project: str) -> str | None:
    if not _desktop_session():
        return None
    import keyring

    try:
        return keyring.get_password(SERVICE, project)
    except keyring.errors.KeyringError:
        return None


def _to_keyring(project: str, passphrase: str) -> bool:
    if not _desktop_session():
        return False
    import keyring

    try:
        keyring.set_password(SERVICE, project, passphrase)
    except keyring.errors.KeyringError:
        return False
    return keyring.get_password(SERVICE, project) == passphrase


def _desktop_session() -> bool:
    """Whether a keyring service can be there at all: importing keyring costs 0.2 s, and servers have none."""
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS")) or os.uname().sysname == "Darwin"
