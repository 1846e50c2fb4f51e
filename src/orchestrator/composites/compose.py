"""A stack as written to one of built-in types only: the seam that the loader calls."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator.composites.choice import choose, used
from orchestrator.composites.expand import Expansion, expand, known
from orchestrator.composites.library import Library, collect
from orchestrator.composites.link import depends_on, link
from orchestrator.composites.lock import beside
from orchestrator.composites.lock import read as read_lock
from orchestrator.composites.read import CompositeType
from orchestrator.composites.sources import local, pinned, repositories
from orchestrator.model.resources import RESOURCE_TYPES
from orchestrator.spec import ANYWHERE, Loaded, Siting
from orchestrator.spec import load as load_stack
from orchestrator.spec.composed import Composed, Notice
from orchestrator.spec.evaluate import Scope
from orchestrator.spec.findings import Findings, did_you_mean, quoted
from orchestrator.spec.nodes import Entry, MappingNode, Node, Scalar, merge


@dataclass(frozen=True, slots=True)
class Composer:
    """Puts built-in resources in the place of composite types."""

    candidates: tuple[CompositeType, ...] = ()
    """Revisions that are used whatever is pinned, to see what they would do."""
    pinned: bool = True
    """False: the newest revision of everything, for tests of types."""

    def __call__(
        self,
        file: Path,
        written: MappingNode,
        patches: tuple[MappingNode, ...],
        labels: dict[str, Any],
        scope: Scope,
    ) -> Composed:
        resources = written.mapping("resources")
        notices: list[Notice] = []
        types, unusable = self._types(file, written, scope.findings, notices)
        if not types and not unusable:
            return Composed(resources, written.mapping("outputs"), patches)
        resources = resources.without(*unusable)
        resources, patches = _patched(resources, patches, types, scope.findings)
        work = Expansion(types, scope, notices=notices, faulty=set(unusable))
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

    def _types(
        self, file: Path, written: MappingNode, findings: Findings, notices: list[Notice]
    ) -> tuple[dict[str, CompositeType], list[str]]:
        """The revision of each type in use, and the resources whose type cannot be used."""
        lock = read_lock(beside(file), findings)
        found = local(file, written, findings)
        for source in repositories(written, findings):
            found += pinned(source, lock, findings)
        library = collect(found, findings)
        for candidate in self.candidates:
            library = library.with_type(candidate)
        resources = written.mapping("resources")
        names = used(resources, library)
        chosen = {one.name: one for one in self.candidates}
        if self.pinned:
            rest = {name: where for name, where in names.items() if name not in chosen}
            chosen = {**choose(rest, library, lock, findings, notices), **chosen}
        else:
            chosen = {**library.newest(), **chosen}
        entries = resources.entries.items()
        unusable = [key for key, entry in entries if _type_name(entry.value) in set(names) - set(chosen)]
        return chosen, [*unusable, *self._unknown(written, library, findings)]

    def _unknown(self, written: MappingNode, library: Library, findings: Findings) -> list[str]:
        """Resources of a type that nobody knows, where composite types are in play."""
        if not library.types and "types" not in written.entries:
            return []
        known_types = [*RESOURCE_TYPES, *library.names()]
        missing: list[str] = []
        for key, entry in written.mapping("resources").entries.items():
            name = entry.value.text("type") if isinstance(entry.value, MappingNode) else ""
            if not name or name in RESOURCE_TYPES or name.partition("@")[0] in library.types:
                continue
            where = entry.value.entries["type"].value.mark.where  # type: ignore[union-attr]  # it has a type
            unpinned = "types" in written.entries
            hint = "if it is in a repository: `orchestrator type lock`" if unpinned else ""
            near = did_you_mean(name, known_types)
            hint = near if near.startswith("did") or not hint else hint
            findings.add(f"unknown resource type {quoted(name)}", where, hint)
            missing.append(key)
        return missing


def load(
    path: Path,
    environment: str | None = None,
    composer: Composer | None = None,
    siting: Siting = ANYWHERE,
) -> Loaded:
    """The stack of a folder or file, its composite types expanded; raises OrchestratorError."""
    return load_stack(path, environment, composer or Composer(), siting)


def _type_name(node: Node) -> str:
    return node.text("type").partition("@")[0] if isinstance(node, MappingNode) else ""


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
