"""The shape of what rules see, as JSON Schema, for `opa check --schema FOLDER`.

`python -m orchestrator.policy.schema FOLDER` writes it. It finds a mistyped field in rules that name it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from orchestrator.model.resources import AnyResource
from orchestrator.policy.question import Asked

POINTS: tuple[Asked, ...] = ("spec", "graph")
_TEXT = {"type": "string"}
_TEXTS = {"type": "object", "additionalProperties": _TEXT}
_ANYTHING = {"type": "object", "additionalProperties": True}
# Words about a field, and rules that OPA's checker does not know.
_LEFT_OUT = {"title", "description", "default", "pattern", "format", "discriminator"}


def schema(point: Asked) -> dict[str, Any]:
    """What a rule of that point finds in `input`, for both scopes."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": ["stack", "environment"],
        "properties": {
            "stack": _object(name=_TEXT, labels=_TEXTS),
            "environment": _object(name=_TEXT, labels=_TEXTS, regions=_ANYTHING),
            "parameters": _ANYTHING,
            **(_spec() if point == "spec" else _graph()),
        },
    }


def _spec() -> dict[str, Any]:
    described = TypeAdapter(AnyResource).json_schema(mode="serialization", by_alias=True)
    resource = _inlined(
        {key: value for key, value in described.items() if key != "$defs"}, described["$defs"]
    )
    return {"resource": resource, "resources": _list(resource)}


def _graph() -> dict[str, Any]:
    place = {"cloud": _TEXT, "region": _TEXT, "resource": _TEXT}
    flag = {"type": "boolean"}
    node = _object(**place, name=_TEXT, type=_TEXT, protect=flag, needs=_list(_TEXT), properties=_ANYTHING)
    lists = {key: _list(_ANYTHING) for key in ("slots", "checks", "monitors")}
    group = _object(**place, kind=_TEXT, outputs=_ANYTHING, **lists)
    return {"node": node, "nodes": _list(node), "groups": _list(group), "outputs": _ANYTHING}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _inlined(part: Any, shared: dict[str, Any]) -> Any:
    """The schema without references, which OPA's checker would look for in the network."""
    if isinstance(part, list):
        return [_inlined(item, shared) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _inlined(shared[part["$ref"].rpartition("/")[2]], shared)
    return {key: _inlined(value, shared) for key, value in part.items() if _kept(key, value)}


def _kept(key: str, value: Any) -> bool:
    """Whether a key says something about the shape; a field that is called "title" does."""
    return key not in _LEFT_OUT or (isinstance(value, dict) and key != "discriminator")


def text(point: Asked) -> str:
    """The file of one point."""
    return json.dumps(schema(point), indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Write one file for each point into a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for point in POINTS:
        (folder / f"{point}.json").write_text(text(point), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
