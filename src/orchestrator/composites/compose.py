"""A stack as written to one of built-in types only: the seam that the loader calls."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator.composites.expand import Expansion, expand, known
from orchestrator.composites.library import FOLDER, Library, collect, in_folder
from orchestrator.composites.link import depends_on, link
from orchestrator.composites.read import CompositeType
from orchestrator.spec import Loaded
from orchestrator.spec import load as load_stack
from orchestrator.spec.composed import Composed
from orchestrator.spec.evaluate import Scope
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.nodes import Entry, MappingNode, Node, Scalar, merge


@dataclass(frozen=True, slots=True)
class Composer:
    """Puts built-in resources in the place of composite types."""

    candidate: CompositeType | None = None
    """A revision that is used whatever is pinned, to see what it would do."""

    def __call__(
        self,
        file: Path,
        written: MappingNode,
        patches: tuple[MappingNode, ...],
        labels: dict[str, Any],
        scope: Scope,
    ) -> Composed:
        library = self._library(file, scope.findings)
        types = library.newest()
        resources = written.mapping("resources")
        if not any(known(entry.value, types) for entry in resources.entries.values()):
            return Composed(resources, written.mapping("outputs"), patches)
        resources, patches = _patched(resources, patches, types, scope.findings)
        work = Expansion(types, scope)
        for key, entry in resources.entries.items():
            expand(key, entry, work)
        entries = {
            key: Entry(entry.mark, _linked(entry.value, work)) for key, entry in work.resources.items()
        }
        outputs = link(written.mapping("outputs"), work)
        return Composed(
            MappingNode(resources.mark, entries),
            outputs if isinstance(outputs, MappingNode) else written.mapping("outputs"),
            patches,
            tuple(work.instances),
            frozenset(work.faulty),
            tuple(work.notices),
        )

    def _library(self, file: Path, findings: Findings) -> Library:
        library = collect(in_folder(file.parent / FOLDER, findings), findings)
        return library.with_type(self.candidate) if self.candidate else library


def load(path: Path, environment: str | None = None, composer: Composer | None = None) -> Loaded:
    """The stack of a folder or file, its composite types expanded; raises OrchestratorError."""
    return load_stack(path, environment, composer or Composer())


def _linked(node: Node, work: Expansion) -> Node:
    linked = link(node, work)
    return depends_on(linked, work.members) if isinstance(linked, MappingNode) else linked


def _patched(
    resources: MappingNode,
    patches: tuple[MappingNode, ...],
    types: dict[str, CompositeType],
    findings: Findings,
) -> tuple[MappingNode, tuple[MappingNode, ...]]:
    """The patches that name an instance or a composite type are merged in; the rest comes later."""
    entries = dict(resources.entries)
    rest: list[MappingNode] = []
    for patch in patches:
        target = patch.mapping("target")
        kind, name = target.text("type"), target.text("resource")
        instance = name in entries and known(entries[name].value, types) is not None
        if not instance and kind.partition("@")[0] not in types:
            rest.append(patch)
            continue
        matching = [key for key, entry in entries.items() if _meant(key, entry.value, kind, name, types)]
        change = patch.get("merge")
        for key in matching:
            if isinstance(change, MappingNode):
                _note_type(change, findings)
                entries[key] = Entry(entries[key].mark, merge(entries[key].value, change.without("type")))
        if not matching:
            hint = did_you_mean(name, entries) if name else "remove it, or correct its target"
            findings.add("the patch matches no resource", target.mark.where, hint)
    return MappingNode(resources.mark, entries), tuple(rest)


def _meant(key: str, node: Node, kind: str, name: str, types: dict[str, CompositeType]) -> bool:
    if not isinstance(node, MappingNode) or known(node, types) is None:
        return False
    own = node.text("type")
    return (not name or name == key) and (not kind or kind in (own, own.partition("@")[0]))


def _note_type(change: MappingNode, findings: Findings) -> None:
    entry = change.entries.get("type")
    if entry is not None and isinstance(entry.value, Scalar):
        findings.add("a patch cannot change 'type'", entry.mark.where)
