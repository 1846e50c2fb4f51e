"""Secrets of this machine: files of a folder, and variables."""

from collections.abc import Mapping
from pathlib import Path

from orchestrator.errors import SecretError
from orchestrator.model.environment import EnvironmentStore, FileStore


def from_file(store: FileStore, key: str, reference: str) -> str:
    """The file's text without a last line end; raises SecretError."""
    folder = Path(store.folder).expanduser().resolve()
    file = (folder / key).resolve()
    if not file.is_relative_to(folder):
        raise SecretError("the file is outside of the store's folder", reference)
    try:
        return file.read_text().removesuffix("\n")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is not UTF-8 text"
        raise SecretError(f"the file cannot be read: {reason}", reference, str(folder)) from None


def from_variable(store: EnvironmentStore, key: str, reference: str, variables: Mapping[str, str]) -> str:
    """The variable's value; raises SecretError."""
    name = f"{store.prefix}{key}"
    if not (value := variables.get(name)):
        raise SecretError(f"the environment variable {name} is not set", reference, f"export {name}=…")
    return value
