"""Writes the tables from the azure-mgmt models: `python -m orchestrator.providers.azure.generate [--check]`.

A build tool, run by whoever raises a version: importing those models takes seconds and 300 MB, so the
provider itself reads only the tables. It shares the emulator's view of the models, which
knows both their generations.
"""

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from orchestrator.providers.azure import overrides
from orchestrator.providers.azure.sources import SOURCES, Source
from orchestrator.sandbox.azure.models import Field, Kind, ListOf, MapOf, ModelOf, fields, load, variants

TABLES = Path(__file__).parent / "tables"
REFERENCE = "Reference"
OUTSIDE = ("id", "name", "type", "etag", "systemData")
"""Properties of every resource that are told by the cloud, or are in its path."""

Entry = dict[str, Any]
Rule = TypeVar("Rule")


def table_path(source: Source) -> Path:
    """Where the table of a type lies."""
    _, module, name = source.token.split(":")
    return TABLES / f"{module}.{name}.json"


def table(source: Source) -> Entry:
    """The table of one type, as data."""
    writer = _Shapes(source)
    parameters = re.findall(r"\{(\w+)\}", source.path)[1:]
    properties: Entry = {name: {"in": "{path}", "is": "string"} for name in parameters}
    for name in parameters[:-1]:
        properties[name]["required"] = True
    properties |= writer.properties(load(source.model), "", OUTSIDE + source.without)
    for name, entry in writer.outputs(source).items():
        properties.setdefault(name, entry)
    whole: Entry = {
        "token": source.token,
        "apiVersion": source.api_version,
        "path": source.path,
        "name": parameters[-1],
        "maxName": source.max_name,
        "nameStyle": source.name_style,
        "region": source.region,
    }
    if source.fixed_name:
        whole["fixedName"] = source.fixed_name
    if source.builtin is not None:
        whole["builtin"] = source.builtin
    return {**whole, "properties": properties, "shapes": dict(sorted(writer.shapes.items()))}


@dataclass
class _Shapes:
    """Turns models into entries, and collects the nested objects on the way."""

    source: Source
    shapes: dict[str, Entry] = field(default_factory=dict)

    def properties(self, model: type, at: str, without: tuple[str, ...] = ()) -> Entry:
        """The entries of a model; `at` is its dotted place within the resource, for the rules by hand."""
        found: Entry = {}
        for item in self._fields(model):
            if item.name in without or item.name in _ruled(overrides.OMITTED, model, ()):
                continue
            if item.name in overrides.MOVED.get(model.__name__, {}):
                name, path, kind = overrides.MOVED[model.__name__][item.name]
                found[name] = {"in": path, "is": kind}
                continue
            told = item.read_only or item.name in overrides.TOLD.get(model.__name__, ())
            told_only = told or (not at and item.name in self.source.outputs)
            if told_only and not self._told(item, at):
                continue
            name = _ruled(overrides.RENAMED, model, {}).get(item.name, item.name)
            found[name] = self._entry(item, model, f"{at}.{name}".lstrip("."), told_only)
        for name, (path, kind) in _ruled(overrides.ADDED, model, {}).items():
            needed = name in _ruled(overrides.REQUIRED, model, ())
            found[name] = {"in": path, "is": kind, **({"required": True} if needed else {})}
        return found

    def outputs(self, source: Source) -> Entry:
        """What only an answer has, and what every resource has."""
        found: Entry = {name: {"in": name, "is": "string", "readOnly": True} for name in ("name", "type")}
        if not source.answer:
            return found
        answered = self.properties(load(source.answer), "", OUTSIDE)
        return found | {name: entry for name, entry in answered.items() if entry.get("readOnly")}

    def _fields(self, model: type) -> list[Field]:
        """The fields of a model; those of all its variants, where the discriminator tells which are meant."""
        found = {item.name: item for item in fields(model)}
        for _, _, subtype in variants(model):
            for item in self._fields(subtype):
                known = found.get(item.name)
                if known is None:
                    found[item.name] = Field(
                        item.name, item.path, item.kind, False, item.read_only, item.python_name
                    )
                elif _wider(item.kind, known.kind):
                    found[item.name] = Field(
                        known.name, known.path, item.kind, known.required, known.read_only, known.python_name
                    )
        return list(found.values())

    def _told(self, item: Field, at: str) -> bool:
        """Whether something that only the cloud writes is worth telling."""
        if not at and item.name in self.source.outputs:
            return True
        kind = item.kind.item if isinstance(item.kind, ListOf | MapOf) else item.kind
        return not isinstance(kind, ListOf | MapOf | ModelOf)

    def _entry(self, item: Field, model: type, at: str, told_only: bool) -> Entry:
        entry: Entry = {"in": "/".join(item.path), "is": self._kind(item.kind, model, at)}
        required = (item.required or item.name in _ruled(overrides.REQUIRED, model, ())) and not (
            item.name in _ruled(overrides.OPTIONAL, model, ()) or at in self.source.optional
        )
        if at == "location" and self.source.region != "none":
            required = False
        flags = {
            "required": required and not told_only,
            "readOnly": told_only,
            "writeOnly": at in self.source.write_only,
            "secret": at in self.source.secret,
            "forceNew": at in self.source.force_new or at == "location",
            "chosen": at in self.source.chosen or at.endswith(".id"),
        }
        return entry | {flag: True for flag, on in flags.items() if on}

    def _kind(self, kind: Kind, model: type, at: str) -> str:
        match kind:
            case ListOf(item):
                return f"[{self._kind(item, model, at)}]"
            case MapOf(ModelOf(inner)) if all(item.read_only for item in fields(inner)):
                return "<string>"  # azure-native takes the keys as a list
            case MapOf(item):
                return f"{{{self._kind(item, model, at)}}}"
            case ModelOf(inner):
                return self._shape(inner, model, at)
            case _:
                return "enum" if kind.words else kind.name

    def _shape(self, model: type, holder: type, at: str) -> str:
        last = at.rpartition(".")[2]
        referred = model.__name__ in overrides.REFERENCES and (
            (holder.__name__, last) not in overrides.WRITTEN_IN
        )
        if referred or (holder.__name__, last) in overrides.REFERENCED_FROM:
            self.shapes.setdefault(REFERENCE, {"id": {"in": "id", "is": "string"}})
            return REFERENCE
        # The rules by hand name a place: objects that they reach into have a shape of their own.
        ruled = any(rule.startswith(at + ".") for rule in self._rules())
        name = f"{model.__name__}.{last}" if ruled and model.__name__ in self.shapes else model.__name__
        if name not in self.shapes:
            self.shapes[name] = {}  # stands while its own properties are found: some refer back to it
            self.shapes[name] = self.properties(model, at)
        return name

    def _rules(self) -> tuple[str, ...]:
        source = self.source
        return (*source.write_only, *source.secret, *source.force_new, *source.chosen, *source.optional)


def _ruled(rules: dict[str, Rule], model: type, nothing: Rule) -> Rule:
    """What is ruled for a model; services share names, so that "service:Model" comes first."""
    service = model.__module__.split(".")[2]
    return rules.get(f"{service}:{model.__name__}", rules.get(model.__name__, nothing))


def _wider(new: Kind, old: Kind) -> bool:
    """Whether a kind has variants where the other has none."""
    while isinstance(new, ListOf) and isinstance(old, ListOf):
        new, old = new.item, old.item
    return (
        isinstance(new, ModelOf)
        and isinstance(old, ModelOf)
        and bool(variants(new.model)) > bool(variants(old.model))
    )


def text(whole: Entry) -> str:
    """A table as JSON with one property a line, so that a version's changes can be read."""
    lines = []
    for key, value in whole.items():
        if key == "properties":
            lines.append(f'"properties": {{\n{_lines(value, "  ")}\n}}')
        elif key == "shapes":
            shapes = ",\n".join(f"  {json.dumps(n)}: {{\n{_lines(s, '    ')}\n  }}" for n, s in value.items())
            lines.append(f'"shapes": {{\n{shapes}\n}}' if value else '"shapes": {}')
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _lines(entries: Entry, indent: str) -> str:
    return ",\n".join(f"{indent}{json.dumps(name)}: {json.dumps(entry)}" for name, entry in entries.items())


def main() -> int:
    """Write the tables; with --check only tell which are stale, and answer 1 then."""
    stale = []
    for source in SOURCES:
        path, now = table_path(source), text(table(source))
        if not path.exists() or path.read_text() != now:
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(now)
    sys.stdout.write("".join(f"{name}\n" for name in stale))
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
