"""Patches of an environment: which resources each one means, and its merge into them."""

from dataclasses import replace
from typing import Any

from orchestrator.model.resources import RESOURCE_TYPES
from orchestrator.spec.evaluate import Scope, Unknown, plain
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.nodes import Entry, MappingNode, Node, Scalar, merge

_CONDITIONS = ("type", "resource", "labels")
_FIXED = ("type",)
"""What a patch cannot change: another type is another resource."""


def apply(
    resources: MappingNode, patches: tuple[MappingNode, ...], labels: dict[str, Any], scope: Scope
) -> MappingNode:
    """The resources with every patch merged in, in order; `labels` are the stack's."""
    entries = dict(resources.entries)
    for patch in patches:
        target, change = patch.mapping("target"), patch.entries.get("merge")
        if change is None or not _sound(patch, target, change.value, entries, scope.findings):
            continue
        matching = [
            name for name, entry in entries.items() if _matches(name, entry.value, target, labels, scope)
        ]
        for name in matching:
            entries[name] = Entry(entries[name].mark, merge(entries[name].value, change.value))
        if not matching:
            _note_nothing(target, entries, scope.findings)
    return MappingNode(resources.mark, entries)


def _sound(
    patch: MappingNode, target: MappingNode, change: Node, entries: dict[str, Entry], findings: Findings
) -> bool:
    if not any(key in target.entries for key in _CONDITIONS):
        hint = f"give at least one of {', '.join(_CONDITIONS)}"
        findings.add("the patch names no target", (patch.entries.get("target") or patch).mark.where, hint)
        return False
    if kind := target.text("type"):
        known = {*RESOURCE_TYPES, *(_short(name) for name in RESOURCE_TYPES)}
        if kind not in known:
            where = target.entries["type"].value.mark.where
            findings.add(f"unknown resource type '{kind[:60]}'", where, did_you_mean(kind, RESOURCE_TYPES))
            return False
    if isinstance(change, MappingNode):
        for key in _FIXED:
            if key in change.entries:
                findings.add(f"a patch cannot change '{key}'", change.entries[key].mark.where)
                return False
    return isinstance(change, MappingNode)


def _matches(name: str, node: Node, target: MappingNode, labels: dict[str, Any], scope: Scope) -> bool:
    if not isinstance(node, MappingNode):
        return False
    kind = target.text("type")
    if kind and node.text("type") != kind and _short(node.text("type")) != kind:
        return False
    if "resource" in target.entries and target.text("resource") != name:
        return False
    if "labels" not in target.entries:
        return True
    # Faults in labels are told when the resource is built; here they are only compared.
    quiet = replace(scope, findings=Findings())
    own = {key: plain(entry.value, quiet) for key, entry in node.mapping("labels").entries.items()}
    effective = {**labels, **own}
    for key, entry in target.mapping("labels").entries.items():
        wanted = entry.value.value if isinstance(entry.value, Scalar) else None
        if effective.get(key) not in (wanted, Unknown.VALUE):
            return False
    return True


def _note_nothing(target: MappingNode, entries: dict[str, Entry], findings: Findings) -> None:
    name = target.text("resource")
    if name and name not in entries:
        where = target.entries["resource"].value.mark.where
        findings.add(f"there is no resource '{name[:60]}' to patch", where, did_you_mean(name, entries))
        return
    findings.add("the patch matches no resource", target.mark.where, "remove it, or correct its target")


def _short(type_name: str) -> str:
    return type_name.partition("@")[0]
