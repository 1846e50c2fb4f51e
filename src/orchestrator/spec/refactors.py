"""`refactors`: renames, imports and what is forgotten; they change the books and not the clouds."""

from orchestrator.model.resources import AnyResource
from orchestrator.spec.drafts import Registry
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.headers import Import, Refactor
from orchestrator.spec.nodes import Entry, MappingNode, Node, Scalar, Sequence


def moved(
    resources: MappingNode, refactors: tuple[Refactor, ...], written: Node | None, findings: Findings
) -> MappingNode:
    """The resources with each rename written into `movedFrom`, which is the same thing."""
    for index, refactor in enumerate(refactors):
        if (move := refactor.moved) is None:
            continue
        place = _inside(written, index, "moved")
        entry = resources.entries.get(move.to)
        if entry is None or not isinstance(entry.value, MappingNode):
            hint = did_you_mean(move.to, resources.entries)
            findings.add(f"there is no resource '{move.to}'", _value(place, "to").mark.where, hint)
            continue
        source = _value(place, "from")
        before = entry.value.get("movedFrom")
        earlier = before.items if isinstance(before, Sequence) else ()
        names = Entry(source.mark, Sequence(source.mark, (*earlier, source)))
        resources = resources.put({move.to: Entry(entry.mark, entry.value.put({"movedFrom": names}))})
    return resources


def imported(
    built: dict[str, AnyResource],
    refactors: tuple[Refactor, ...],
    written: Node | None,
    registry: Registry,
    findings: Findings,
) -> None:
    """Give each resource that exists already its id in the cloud."""
    for index, refactor in enumerate(refactors):
        if (wanted := refactor.import_) is None:
            continue
        if resource := built.get(wanted.to):
            built[wanted.to] = resource.model_copy(update={"import_id": wanted.id})
        elif wanted.to not in registry.by_name and wanted.to not in registry.faulty:
            node = _value(_inside(written, index, "import"), "to")
            findings.add(f"there is no resource '{wanted.to}'", node.mark.where, _instances(wanted, registry))


def forgotten(
    refactors: tuple[Refactor, ...], written: Node | None, registry: Registry, findings: Findings
) -> tuple[str, ...]:
    """What leaves the state and stays in the cloud; it must have left the stack."""
    names = []
    for index, refactor in enumerate(refactors):
        if (gone := refactor.forget) is None:
            continue
        if gone.resource in registry.by_name or gone.resource in registry.by_key:
            node = _value(_inside(written, index, "forget"), "resource")
            hint = "take it out of `resources` first, or it would be made anew"
            findings.add(f"'{gone.resource}' is still in the stack", node.mark.where, hint)
        names.append(gone.resource)
    return tuple(names)


def _instances(wanted: Import, registry: Registry) -> str:
    if several := registry.by_key.get(wanted.to):
        return f"name one of its instances, such as '{several[0].name}'"
    return did_you_mean(wanted.to, registry.by_name)


def _inside(written: Node | None, index: int, key: str) -> MappingNode:
    """The mapping of one refactor, which was validated before."""
    item = written.items[index] if isinstance(written, Sequence) else None
    inner = item.get(key) if isinstance(item, MappingNode) else None
    assert isinstance(inner, MappingNode)
    return inner


def _value(node: MappingNode, key: str) -> Scalar:
    found = node.get(key)
    assert isinstance(found, Scalar)
    return found
