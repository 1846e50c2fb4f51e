"""Lines of text whose cells stand under each other, and words that fit their number."""

from collections.abc import Iterable, Sequence

from rich.text import Text

Cell = tuple[str, str]
"""A text and its style."""
WIDEST = 48
"""A longer cell pushes its own line only, not the whole table."""


def columns(rows: Sequence[Sequence[Cell]]) -> Text:
    """The rows, indented; the last cell of each is not padded."""
    widths = [widest(row[place][0] for row in rows if place < len(row) - 1) for place in range(_most(rows))]
    text = Text()
    for row in rows:
        text.append("  ")
        for (words, style), width in zip(row[:-1], widths, strict=False):
            text.append(f"{words:<{width}}  ", style)
        text.append(row[-1][0], row[-1][1])
        text.rstrip()
        text.append("\n")
    return text


def widest(words: Iterable[str]) -> int:
    """The width of a column."""
    return max((len(word) for word in words if len(word) <= WIDEST), default=0)


def many(count: int, noun: str) -> str:
    """A number with its noun: "1 rule", "2 rules"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _most(rows: Sequence[Sequence[Cell]]) -> int:
    return max((len(row) for row in rows), default=0)
