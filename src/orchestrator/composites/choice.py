"""Which revision of each type a stack uses: the pinned one and no other, or a fault that says what to do."""

from collections.abc import Iterator, Mapping

from orchestrator.composites.library import Library
from orchestrator.composites.lock import Lock, Pin
from orchestrator.composites.read import CompositeType
from orchestrator.errors import Where
from orchestrator.spec.composed import Notice
from orchestrator.spec.findings import Findings
from orchestrator.spec.nodes import MappingNode

_LOCK = "run `orchestrator type lock`, and keep orchestrator.lock in version control"


def used(resources: MappingNode, library: Library) -> dict[str, Where]:
    """The types that a stack uses, also inside of other types, and where each is first named."""
    found: dict[str, Where] = {}
    todo = list(_named(resources))
    while todo:
        name, where = todo.pop(0)
        if name in found or name not in library.types:
            continue
        found[name] = where
        for revision in library.types[name]:
            template = revision.document.spec.template
            if template is not None and isinstance(template.resources, MappingNode):
                todo.extend((inner, where) for inner, _ in _named(template.resources))
    return found


def choose(
    names: Mapping[str, Where], library: Library, lock: Lock, findings: Findings, notices: list[Notice]
) -> dict[str, CompositeType]:
    """The pinned revision of each type; what cannot be had is a fault, what is newer is told."""
    chosen: dict[str, CompositeType] = {}
    for name, where in names.items():
        pin = lock.pins.get(name)
        if pin is None:
            findings.add(f"the type {name} is not pinned", where, _LOCK)
            continue
        found = next((o for o in library.types[name] if o.document.spec.revision == pin.revision), None)
        if found is None or found.digest != pin.digest:
            findings.add(*_refused(name, pin, found, library, where))
            continue
        chosen[name] = found
        newest = library.types[name][0]
        if newest.revision > found.revision:
            hint = f"see `orchestrator type impact`, then `orchestrator type lock --upgrade {name}`"
            there = f"{name} {newest.document.spec.revision} is there; the lock pins {pin.revision}"
            notices.append(Notice(there, where, hint))
    return chosen


def pin_of(found: CompositeType) -> Pin:
    """What a lock file says of a revision."""
    url, commit = found.git or (None, None)
    return Pin(revision=found.document.spec.revision, digest=found.digest, git=url, commit=commit)


def _refused(
    name: str, pin: Pin, found: CompositeType | None, library: Library, where: Where
) -> tuple[str, Where, str]:
    upgrade = (
        f"`orchestrator type lock --upgrade {name}` takes what is there; `type impact` says what it would do"
    )
    if found is not None:
        summary = f"{name} {pin.revision} is not what the lock pins: {found.origin} was changed"
        return summary, where, f"a change is a new revision; {upgrade}"
    there = ", ".join(one.document.spec.revision for one in library.types[name])
    return f"the lock pins {name} {pin.revision}, which is not there: found {there}", where, upgrade


def _named(resources: MappingNode) -> Iterator[tuple[str, Where]]:
    for entry in resources.entries.values():
        if isinstance(entry.value, MappingNode) and (kind := entry.value.entries.get("type")):
            yield entry.value.text("type").partition("@")[0], kind.value.mark.where
