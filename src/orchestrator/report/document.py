"""Any outcome as JSON-shaped data; each document names its own version."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from orchestrator.errors import OrchestratorError, Where

VERSION = 1


def document(kind: str, **parts: object) -> dict[str, Any]:
    """A document of that kind: {"kind": …, "version": 1, …parts}."""
    return {"kind": kind, "version": VERSION, **{_camel(name): _plain(part) for name, part in parts.items()}}


def _plain(value: object) -> Any:
    match value:
        case Where():
            place = {"file": value.file, "line": value.line, "column": value.column}
            return {**place, "for": _plain(value.via)} if value.via else place
        case OrchestratorError():
            where = _plain(value.where) if isinstance(value.where, Where) else value.where
            kind = type(value).__name__
            return {"error": kind, "summary": value.summary, "where": where, "hint": value.hint}
        case Enum():
            return value.value
        case Path():
            return str(value)
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case None | bool() | int() | float() | str():
            return value
    if is_dataclass(value):
        return {_camel(f.name): _plain(getattr(value, f.name)) for f in fields(value)}
    return str(value)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)
