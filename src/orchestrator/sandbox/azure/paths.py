"""Reading and changing nested JSON by dotted path, whatever the case of its keys."""

import copy
from typing import Any


def get(body: Any, path: str) -> Any:
    """The value at a path, or None."""
    for step in path.split("."):
        if not isinstance(body, dict):
            return None
        body = next((value for key, value in body.items() if key.lower() == step.lower()), None)
    return body


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set a value, making the objects on the way."""
    *steps, last = path.split(".")
    for step in steps:
        body = body.setdefault(step, {})
    body[last] = value


def fill(body: dict[str, Any], defaults: dict[str, Any]) -> None:
    """Add what is missing, at every depth."""
    for key, value in defaults.items():
        if isinstance(value, dict):
            # An object that the request set to null counts as missing.
            inner = body.get(key)
            if inner is None:
                inner = body[key] = {}
            fill(inner, value)
        elif body.get(key) is None:
            body[key] = value


def without(body: dict[str, Any], secret: tuple[str, ...]) -> dict[str, Any]:
    """A copy without the values at some paths."""
    result: dict[str, Any] = copy.deepcopy(body)
    for path in secret:
        parent, _, last = path.rpartition(".")
        holder = get(result, parent)
        if isinstance(holder, dict):
            holder.pop(last, None)
    return result


def merge(body: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """The body after a JSON merge patch (RFC 7396), except that tags are replaced as a whole."""
    merged: dict[str, Any] = copy.deepcopy(body)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(merged.get(key), dict) and key != "tags":
            merged[key] = merge(merged[key], value)
        else:
            merged[key] = value
    return merged
