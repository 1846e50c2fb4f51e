"""movedFrom: the names that a resource had before, in the form of its instances."""

from typing import Any

from orchestrator.spec.drafts import Draft, Registry
from orchestrator.spec.findings import Findings
from orchestrator.spec.nodes import Scalar, Sequence


def earlier_names(data: dict[str, Any], draft: Draft, registry: Registry, findings: Findings) -> None:
    """Give each name the ending of the instance; one that another resource bears or claims is a fault."""
    node = draft.node.get("movedFrom")
    if not isinstance(data.get("movedFrom"), tuple) or not isinstance(node, Sequence):
        return
    ending = draft.name.removeprefix(draft.logical_name)
    names: list[str] = []
    for item in node.items:
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            return
        name = item.value + ending
        other = registry.by_name.get(name)
        claimed = registry.moved.setdefault(name, draft.name)
        if other is not None:
            hint = "a resource that was renamed leaves its name"
            findings.add(f"'{draft.name}' was moved from '{name}', which is there", item.mark.where, hint)
        elif claimed != draft.name:
            findings.add(f"'{draft.name}' and '{claimed}' were moved from '{name}'", item.mark.where)
        names.append(name)
    data["movedFrom"] = tuple(names)
