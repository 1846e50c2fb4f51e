"""One draft per instance: `count` gives NAME-0, NAME-1 …, a network's `spans` give one per cloud."""

import re

from orchestrator.model.environment import Environment
from orchestrator.model.resources import RESOURCE_TYPES
from orchestrator.spec import instances, spans
from orchestrator.spec.drafts import Draft, Registry
from orchestrator.spec.evaluate import Scope, Unknown
from orchestrator.spec.findings import did_you_mean
from orchestrator.spec.nodes import Entry, MappingNode, Scalar
from orchestrator.spec.placement import place
from orchestrator.spec.wording import NAME_RULE, shown

KEYS = (
    "type",
    "spec",
    "placement",
    "labels",
    "count",
    "forEach",
    "when",
    "dependsOn",
    "movedFrom",
    "lifecycle",
    "health",
    "monitoring",
    "register",
    "degrade",
    "raw",
)
INSIDE = tuple(key for key in KEYS if key not in ("type", "placement", "count", "forEach", "when"))
"""What is said of each instance; the rest is used up when instances are made."""
MOST_OF_ALL = 10_000
NAME = re.compile(r"[a-z]([a-z0-9-]{0,38}[a-z0-9])?")


def expand(resources: MappingNode, environment: Environment, scope: Scope) -> Registry:
    """All instances of all resources, with every fault noted."""
    registry = Registry()
    for key, entry in resources.entries.items():
        before = len(scope.findings)
        if instances.left_out(entry.value, scope):
            registry.left_out.add(key)
            registry.by_key[key] = []
            continue
        drafts = _drafts(key, entry, environment, scope)
        if drafts is None or len(scope.findings) > before:
            registry.faulty.add(key)
        registry.by_key[key] = drafts or []
        for draft in registry.by_key[key]:
            _register(draft, registry, scope)
        if len(registry.by_name) > MOST_OF_ALL:
            scope.findings.add(f"more than {MOST_OF_ALL:,} instances", entry.mark.where, "split the stack")
            break
    return registry


def _register(draft: Draft, registry: Registry, scope: Scope) -> None:
    if not NAME.fullmatch(draft.name):
        summary = f"the name '{draft.name[:60]}' must be {NAME_RULE}"
        scope.findings.add(summary, draft.mark.where)
    if other := registry.by_name.get(draft.name):
        line = other.mark.where.line
        summary = f"two resources are called '{draft.name}'"
        scope.findings.add(summary, draft.mark.where, f"the other one stands on line {line}")
        return
    registry.by_name[draft.name] = draft


def _drafts(key: str, entry: Entry, environment: Environment, scope: Scope) -> list[Draft] | None:
    """The instances of one resource; None where a fault hides how many there are."""
    node = entry.value
    findings = scope.findings
    if not isinstance(node, MappingNode):
        findings.add(f"the resource '{key[:60]}' must be a mapping", node.mark.where, "{type: …, spec: …}")
        return None
    for name, extra in node.entries.items():
        if name not in KEYS:
            hint = did_you_mean(name, KEYS)
            findings.add(f"unknown key '{name[:60]}' in resource '{key[:60]}'", extra.mark.where, hint)
    kind = _type(key, entry, node, scope)
    if kind is None:
        return None
    if kind == "Network@v1" and "spans" in node.mapping("spec").entries:
        return spans.drafts(key, node, environment, scope, INSIDE)
    target = place(node, entry.mark, key, environment, scope)
    found = instances.instances(node, scope)
    if target is None or isinstance(found, Unknown):
        return None
    path = ("resources", key)
    inner = node.only(*INSIDE)
    if found is None:
        return [Draft(key, key, kind, inner, path, entry.mark, target)]
    return [Draft(f"{key}-{i}", key, kind, inner, path, entry.mark, target, i, v) for i, v in found.items()]


def _type(key: str, entry: Entry, node: MappingNode, scope: Scope) -> str | None:
    found = node.get("type")
    if found is None:
        hint = f"one of {', '.join(RESOURCE_TYPES)}"
        scope.findings.add(f"the resource '{key[:60]}' has no type", entry.mark.where, hint)
        return None
    value = found.value if isinstance(found, Scalar) else None
    if isinstance(value, str) and value in RESOURCE_TYPES:
        return value
    hint = did_you_mean(value, RESOURCE_TYPES) if isinstance(value, str) else ""
    name = shown(value) if isinstance(found, Scalar) else "a structure"
    scope.findings.add(f"unknown resource type {name}", found.mark.where, hint)
    return None
