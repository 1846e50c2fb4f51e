"""A type as a page for those who use it, in Markdown."""

import json
from collections.abc import Iterator, Mapping

from orchestrator.composites.document import Version
from orchestrator.composites.read import CompositeType
from orchestrator.composites.schema import Schema
from orchestrator.spec.nodes import MappingNode


def docs(found: CompositeType) -> str:
    """The page of one type."""
    spec = found.document.spec
    lines = [f"# {found.name}", "", f"Revision {spec.revision}."]
    if owner := found.document.metadata.annotations.get("owner"):
        lines[-1] += f" Owner: {owner}."
    for version in sorted(spec.versions, key=lambda one: one.name != found.hub.name):
        lines += ["", *_version(found.name, version)]
    resources = found.at("spec", "template", "resources")
    if spec.template is not None and isinstance(resources, MappingNode):
        lines += ["", "## What it becomes", "", "| resource | type |", "|---|---|"]
        for name, entry in resources.entries.items():
            kind = entry.value.text("type") if isinstance(entry.value, MappingNode) else ""
            lines.append(f"| `INSTANCE-{name}` | {kind} |")
    return "\n".join(lines) + "\n"


def _version(name: str, version: Version) -> Iterator[str]:
    yield f"## {name}@{version.name}"
    if old := version.deprecated:
        until = f", gone after {old.remove_after}" if old.remove_after else ""
        yield from ("", f"**Deprecated** since {old.since}{until}. {old.message}".rstrip())
    yield from ("", "| key of spec | values | default | |", "|---|---|---|---|")
    yield from _rows(version.schema_.properties, version.schema_.required, "")
    if version.schema_.rules:
        yield ""
        for rule in version.schema_.rules:
            yield f"* {rule.message}: `{rule.rule}`"
    if version.outputs:
        yield from ("", "| output | |", "|---|---|")
        for key, output in version.outputs.items():
            yield f"| `{key}` | {_cell(output.description)} |"


def _rows(properties: Mapping[str, Schema], required: tuple[str, ...], above: str) -> Iterator[str]:
    for key, schema in properties.items():
        default = "required" if key in required else ""
        if schema.default is not None:
            default = f"`{json.dumps(schema.default, ensure_ascii=False)}`"
        said = " ".join(text for text in (schema.description, schema.docs) if text)
        yield f"| `{above}{key}` | {_cell(_values(schema))} | {default} | {_cell(said)} |"
        yield from _rows(schema.properties, schema.required, f"{above}{key}.")
        if schema.items is not None:
            yield from _rows(schema.items.properties, schema.items.required, f"{above}{key}[].")


def _values(schema: Schema) -> str:
    if schema.enum is not None:
        return ", ".join(f"`{word}`" for word in schema.enum)
    kind = f"a list of {schema.items.type}" if schema.items is not None else schema.type
    limits = {
        "at least": schema.minimum,
        "at most": schema.maximum,
        "like": f"`{schema.pattern}`" if schema.pattern else None,
        "a": schema.format,
    }
    words = [f"{word} {value}" for word, value in limits.items() if value is not None]
    return ", ".join([kind, *words])


def _cell(text: str) -> str:
    """Text that does not end its cell."""
    return text.replace("|", "\\|").replace("\n", " ")
