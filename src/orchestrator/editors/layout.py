"""Lines of YAML laid out anew: two columns for each level; values, comments and their order stay."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

STEP = 2
_DASHES = re.compile(r"^( *)((?:- +)+)(?=[^ #])")


@dataclass(slots=True)
class _Level:
    """An open collection: where its children stand, and where they should."""

    block: bool
    sequence: bool
    column: int
    wanted: int
    at_key: bool = True


@dataclass(slots=True)
class _Marked:
    """What the events say of the lines of a text, each counted from 0."""

    starts: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Lines that begin with a key or a dash: its column, and the one that it should have."""
    inside: set[int] = field(default_factory=set)
    """Lines whose white space belongs to a value: of block text, and of quoted text of several lines."""
    flowing: set[int] = field(default_factory=set)
    """Lines that go on with a value in brackets."""


def laid_out(text: str) -> str:
    """The text with every key where it belongs; whoever calls compares the values."""
    lines = text.replace("\r\n", "\n").split("\n")
    moved = _moved(lines, _Reader(lines).read())
    kept: list[str] = []
    for line, inside in moved:
        bare = line if inside else line.rstrip()
        if bare or inside or (kept and kept[-1]):
            kept.append(bare)
    while kept and not kept[-1].strip():
        kept.pop()
    return "\n".join(kept) + "\n" if kept else ""


def _moved(lines: list[str], marked: _Marked) -> list[tuple[str, bool]]:
    """Each line where it should be, and whether its white space is part of a value."""
    moved: list[tuple[str, bool]] = []
    delta = 0
    for number, line in enumerate(lines):
        column = len(line) - len(line.lstrip(" "))
        inside = number in marked.inside
        if number in marked.starts:
            old, wanted = marked.starts[number]
            delta = wanted - old
            line = _DASHES.sub(lambda found: found[1] + "- " * found[2].count("-"), line)
        if inside or number in marked.starts or number in marked.flowing or not line.strip():
            moved.append((_shift(line, delta), inside))
            continue
        following = next((marked.starts[n] for n in range(number, len(lines)) if n in marked.starts), None)
        if line.lstrip().startswith("#") and following and column <= following[0]:
            # It speaks of what follows.
            moved.append((" " * following[1] + line.lstrip(), False))
        else:
            moved.append((_shift(line, delta), False))
    return moved


def _shift(line: str, delta: int) -> str:
    column = len(line) - len(line.lstrip(" "))
    return " " * max(0, column + delta) + line[column:]


class _Reader:
    """Follows the events of a text."""

    def __init__(self, lines: list[str]) -> None:
        self.marked = _Marked()
        self._lines = lines
        self._levels: list[_Level] = []

    def read(self) -> _Marked:
        for event in yaml.parse("\n".join(self._lines), Loader=yaml.CSafeLoader):
            match event:
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._start(event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    level = self._levels.pop()
                    if not level.block and event.end_mark:
                        self.marked.flowing.update(range(level.column + 1, event.end_mark.line + 1))
                    self._took()
                case yaml.ScalarEvent():
                    self._item(event.start_mark)
                    self._scalar(event)
                    self._took()
                case yaml.AliasEvent():
                    self._item(event.start_mark)
                    self._took()
        return self.marked

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._item(event.start_mark)
        line = event.start_mark.line if event.start_mark else 0
        above = self._levels[-1] if self._levels else None
        if event.flow_style or (above and not above.block):
            # Of a collection in brackets only the line counts on which it begins.
            self._levels.append(_Level(False, False, line, 0))
            return
        wanted = above.wanted + STEP if above else 0
        self._levels.append(_Level(True, isinstance(event, yaml.SequenceStartEvent), -1, wanted))

    def _item(self, mark: Any) -> None:
        """A child begins: a dash, or a key, may be the first of its line."""
        level = self._levels[-1] if self._levels else None
        if mark is None or level is None or not level.block:
            return
        if not level.sequence:
            if level.at_key:
                self.marked.starts.setdefault(mark.line, (mark.column, level.wanted))
            return
        line, column = self._dash(mark, level)
        self.marked.starts.setdefault(line, (column, level.wanted))
        level.column = column

    def _dash(self, mark: Any, level: _Level) -> tuple[int, int]:
        """Where the dash of an item stands: before it, or on a line of its own above it."""
        for line in range(mark.line, -1, -1):
            before = self._lines[line][: mark.column] if line == mark.line else self._lines[line]
            column = before.rfind("-") if level.column < 0 else level.column
            if column >= 0 and before[column : column + 1] == "-" and not before[:column].strip(" -"):
                return line, column
        return mark.line, mark.column

    def _took(self) -> None:
        """A child is complete: after a key comes its value."""
        if self._levels and self._levels[-1].block and not self._levels[-1].sequence:
            self._levels[-1].at_key = not self._levels[-1].at_key

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if event.start_mark is None or event.end_mark is None:
            return
        first, last = event.start_mark.line, event.end_mark.line
        if last < len(self._lines) and not self._lines[last][: event.end_mark.column].strip():
            last -= 1  # it ends where the next thing begins
        literal = event.style in ("|", ">", "'", '"')
        (self.marked.inside if literal else self.marked.flowing).update(range(first + 1, last + 1))
