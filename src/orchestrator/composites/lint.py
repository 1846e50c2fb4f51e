"""What a reviewer of a type would say: of its text, and of what it breaks for those who use it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from orchestrator.composites.breaking import breaks
from orchestrator.composites.document import Version
from orchestrator.composites.read import CompositeType
from orchestrator.errors import Where
from orchestrator.expressions import BadExpression, Kind, compile
from orchestrator.spec.nodes import MappingNode, Scalar, Sequence

_READY = {"resources": Kind.DYN, "spec": Kind.DYN}
_RULE = {"spec": Kind.DYN, "env": Kind.DYN}


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark; an error breaks somebody, a warning may be meant."""

    severity: Literal["error", "warning"]
    summary: str
    where: Where


def lint(found: CompositeType, before: tuple[CompositeType, ...], today: date) -> tuple[Remark, ...]:
    """All remarks on a type; `before`: earlier revisions of it, with which the newest is compared."""
    remarks = [*_expressions(found), *_habits(found)]
    older = sorted((one for one in before if one.digest != found.digest), key=lambda one: one.revision)
    if older:
        remarks += _against(found, older[-1], today)
    return tuple(sorted(remarks, key=lambda one: (one.where, one.summary)))


def _expressions(found: CompositeType) -> Iterator[Remark]:
    """Rules and readyWhen are compiled as they will be."""
    for number, version in enumerate(found.document.spec.versions):
        for index, rule in enumerate(version.schema_.rules):
            where = found.at("spec", "versions", number, "schema", "rules", index, "rule").mark.where
            yield from _compiled(rule.rule, _RULE, where)
    if ready := found.document.spec.ready_when:
        yield from _compiled(ready, _READY, found.at("spec", "readyWhen").mark.where)


def _compiled(text: str, kinds: dict[str, Kind], where: Where) -> Iterator[Remark]:
    try:
        result = compile(text, kinds).result
    except BadExpression as error:
        yield Remark("error", f"{error.summary}: {text}", where)
        return
    if result not in (Kind.BOOL, Kind.DYN):
        yield Remark("error", f"gives a {result.value}, not true or false: {text}", where)


def _habits(found: CompositeType) -> Iterator[Remark]:
    spec = found.document.spec
    if not spec.tests:
        yield Remark("warning", "the type has no tests", found.at("spec").mark.where)
    if "owner" not in found.document.metadata.annotations:
        summary = "nobody owns the type: give metadata.annotations.owner"
        yield Remark("warning", summary, found.at("metadata").mark.where)
    for number, version in enumerate(spec.versions):
        for name, schema in version.schema_.properties.items():
            if not schema.description and version.deprecated is None:
                where = found.at("spec", "versions", number, "schema", "properties", name).mark.where
                yield Remark("warning", f"'{version.name}.{name}' has no description", where)
    yield from _still_there(found)


def _still_there(found: CompositeType) -> Iterator[Remark]:
    """A resource that was renamed leaves its name."""
    resources = found.at("spec", "template", "resources")
    if not isinstance(resources, MappingNode):
        return
    for name, old, where in _moves(resources):
        if old in resources.entries:
            yield Remark("error", f"'{name}' was moved from '{old}', which is still there", where)


def _moves(resources: MappingNode) -> Iterator[tuple[str, str, Where]]:
    for name, entry in resources.entries.items():
        moved = entry.value.get("movedFrom") if isinstance(entry.value, MappingNode) else None
        for item in moved.items if isinstance(moved, Sequence) else ():
            if isinstance(item, Scalar) and isinstance(item.value, str):
                yield name, item.value, item.mark.where


def _against(found: CompositeType, old: CompositeType, today: date) -> Iterator[Remark]:
    """What changed for those who use the revision before."""
    where = found.at("spec", "revision").mark.where
    then = old.document.spec.revision
    if found.revision <= old.revision:
        yield Remark("error", f"{old.origin} is revision {then}: a change needs a higher one", where)
    for version in old.document.spec.versions:
        now = found.version(version.name)
        if now is None:
            if not _may_go(version, today):
                yield Remark("error", f"the version '{version.name}' is gone, which was not announced", where)
            continue
        number = found.document.spec.versions.index(now)
        place = found.at("spec", "versions", number).mark.where
        for edit in breaks(version, now):
            yield Remark("error", f"{version.name}: {edit} (since {then}); make a new version", place)
    yield from _lost(found, old, where)


def _may_go(version: Version, today: date) -> bool:
    """Whether the time is over that was given to those who use it."""
    until = version.deprecated.remove_after if version.deprecated else None
    return until is not None and date.fromisoformat(until) < today


def _lost(found: CompositeType, old: CompositeType, where: Where) -> Iterator[Remark]:
    """Resources of the template that are gone without a new name, or have another type."""
    before, after = old.at("spec", "template", "resources"), found.at("spec", "template", "resources")
    if not isinstance(before, MappingNode) or not isinstance(after, MappingNode):
        return
    moved = {earlier: name for name, earlier, _ in _moves(after)}
    for name, entry in before.entries.items():
        now = after.entries.get(moved.get(name, name))
        if now is None:
            summary = f"the resource '{name}' of {old.document.spec.revision} would be deleted"
            yield Remark("warning", summary, where)
        elif isinstance(now.value, MappingNode) and isinstance(entry.value, MappingNode):
            kinds = entry.value.text("type"), now.value.text("type")
            if kinds[0] != kinds[1]:
                summary = (
                    f"the resource '{name}' was a {kinds[0]}, and is a {kinds[1]}: it would be made anew"
                )
                yield Remark("warning", summary, now.mark.where)
