"""What a graph value came to be, once the resources exist."""

from collections.abc import Callable
from typing import Any

from orchestrator.graph import Concat, Output, Value

Look = Callable[[Output], Any]


def shown(value: Value, look: Look) -> str:
    """The text of a value; empty when the cloud has not told it."""
    match value:
        case Output():
            found = look(value)
            return "" if found is None else str(found)
        case Concat(parts):
            return "".join(shown(part, look) for part in parts)
        case str() | int() | float():
            return str(value)
        case _:
            return ""
