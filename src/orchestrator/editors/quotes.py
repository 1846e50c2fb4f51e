"""Quotes that YAML needs: around expressions, and around text that looks like a number."""

import re
from collections.abc import Iterator

from orchestrator.editors.shapes import Schema, branches
from orchestrator.spec.nodes import MappingNode, Node, Scalar, Sequence

OPEN, CLOSE = "${{", "}}"
_BLOCK = re.compile(r"(?:^|[\s:?-])[|>][-+0-9]{0,2}\s*(?:#.*)?$")
_NOT_PLAIN = "\"'{}[],&*!|>%@`#"


def around_expressions(text: str) -> str:
    """The text with quotes where an expression stands bare and YAML would not take it as one value."""
    return _Scanner(text).quoted()


class _Scanner:
    """Reads as much of YAML as is needed to know where a bare value begins and ends."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._out: list[str] = []
        self._depth = 0
        self._quote = ""

    def quoted(self) -> str:
        block = -1
        for line in self._text.splitlines(keepends=True):
            indent = len(line) - len(line.lstrip(" "))
            if block >= 0 and (not line.strip() or indent > block):
                self._out.append(line)
                continue
            block = -1
            bare = line.rstrip("\r\n")
            if not self._quote and not self._depth and _BLOCK.search(bare):
                block = _owner(bare)
                self._out.append(line)
                continue
            self._out.append(self._line(bare) + line[len(bare) :])
        return "".join(self._out)

    def _line(self, line: str) -> str:
        out, at = "", 0
        while at < len(line):
            if self._quote:
                end = self._closing(line, at)
                out, at = out + line[at:end], end
            elif line[at] == "#" and (at == 0 or line[at - 1].isspace()):
                return out + line[at:]
            elif line[at] in "\"'":
                self._quote = line[at]
                out, at = out + line[at], at + 1
            elif line[at].isspace() or line[at] in _NOT_PLAIN or line.startswith(("- ", ": "), at):
                self._depth = max(0, self._depth + (line[at] in "{[") - (line[at] in "}]"))
                out, at = out + line[at], at + 1
            else:
                end, broken = self._plain(line, at)
                end = max(end, at + 1)
                bare = line[at:end].rstrip()
                out += (_in_quotes(bare) if broken else bare) + line[at + len(bare) : end]
                at = end
        return out

    def _closing(self, line: str, at: int) -> int:
        """Behind the quote that ends the quoted text, or the end of the line."""
        while at < len(line):
            if line.startswith("\\" if self._quote == '"' else "''", at):
                at += 2
            elif line[at] == self._quote:
                self._quote = ""
                return at + 1
            else:
                at += 1
        return len(line)

    def _plain(self, line: str, start: int) -> tuple[int, bool]:
        """Where a bare value ends, and whether an expression in it needs quotes."""
        at, broken = start, False
        while at < len(line):
            if line.startswith(OPEN, at) and (close := line.find(CLOSE, at)) > 0:
                inside = line[at : close + len(CLOSE)]
                broken |= bool(self._depth) or ": " in inside or " #" in inside
                at = close + len(CLOSE)
                continue
            if line.startswith((": ", " #"), at) or (line[at] == ":" and at + 1 == len(line)):
                return at, broken
            if self._depth and line[at] in ",[]{}":
                return at, broken
            at += 1
        return at, broken


def _owner(line: str) -> int:
    """The column that the lines of block text must be right of."""
    stripped = line.lstrip(" ")
    column = len(line) - len(stripped)
    while stripped.startswith("- "):
        inner = stripped[2:].lstrip(" ")
        if ":" not in inner:
            break
        column += len(stripped) - len(inner)
        stripped = inner
    return column


def _in_quotes(bare: str) -> str:
    if '"' in bare and "'" not in bare:
        return f"'{bare}'"
    escaped = bare.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def around_text(text: str, node: Node, schema: Schema, shared: dict[str, Schema]) -> str:
    """The text with quotes around every number and truth value where only text can stand."""
    places = sorted({(one.mark.index, one.end) for one in _wrong(node, schema, shared)}, reverse=True)
    for start, end in places:
        text = f'{text[:start]}"{text[start:end]}"{text[end:]}'
    return text


def _wrong(node: Node, schema: Schema, shared: dict[str, Schema]) -> Iterator[Scalar]:
    match node:
        case Scalar(value=bool() | int() | float()) if _only_text(schema, shared):
            yield node
        case MappingNode():
            for part in _parts(node, schema, shared):
                for key, entry in node.entries.items():
                    below = part.get("properties", {}).get(key, part.get("additionalProperties"))
                    if isinstance(below, dict):
                        yield from _wrong(entry.value, below, shared)
        case Sequence():
            for part in branches(schema, shared):
                if isinstance(items := part.get("items"), dict):
                    for item in node.items:
                        yield from _wrong(item, items, shared)


def _parts(node: MappingNode, schema: Schema, shared: dict[str, Schema]) -> Iterator[Schema]:
    """What may hold for a mapping; of resources and patches, by the type that they name."""
    for part in branches(schema, shared):
        if part is shared["resource"]:
            yield shared.get(node.text("type"), {})
            continue
        yield part
        target = node.mapping("target").text("type")
        for kind in (target, f"{target}@v1"):
            if "merge" in part.get("properties", {}) and f"patch.{kind}" in shared:
                yield {"properties": {"merge": shared[f"patch.{kind}"]}}


def _only_text(schema: Schema, shared: dict[str, Schema]) -> bool:
    kinds = {kind for part in branches(schema, shared) for kind in _kinds(part)}
    return "string" in kinds and not kinds & {"integer", "number", "boolean", "any"}


def _kinds(schema: Schema) -> list[str]:
    named = schema.get("type", "any" if not ({"enum", "const"} & schema.keys()) else "string")
    return named if isinstance(named, list) else [named]
