"""What another revision of a type would do to stacks, seen by comparing their graphs."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from orchestrator.composites.choice import used
from orchestrator.composites.locking import shelf
from orchestrator.composites.read import CompositeType, read_type
from orchestrator.errors import OrchestratorError, UsageError
from orchestrator.graph import Graph, Node, plain
from orchestrator.graph.document import Document
from orchestrator.outcome import Action, Change, PropertyChange
from orchestrator.spec.files import SUFFIXES
from orchestrator.spec.findings import Findings, did_you_mean


def candidate(words: str, stack: Path) -> CompositeType:
    """The type of a file, or NAME or NAME@REVISION as a stack finds it now; raises UsageError, SpecError."""
    file = Path(words)
    if file.is_file():
        findings = Findings()
        found = read_type(file, str(file), findings)
        findings.raise_if_any()
        assert found is not None  # else there was a fault
        return found
    name, _, revision = words.partition("@")
    library = shelf(stack, fresh=True).library
    for one in library.types.get(name, ()):
        if revision in ("", one.document.spec.revision):
            return one
    known = [f"{key}@{one.document.spec.revision}" for key, found in library.types.items() for one in found]
    raise UsageError(f"there is no type '{words[:80]}'", str(stack), did_you_mean(words, known))


def stacks_in(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The stack folders at and below some folders."""
    for path in paths:
        if path.is_file():
            yield path
            continue
        found = {file.parent for suffix in SUFFIXES for file in path.rglob(f"stack{suffix}")}
        if not found:
            raise UsageError("there is no stack in this folder", str(path), "give folders of stacks")
        yield from sorted(found)


def pinned_revision(stack: Path, name: str) -> str | None:
    """The revision of a type that a stack pins; empty without a pin, None where it does not use the type."""
    found = shelf(stack, fresh=False)
    pin = found.pins.get(name)
    if pin is None and name not in used(found.resources, found.library):
        return None
    return pin.revision if pin else ""


def usable(stack: Path, name: str) -> bool:
    """Whether a stack uses a type; one that cannot be read does, so that it is told."""
    try:
        return pinned_revision(stack, name) is not None
    except OrchestratorError:
        return True


def compare(before: Graph, after: Graph) -> tuple[tuple[Change, ...], tuple[tuple[str, str], ...]]:
    """What changes between two graphs, and what is only renamed; which change replaces, the engine knows."""
    old = {(node.type, node.name): node for node in before.nodes()}
    groups = (*before.groups, *after.groups)
    homes = {node.name: group.resource for group in groups for node in group.nodes}
    pairs: list[tuple[Node, Node]] = []
    changes: list[Change] = []
    for node in after.nodes():
        names_of = ((node.type, name) for name in (node.name, *node.options.aliases))
        key = next((key for key in names_of if key in old), None)
        if key is None:
            changes.append(Change("", node.type, node.name, homes[node.name], Action.CREATE))
        else:
            pairs.append((old.pop(key), node))
    names = {match.name: node.name for match, node in pairs}
    for match, node in pairs:
        properties = tuple(_differences(match, node, names))
        if properties:
            changes.append(Change("", node.type, node.name, homes[node.name], Action.UPDATE, properties))
    changes += [Change("", n.type, n.name, homes[n.name], Action.DELETE) for n in old.values()]
    renamed = tuple((match.name, node.name) for match, node in pairs if match.name != node.name)
    return tuple(changes), renamed


def _differences(old: Node, new: Node, names: Mapping[str, str]) -> Iterator[PropertyChange]:
    before = {k: _renamed(plain(value), names) for k, value in old.properties.items() if value is not None}
    after = {k: plain(value) for k, value in new.properties.items() if value is not None}
    for key in sorted({*before, *after}):
        if before.get(key) == after.get(key):
            continue
        yield PropertyChange(key, _kind(key in before, key in after), before.get(key), after.get(key))


def _kind(before: bool, after: bool) -> Literal["add", "delete", "update"]:
    if before and after:
        return "update"
    return "delete" if before else "add"


def _renamed(value: Document, names: Mapping[str, str]) -> Document:
    """Plain data of a graph with the new names in its outputs."""
    match value:
        case {"$output": str(path)}:
            node, dot, rest = path.partition(".")
            return {"$output": f"{names.get(node, node)}{dot}{rest}"}
        case dict():
            return {key: _renamed(item, names) for key, item in value.items()}
        case list():
            return [_renamed(item, names) for item in value]
    return value
