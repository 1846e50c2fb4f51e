"""Writes the lock of a stack: what is pinned stays, what is new is pinned, an upgrade takes the newest."""

from dataclasses import dataclass
from pathlib import Path

from orchestrator.composites import git
from orchestrator.composites.choice import pin_of, used
from orchestrator.composites.library import Library, collect
from orchestrator.composites.lock import Pin, beside, read, write
from orchestrator.composites.read import CompositeType
from orchestrator.composites.sources import at_commit, local, pinned, repositories
from orchestrator.errors import OrchestratorError, UsageError
from orchestrator.spec.documents import of_kind, read_documents
from orchestrator.spec.files import locate
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.nodes import MappingNode


@dataclass(frozen=True, slots=True)
class Pinned:
    """What the lock says of one type, before and after."""

    name: str
    before: Pin | None
    after: Pin | None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The types that a stack could use: with those of its repositories as they are now, if asked for."""

    file: Path
    resources: MappingNode
    library: Library
    pins: dict[str, Pin]


def shelf(path: Path, fresh: bool) -> Shelf:
    """The types of a stack; raises SpecError. `fresh`: ask its repositories for what is there now."""
    findings = Findings()
    file = locate(path).stack_file
    documents = of_kind(read_documents(file, findings), ("Stack", "Environment"), findings)
    written = next((node for node in documents if node.text("kind") == "Stack"), None)
    findings.raise_if_any()
    if written is None:
        raise UsageError("the file holds no document of kind Stack", str(file))
    lock = read(beside(file), findings)
    found = local(file, written, findings)
    for source in repositories(written, findings):
        found += pinned(source, lock, findings)
        if fresh:
            try:
                commit = git.resolve(source.url, source.ref, source.where)
            except OrchestratorError as error:
                findings.add(error.summary, source.where, error.hint)
                continue
            found += at_commit(source, commit, findings)
    library = collect(found, findings)
    findings.raise_if_any()
    return Shelf(file, written.mapping("resources"), library, lock.pins)


def lock(path: Path, upgrade: tuple[str, ...] = (), everything: bool = False) -> tuple[Pinned, ...]:
    """Write the lock file of a stack; what changed in it. Raises SpecError, UsageError."""
    found = shelf(path, fresh=True)
    names = used(found.resources, found.library)
    for name in upgrade:
        if name not in names:
            raise UsageError(f"the stack does not use a type '{name}'", None, did_you_mean(name, names))
    pins: dict[str, Pin] = {}
    told: list[Pinned] = []
    for name in names:
        before = found.pins.get(name)
        chosen = _chosen(name, before, found.library, everything or name in upgrade)
        pins[name] = pin_of(chosen)
        if pins[name] != before:
            told.append(Pinned(name, before, pins[name], chosen.origin))
    told += [Pinned(name, pin, None) for name, pin in found.pins.items() if name not in pins]
    if told or not beside(found.file).exists():
        write(beside(found.file), pins)
    return tuple(sorted(told, key=lambda one: one.name))


def _chosen(name: str, before: Pin | None, library: Library, upgrade: bool) -> CompositeType:
    """The pinned revision, or the newest one; raises SpecError where the pinned one is not there."""
    revisions = library.types[name]
    if before is None or upgrade:
        return revisions[0]
    for one in revisions:
        if (one.document.spec.revision, one.digest) == (before.revision, before.digest):
            return one
    there = ", ".join(one.document.spec.revision for one in revisions)
    raise UsageError(
        f"{name} {before.revision} with the pinned content is not there: found {there}",
        str(revisions[0].file),
        f"`orchestrator type lock --upgrade {name}` takes what is there",
    )
