"""One draft per instance: `count` gives NAME-0, NAME-1 …, a network's `spans` give one per cloud."""

import re
from dataclasses import dataclass, replace

from orchestrator.clouds import Target
from orchestrator.model.environment import Environment
from orchestrator.model.resources import RESOURCE_TYPES, AnyResource, Placement
from orchestrator.model.values import Labels
from orchestrator.spec import instances, placement, spans
from orchestrator.spec.build import build
from orchestrator.spec.drafts import Draft, Registry
from orchestrator.spec.evaluate import Scope, Unknown
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.nodes import Entry, MappingNode, Scalar
from orchestrator.spec.siting import Choice, Siting, choose, in_place
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
_NOWHERE = Target("aws", "")
"""Until a place is chosen."""
NAME = re.compile(r"[a-z]([a-z0-9-]{0,38}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What instances are made in."""

    environment: Environment
    labels: Labels
    siting: Siting
    scope: Scope


@dataclass(frozen=True, slots=True)
class _Unplaced:
    """Instances whose place is chosen when all that name theirs have one."""

    wanted: Placement
    drafts: list[Draft]


def expand(resources: MappingNode, around: Surroundings) -> tuple[Registry, tuple[Choice, ...]]:
    """All instances of all resources, and the places that were chosen, with every fault noted."""
    registry, findings = Registry(), around.scope.findings
    waiting: dict[str, _Unplaced] = {}
    for key, entry in resources.entries.items():
        before = len(findings)
        if instances.left_out(entry.value, around.scope):
            registry.left_out.add(key)
            registry.by_key[key] = []
            continue
        drafts = _drafts(key, entry, around)
        if isinstance(drafts, _Unplaced):
            waiting[key] = drafts
            drafts = []
        if drafts is None or len(findings) > before:
            registry.faulty.add(key)
        registry.by_key[key] = drafts or []
        for draft in registry.by_key[key]:
            _register(draft, registry, around.scope)
        if len(registry.by_name) > MOST_OF_ALL:
            findings.add(f"more than {MOST_OF_ALL:,} instances", entry.mark.where, "split the stack")
            break
    choices = tuple(_placed(key, one, registry, around) for key, one in waiting.items() if one.drafts)
    return registry, choices


def _placed(key: str, one: _Unplaced, registry: Registry, around: Surroundings) -> Choice:
    """The chosen place for all instances of a resource, with the fault noted where none will do."""
    first = one.drafts[0]

    def trial(place: Target, findings: Findings) -> AnyResource | None:
        scope = replace(around.scope, findings=findings)
        return build(in_place(first, place), registry, around.labels, scope)[0]

    choice = choose(key, first.type, one.wanted, around.environment, registry, around.siting, trial)
    if all(candidate.reasons for candidate in choice.candidates) and not choice.kept:
        said = "; ".join(f"{c.target}: {', '.join(c.reasons)}" for c in choice.candidates)
        hint = said or "add `providers` to the environment"
        around.scope.findings.add(f"there is no place for '{key}'", first.mark.where, hint)
    registry.by_key[key] = [in_place(draft, choice.chosen) for draft in one.drafts]
    for draft in registry.by_key[key]:
        _register(draft, registry, around.scope)
    return choice


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


def _drafts(key: str, entry: Entry, around: Surroundings) -> list[Draft] | _Unplaced | None:
    """The instances of one resource; None where a fault hides how many there are."""
    node, scope = entry.value, around.scope
    if not isinstance(node, MappingNode):
        hint = "{type: …, spec: …}"
        scope.findings.add(f"the resource '{key[:60]}' must be a mapping", node.mark.where, hint)
        return None
    for name, extra in node.entries.items():
        if name not in KEYS:
            hint = did_you_mean(name, KEYS)
            scope.findings.add(f"unknown key '{name[:60]}' in resource '{key[:60]}'", extra.mark.where, hint)
    kind = _type(key, entry, node, scope)
    if kind is None:
        return None
    if kind == "Network@v1" and "spans" in node.mapping("spec").entries:
        return spans.drafts(key, node, around.environment, scope, INSIDE)
    wanted = placement.wanted(node, entry.mark, key, scope)
    found = instances.instances(node, scope)
    if wanted is None or isinstance(found, Unknown):
        return None
    target = _NOWHERE
    if wanted.provider is not None:
        named = placement.target(wanted, node.mapping("placement"), around.environment, scope)
        if named is None:
            return None
        target = named
    one = Draft(key, key, kind, node.only(*INSIDE), ("resources", key), entry.mark, target)
    drafts = [one]
    if found is not None:
        drafts = [replace(one, name=f"{key}-{i}", index=i, value=v) for i, v in found.items()]
    return drafts if wanted.provider is not None else _Unplaced(wanted, drafts)


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
