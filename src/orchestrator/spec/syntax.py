"""What a YAML syntax error says to the user: the place, the trouble, and the likely cause."""

import re

import yaml

from orchestrator.errors import SpecError, Where
from orchestrator.spec.nodes import Mark, Source

_QUOTE_IN_FLOW = 'inside {…} and […] an expression needs quotes: "${{ … }}"'
_QUOTE_EXPRESSION = 'an expression with ": " inside needs quotes: "${{ … }}"'
_QUOTE_COLON = "text with ': ' inside needs quotes: \"…\""
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check_characters(source: Source) -> None:
    """Refuse what no YAML file may hold; raises SpecError."""
    if bad := _UNPRINTABLE.search(source.text):
        before = source.text[: bad.start()]
        where = Where(source.file, before.count("\n") + 1, bad.start() - before.rfind("\n"))
        raise SpecError(
            f"the character U+{ord(bad.group()):04X} cannot stand in YAML", where, "is it a text file?"
        )


def syntax_error(source: Source, error: yaml.MarkedYAMLError, innermost: Mark | None) -> SpecError:
    """The user's view of a parser error; `innermost`: where the unfinished collection began."""
    problem = error.problem or "cannot be read"
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return SpecError(f"not valid YAML: {problem}", Where(source.file))
    number, column = mark.line, mark.column
    end = len(source.text.rstrip())
    if mark.index >= end:
        # At the end of the file only the place where the unfinished part began helps.
        problem = f"{problem} before the end of the file"
        if error.context_mark and error.context_mark.index < end:
            number, column = error.context_mark.line, error.context_mark.column
        elif innermost:
            number, column = innermost.line, innermost.column
    lines = source.text.splitlines()
    line = lines[number] if number < len(lines) else ""
    where = Where(source.file, number + 1, column + 1)
    return SpecError(f"not valid YAML: {problem}", where, _hint(line, column, problem))


def _hint(line: str, column: int, problem: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or line[column : column + 1] == "\t":
        return "YAML is indented with spaces, not tabs"
    if "${{" in line and "expected ',' or" in problem:
        return _QUOTE_IN_FLOW
    if "mapping values are not allowed" in problem:
        return _QUOTE_EXPRESSION if "${{" in line[:column] else _QUOTE_COLON
    if line[column : column + 1] in ("@", "`", "%"):
        return f"text that starts with {line[column]} needs quotes"
    if "expected ',' or" in problem:
        return "a comma or a closing bracket is missing"
    if "unknown escape" in problem:
        return "in \"…\" a backslash starts an escape; '…' takes it literally"
    return "look at this line's indentation, quotes and brackets, and at the line before"
