"""Instances of composite types to the built-in resources that they stand for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestrator.composites import texts
from orchestrator.composites.conversions import to_hub
from orchestrator.composites.read import CompositeType
from orchestrator.composites.schema import data_of, node_of
from orchestrator.composites.template import Filling, at_instance, fill, resource
from orchestrator.errors import Where
from orchestrator.expressions import BadExpression
from orchestrator.model.composite import Instance
from orchestrator.model.source import Path
from orchestrator.spec.composed import Notice
from orchestrator.spec.evaluate import Scope, plain, scalar
from orchestrator.spec.expressions import OPEN
from orchestrator.spec.findings import did_you_mean
from orchestrator.spec.nodes import Entry, MappingNode, Node, Scalar, Sequence, merge

KEYS = ("type", "spec", "when", "placement", "labels", "dependsOn", "lifecycle", "monitoring", "movedFrom")
"""What may be said of an instance; all but its spec is handed down to its resources."""
_INHERITED = ("placement", "labels", "lifecycle", "monitoring")
DEEPEST = 8
_LATER_ROOTS = ("resources", "stacks", "secrets")


@dataclass(slots=True)
class Expansion:
    """Everything that came of the instances of one stack."""

    types: Mapping[str, CompositeType]
    scope: Scope
    resources: dict[str, Entry] = field(default_factory=dict)
    outputs: dict[str, Mapping[str, Node]] = field(default_factory=dict)
    """Of each instance, in the stack's own names."""
    members: dict[str, list[str]] = field(default_factory=dict)
    """The keys of the built-in resources of each instance."""
    instances: list[Instance] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)


def known(node: Node, types: Mapping[str, CompositeType]) -> CompositeType | None:
    """The composite type of a resource as written; None for built-in and unknown ones."""
    return types.get(node.text("type").partition("@")[0]) if isinstance(node, MappingNode) else None


def expand(key: str, entry: Entry, work: Expansion, above: tuple[str, ...] = ()) -> list[str]:
    """Put the resources of one instance into the work; the keys of its built-in resources."""
    node = entry.value
    found = known(node, work.types)
    if found is None or not isinstance(node, MappingNode):
        work.resources[key] = entry
        return [key]
    before = len(work.scope.findings)
    members = work.members[key] = _members(key, entry, node, found, work, above)
    if len(work.scope.findings) > before:
        work.faulty.add(key)
    return members


def _members(
    key: str, entry: Entry, node: MappingNode, found: CompositeType, work: Expansion, above: tuple[str, ...]
) -> list[str]:
    allowed = _allowed(key, entry, node, found, work, above)
    spec = _spec(entry, node, found, work)
    template = found.document.spec.template
    if not allowed or spec is None or template is None:
        return []
    via = entry.mark.where
    written = at_instance(template.resources, via)
    assert isinstance(written, MappingNode)  # the type was checked when it was read
    filling = Filling(key, spec, found.hub.schema_, frozenset(written.entries), work.scope.findings)
    children: dict[str, str] = {}
    members: list[str] = []
    for name, child in written.entries.items():
        inner = child.value
        if not isinstance(inner, MappingNode):
            work.scope.findings.add(f"the resource '{name[:60]}' must be a mapping", inner.mark.where)
            continue
        own = children[name] = filling.child(name)
        made = _handed_down(name, resource(inner, filling), node, filling)
        members += expand(own, Entry(child.mark, made), work, (*above, found.name))
    outputs = template.outputs if isinstance(template.outputs, MappingNode) else MappingNode(node.mark, {})
    filled = {n: fill(at_instance(e.value, via), filling) for n, e in outputs.entries.items()}
    work.outputs[key] = {name: value for name, value in filled.items() if value is not None}
    work.instances.append(_instance(key, node, found, spec, children, work.scope))
    return members


def _allowed(
    key: str, entry: Entry, node: MappingNode, found: CompositeType, work: Expansion, above: tuple[str, ...]
) -> bool:
    """Whether the instance itself can be read; deprecation is only told."""
    findings = work.scope.findings
    before = len(findings)
    for name, extra in node.entries.items():
        if name not in KEYS:
            summary = f"'{name[:60]}' cannot be said of a composite type"
            findings.add(summary, extra.mark.where, did_you_mean(name, KEYS))
    if found.name in above or len(above) >= DEEPEST:
        circle = " → ".join([*above, found.name])
        findings.add(f"composite types contain each other without end: {circle}", entry.mark.where)
    wanted = node.text("type").partition("@")[2]
    version = found.version(wanted)
    if version is None:
        names = [f"{found.name}@{one.name}" for one in found.document.spec.versions]
        where = node.entries["type"].value.mark.where
        findings.add(
            f"{found.name} has no version '{wanted[:20]}'", where, did_you_mean(node.text("type"), names)
        )
    elif old := version.deprecated:
        until = f", and goes after {old.remove_after}" if old.remove_after else ""
        summary = f"{found.name}@{version.name} of '{key}' is deprecated since {old.since}{until}"
        work.notices.append(Notice(summary, node.entries["type"].value.mark.where, old.message))
    return len(findings) == before


def _spec(entry: Entry, node: MappingNode, found: CompositeType, work: Expansion) -> MappingNode | None:
    """The instance's spec in the hub version, with the type's rules checked."""
    scope = work.scope
    given = node.entries.get("spec")
    mark = given.mark if given else entry.mark
    inner = given.value if given else MappingNode(mark, {})
    if not isinstance(inner, MappingNode):
        scope.findings.add("'spec' must be a mapping", inner.mark.where)
        return None
    evaluated = texts.mapped(inner, lambda value: _evaluated(value, scope))
    if not isinstance(evaluated, MappingNode):
        return None
    version = node.text("type").partition("@")[2]
    if found.version(version) is None:
        return None
    # Faults about the whole spec are told at its key: an empty one has no better place.
    spec = to_hub(found, version, MappingNode(mark, evaluated.entries), scope.findings)
    return spec if spec is not None and _rules_hold(found, spec, mark.where, scope) else None


def _evaluated(node: Scalar, scope: Scope) -> Scalar:
    """A scalar of an instance's spec: what is known now is evaluated, outputs stay expressions."""
    if not isinstance(node.value, str) or OPEN not in node.value or not node.sound:
        return node
    if any(path and path[0] in _LATER_ROOTS for path in texts.paths_in(node.value)):
        return node
    value: Any = scalar(node, scope)
    if isinstance(value, str | int | float | bool) or value is None:
        known = node_of(value, node.mark)
        return known if isinstance(known, Scalar) else node
    return Scalar(node.mark, None, "", node.end, sound=False)


def _rules_hold(found: CompositeType, spec: MappingNode, where: Where, scope: Scope) -> bool:
    """Whether all rules of the hub hold; one that cannot be evaluated does not."""
    variables = {
        "spec": complete(data_of(spec), found.hub.schema_.properties),
        "env": {"name": scope.env_name, "labels": dict(scope.env_labels)},
    }
    before = len(scope.findings)
    for rule in found.hub.schema_.rules:
        try:
            holds = texts.formula(rule.rule, variables)
        except BadExpression as error:
            hint = f"the rule of {found.name}: {rule.rule}"
            scope.findings.add(f"{rule.message}: it cannot be evaluated: {error.summary}", where, hint)
            continue
        if holds is not True:
            scope.findings.add(rule.message, where, f"the rule of {found.name}: {rule.rule}")
    return len(scope.findings) == before


def complete(data: dict[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    """The same with null for what is unset, so that a rule can ask for it."""
    return {**dict.fromkeys(properties), **data}


def _handed_down(name: str, child: MappingNode, node: MappingNode, filling: Filling) -> MappingNode:
    """What is said of the instance, laid below what the template says of the resource."""
    changes: dict[str, Entry] = {}
    for key in _INHERITED:
        if given := node.entries.get(key):
            own = child.entries.get(key)
            changes[key] = Entry(own.mark, merge(given.value, own.value)) if own else given
    if given := node.entries.get("when"):
        own = child.entries.get("when")
        changes["when"] = _both(own, given) if own else given
    if given := node.entries.get("dependsOn"):
        own = child.entries.get("dependsOn")
        items = own.value.items if own and isinstance(own.value, Sequence) else ()
        more = given.value.items if isinstance(given.value, Sequence) else (given.value,)
        changes["dependsOn"] = Entry((own or given).mark, Sequence((own or given).mark, (*items, *more)))
    if moved := _moved(name, child, node, filling):
        changes["movedFrom"] = moved
    return child.put(changes)


def _both(own: Entry, given: Entry) -> Entry:
    """What holds only where both hold; anything but scalars is told by whoever reads the template's own."""
    if not isinstance(own.value, Scalar) or not isinstance(given.value, Scalar):
        return own
    text = f"{OPEN} ({texts.expression(own.value)}) && ({texts.expression(given.value)}) }}}}"
    return Entry(own.mark, Scalar(own.value.mark, text, text, own.value.end))


def _moved(name: str, child: MappingNode, node: MappingNode, filling: Filling) -> Entry | None:
    """All earlier names, the first one first: those of the instance with those of the resource in it."""
    own, outer = child.entries.get("movedFrom"), node.entries.get("movedFrom")
    mark = own.mark if own else child.mark
    befores = [*_texts(outer.value if outer else None), filling.instance]
    names = [*_texts(own.value if own else None), name]
    full = [f"{before}-{one}" for before in befores for one in names]
    items = tuple(Scalar(mark, one, one, mark.index) for one in full[:-1])
    return Entry(mark, Sequence(mark, items)) if items else None


def _texts(node: Node | None) -> list[str]:
    items = node.items if isinstance(node, Sequence) else ()
    return [item.value for item in items if isinstance(item, Scalar) and isinstance(item.value, str)]


def _instance(
    key: str,
    node: MappingNode,
    found: CompositeType,
    spec: MappingNode,
    children: Mapping[str, str],
    scope: Scope,
) -> Instance:
    labels = plain(node.mapping("labels"), scope)
    path: Path = ("resources", key)
    body = found.document.spec
    return Instance(
        key,
        node.text("type"),
        body.revision,
        complete(data_of(spec), found.hub.schema_.properties),
        labels,
        children,
        path,
        body.ready_when or "",
        found.policy_folder,
    )
