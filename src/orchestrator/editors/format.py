"""A file in the one layout: quotes where they are needed, two columns a level; comments and order stay."""

from pathlib import Path
from typing import Any

from orchestrator.editors.layout import laid_out
from orchestrator.editors.quotes import around_expressions, around_text
from orchestrator.editors.schema import all_definitions
from orchestrator.spec.files import locate, read
from orchestrator.spec.findings import Findings
from orchestrator.spec.nodes import MappingNode, Node, Scalar, Source
from orchestrator.spec.yaml_nodes import parse

_MOST_ROUNDS = 5
_KINDS = {"Stack": "file.StackFile", "Environment": "file.EnvironmentFile"}


def files(path: Path) -> list[Path]:
    """The files of a stack that are formatted; raises SpecError."""
    found = locate(path)
    return [found.stack_file, *found.environment_files.values()]


def formatted(file: Path) -> tuple[str, str]:
    """The text of a file, and what it should be; raises SpecError with all faults of its YAML."""
    text = read(file).text
    return text, format_text(text, str(file))


def format_text(text: str, name: str) -> str:
    """The same text, formatted; its values are the same but for numbers where only text can stand."""
    quoted = around_expressions(text)
    shared = all_definitions()
    # From the end, so that places before stay right.
    for document in reversed(_documents(quoted, name)):
        kind = document.text("kind") if isinstance(document, MappingNode) else ""
        if kind in _KINDS:
            quoted = around_text(quoted, document, shared[_KINDS[kind]], shared)
    wanted = [_data(document) for document in _documents(quoted, name)]
    best = quoted
    for _ in range(_MOST_ROUNDS):
        again = laid_out(best)
        if again == best or [_data(document) for document in _documents(again, name)] != wanted:
            break
        best = again
    return best


def _documents(text: str, name: str) -> list[Node]:
    findings = Findings()
    found = parse(Source(name, text), findings)
    findings.raise_if_any()
    return found


def _data(node: Node) -> Any:
    """The values, with their types and the order of keys."""
    match node:
        case Scalar(value=value):
            return type(value).__name__, value
        case MappingNode():
            return [(key, _data(entry.value)) for key, entry in node.entries.items()]
    return [_data(item) for item in node.items]
