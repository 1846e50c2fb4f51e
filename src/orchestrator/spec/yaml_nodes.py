"""Text to nodes: YAML 1.2 types, no duplicate or merge keys, bounded depth and aliases."""

from dataclasses import dataclass, field

import yaml

from orchestrator.errors import SpecError, Where
from orchestrator.spec import scalars
from orchestrator.spec.findings import Findings, quoted
from orchestrator.spec.nodes import Entry, MappingNode, Mark, Node, Scalar, ScalarValue, Sequence, Source
from orchestrator.spec.syntax import check_characters, syntax_error

MAX_DEPTH = 40
MAX_NODES = 500_000
"""Counted with aliases written out, so that a few lines cannot stand for billions of values."""
_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS = ("str", "int", "float", "bool", "null")
_NO_TAGS = "leave the tag out"


@dataclass(slots=True)
class _Open:
    """A collection whose end was not yet read."""

    mark: Mark
    is_mapping: bool
    anchor: str | None
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Scalar | None = None
    at_key: bool = True
    size: int = 1


@dataclass(slots=True)
class _Anchored:
    node: Node | None
    """None while the anchored collection is still being read."""
    size: int


def parse(source: Source, findings: Findings) -> list[Node]:
    """The documents of a text that are not empty; raises SpecError where the syntax ends the reading."""
    check_characters(source)
    reader = _Reader(source, findings)
    try:
        # Event by event: no recursion, so that no nesting can exhaust the stack.
        for event in yaml.parse(source.text, Loader=yaml.CSafeLoader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        findings.raise_if_any()
        raise syntax_error(source, error, reader.innermost()) from error
    except yaml.YAMLError as error:
        raise SpecError("not valid YAML", Where(source.file), str(error).splitlines()[0]) from error
    return reader.documents


class _Reader:
    """Builds the nodes of one source."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.source = source
        self.findings = findings
        self.documents: list[Node] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._count = 0

    def take(self, event: yaml.Event) -> None:
        """Use one event; raises SpecError where reading on makes no sense."""
        match event:
            case yaml.ScalarEvent():
                mark = self._mark(event)
                end = event.end_mark.index if event.end_mark else mark.index
                value, sound = self._value(event, mark)
                self._add(Scalar(mark, value, event.value, end, sound), 1, event.anchor, mark)
            case yaml.MappingStartEvent():
                self._start(event, "map")
            case yaml.SequenceStartEvent():
                self._start(event, "seq")
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._anchors = {}

    def innermost(self) -> Mark | None:
        """Where the collection began that is being read."""
        return self._open[-1].mark if self._open else None

    def _mark(self, event: yaml.Event) -> Mark:
        start = event.start_mark
        return (
            Mark(self.source, start.line, start.column, start.index) if start else Mark(self.source, 0, 0, 0)
        )

    def _value(self, event: yaml.ScalarEvent, mark: Mark) -> tuple[ScalarValue, bool]:
        """The value, and whether the scalar was sound."""
        text: str = event.value
        try:
            if event.tag == "!":
                return text, True
            if event.tag is None:
                return (text if event.style else scalars.plain(text)), True
            tag = event.tag.removeprefix(_CORE)
            if tag in _SCALAR_TAGS:
                return scalars.tagged(tag, text), True
            self.findings.add(f"the tag {quoted(event.tag)} is not known", mark.where, _NO_TAGS)
        except ValueError as error:
            self.findings.add(f"{error}: {quoted(text)}", mark.where, "write text in quotes")
        return text, False

    def _start(self, event: yaml.CollectionStartEvent, expected: str) -> None:
        mark = self._mark(event)
        if event.tag not in (None, "!", _CORE + expected):
            self.findings.add(f"the tag {quoted(event.tag)} is not known", mark.where, _NO_TAGS)
        if len(self._open) >= MAX_DEPTH:
            raise SpecError(f"nested more than {MAX_DEPTH} levels deep", mark.where)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(None, 0)
        self._open.append(_Open(mark, expected == "map", event.anchor))

    def _end(self) -> None:
        done = self._open.pop()
        mark = done.mark
        node = MappingNode(mark, done.entries) if done.is_mapping else Sequence(mark, tuple(done.items))
        self._add(node, done.size, done.anchor, mark)

    def _alias(self, event: yaml.AliasEvent) -> None:
        mark = self._mark(event)
        name = event.anchor or ""
        anchored = self._anchors.get(name)
        if anchored and anchored.node is not None:
            self._add(anchored.node, anchored.size, None, mark)
            return
        trouble = "stands inside its own anchor" if anchored else "has no anchor before it"
        self.findings.add(
            f"the alias *{name} {trouble}", mark.where, f"text that starts with * needs quotes: '*{name}'"
        )
        self._add(Scalar(mark, None, "", mark.index, sound=False), 1, None, mark)

    def _add(self, node: Node, size: int, anchor: str | None, mark: Mark) -> None:
        """Put a finished node where it belongs."""
        self._count += 1
        if max(size, self._count) > MAX_NODES:
            raise SpecError(f"more than {MAX_NODES:,} values, with aliases written out", mark.where)
        if anchor is not None:
            self._anchors[anchor] = _Anchored(node, size)
        if not self._open:
            if not (isinstance(node, Scalar) and node.value is None):
                self.documents.append(node)
            return
        parent = self._open[-1]
        parent.size += size
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.at_key:
            parent.key, parent.at_key = self._key(node, mark), False
        else:
            self._entry(parent, node)

    def _key(self, node: Node, mark: Mark) -> Scalar | None:
        if not isinstance(node, Scalar):
            self.findings.add("a key must be text, not a list or a mapping", mark.where)
            return None
        if node.text == "<<" and node.end - node.mark.index == len("<<"):
            hint = "write the keys out, or use a patch"
            self.findings.add("merge keys (<<) are not supported", mark.where, hint)
            return None
        if not isinstance(node.value, str):
            self.findings.add(
                f"the key {quoted(node.text)} is not text", mark.where, f'write "{node.text[:60]}"'
            )
        return node

    def _entry(self, parent: _Open, value: Node) -> None:
        key, parent.key, parent.at_key = parent.key, None, True
        if key is None:
            return
        if first := parent.entries.get(key.text):
            hint = f"first on line {first.mark.line + 1}"
            self.findings.add(f"the key {quoted(key.text)} is given twice", key.mark.where, hint)
            return
        parent.entries[key.text] = Entry(key.mark, value)
