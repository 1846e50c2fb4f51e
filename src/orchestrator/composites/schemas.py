"""The types that a stack can use as JSON Schemas of their specs, for editors."""

from pathlib import Path
from typing import Any

from orchestrator.composites.document import Version
from orchestrator.composites.locking import shelf
from orchestrator.composites.schema import Schema, SpecSchema


def schemas(stack: Path) -> dict[str, dict[str, Any]]:
    """For each version of each type, as a stack names it, the JSON Schema of its spec; raises SpecError."""
    found: dict[str, dict[str, Any]] = {}
    for revisions in shelf(stack, fresh=False).library.types.values():
        for version in revisions[0].document.spec.versions:
            found[f"{revisions[0].name}@{version.name}"] = of_version(version)
    return found


def of_version(version: Version) -> dict[str, Any]:
    """The JSON Schema of one version's spec; its rules are for the loader."""
    return _json(version.schema_)


def _json(schema: Schema | SpecSchema) -> dict[str, Any]:
    own = schema.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"rules"})
    own["type"] = schema.type
    if schema.type == "object":
        own["properties"] = {name: _json(below) for name, below in schema.properties.items()}
        own["additionalProperties"] = False
    if isinstance(schema, Schema) and schema.items is not None:
        own["items"] = _json(schema.items)
    # Editors show the description only.
    if docs := own.pop("x-docs", ""):
        own["description"] = f"{own.get('description', '')} {docs}".strip()
    return own
