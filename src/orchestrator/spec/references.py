"""Names of other resources: network fields, dependsOn and outputs, resolved to instances."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from orchestrator.clouds import Target
from orchestrator.errors import Where
from orchestrator.model.resources import RESOURCE_TYPES
from orchestrator.model.source import Path
from orchestrator.model.values import OutputRef
from orchestrator.spec import schema
from orchestrator.spec.drafts import Draft, Registry
from orchestrator.spec.evaluate import Unknown
from orchestrator.spec.findings import Findings, did_you_mean, quoted
from orchestrator.spec.nodes import MappingNode, Node, Sequence

_SHAPE = "write resources.NAME.outputs.OUTPUT, or resources.NAME[0].outputs.OUTPUT"


@dataclass(slots=True)
class References:
    """Resolves names for one draft, or for the stack's outputs, and keeps what it needs."""

    registry: Registry
    findings: Findings
    draft: Draft | None = None
    needs: dict[str, Where] = field(default_factory=dict)
    """The instances that must exist first, and where that is said."""

    def fields(self, data: dict[str, Any]) -> None:
        """Replace every name in a reference field by the instance on the same cloud and region."""
        if self.draft is None:
            return
        for path, wanted in schema.references(RESOURCE_TYPES[self.draft.type]):
            parent, place = _inside(data, self.draft.node, path[:-1])
            if isinstance(parent, dict) and isinstance(name := parent.get(path[-1]), str):
                node = place.get(path[-1]) if isinstance(place, MappingNode) else None
                where = (node or place).mark.where
                parent[path[-1]] = self._same_place(name, wanted, path[-1], self.draft.target, where)

    def depends_on(self, data: dict[str, Any]) -> None:
        """Replace the names in dependsOn by all their instances."""
        names = data.get("dependsOn")
        node = self.draft.node.get("dependsOn") if self.draft else None
        if not isinstance(names, tuple) or not isinstance(node, Sequence):
            return
        if not all(isinstance(name, str) for name in names):
            return
        found: list[str] = []
        for name, item in zip(names, node.items, strict=True):
            if self._exists(name, item.mark.where):
                found.extend(draft.name for draft in self.registry.find(name))
                for draft in self.registry.find(name):
                    self.needs.setdefault(draft.name, item.mark.where)
        data["dependsOn"] = tuple(dict.fromkeys(found))

    def output(self, path: Path, where: Where) -> OutputRef | Unknown:
        """What `resources.NAME.outputs.OUTPUT` reads, with a fault noted where it reads nothing."""
        match path:
            case ("resources", str(name), "outputs", str(output)):
                draft = self._instance(name, where)
            case ("resources", str(name), int(index), "outputs", str(output)):
                draft = self._indexed(name, index, where)
            case _:
                self.findings.add("this is not an output of a resource", where, _SHAPE)
                return Unknown.VALUE
        if draft is None:
            return Unknown.VALUE
        known = RESOURCE_TYPES[draft.type].OUTPUTS
        if output not in known:
            summary = f"a {draft.short_type} has no output {quoted(output)}"
            self.findings.add(summary, where, did_you_mean(output, known))
            return Unknown.VALUE
        self.needs.setdefault(draft.name, where)
        return OutputRef(draft.name, output)

    def _nearest(self, name: str, wanted: str | None = None) -> str:
        """The nearest name of a resource, or of one that has the wanted type."""
        if wanted is None:
            return did_you_mean(name, self.registry.names())
        right = (draft for draft in self.registry.by_name.values() if draft.short_type == wanted)
        return did_you_mean(name, {draft.logical_name for draft in right})

    def _exists(self, name: str, where: Where) -> bool:
        if name in self.registry.by_key or name in self.registry.by_name:
            return True
        self.findings.add(f"there is no resource {quoted(name)}", where, partial(self._nearest, name))
        return False

    def _same_place(self, name: str, wanted: str, key: str, here: Target, where: Where) -> str | Unknown:
        if not self._exists(name, where):
            return Unknown.VALUE
        drafts = self.registry.find(name)
        if drafts and drafts[0].short_type != wanted:
            summary = f"'{key}' must name a {wanted}; '{name}' is a {drafts[0].short_type}"
            self.findings.add(summary, where, partial(self._nearest, name, wanted))
            return Unknown.VALUE
        near = [draft for draft in drafts if draft.target == here]
        if len(near) == 1:
            self.needs.setdefault(near[0].name, where)
            return near[0].name
        if name in self.registry.faulty:
            return Unknown.VALUE
        if near:
            hint = f"name one of them, such as '{near[0].name}'"
            self.findings.add(f"'{name}' has several instances in {here}", where, hint)
            return Unknown.VALUE
        there = ", ".join(sorted({str(draft.target) for draft in drafts})) or "nowhere: its count is 0"
        hint = (
            f"it is in {there}: add a span with placement {{provider: {here.cloud}, region: {here.region}}}"
        )
        self.findings.add(f"the {wanted} '{name}' does not reach {here}", where, hint)
        return Unknown.VALUE

    def _instance(self, name: str, where: Where) -> Draft | None:
        """The one instance that a name without index means."""
        if not self._exists(name, where):
            return None
        drafts = self.registry.find(name)
        if name in self.registry.by_name or name in self.registry.faulty:
            return drafts[0] if drafts and name in self.registry.by_name else None
        if not drafts or drafts[0].index is not None:
            hint = f"write {_spelled(name)}[0].outputs…"
            self.findings.add(f"'{name}' has a count: say which instance", where, hint)
            return None
        near = [draft for draft in drafts if self.draft and draft.target == self.draft.target]
        if len(near) == 1:
            return near[0]
        hint = f"name one of them, such as {_spelled(drafts[0].name)}.outputs…"
        self.findings.add(f"'{name}' has several spans: say which", where, hint)
        return None

    def _indexed(self, name: str, index: int, where: Where) -> Draft | None:
        if not self._exists(name, where):
            return None
        drafts = self.registry.find(name)
        if name in self.registry.faulty:
            return None
        if drafts and drafts[0].index is None and len(drafts[0].path) == len(("resources", name)):
            summary = f"'{name}' has no count, so no index"
            self.findings.add(summary, where, f"write {_spelled(name)}.outputs…")
            return None
        if index < len(drafts):
            return drafts[index]
        hint = f"the highest index is {len(drafts) - 1}" if drafts else "its count is 0"
        self.findings.add(f"'{name}' has no instance [{index}]", where, hint)
        return None


def _spelled(name: str) -> str:
    return f'resources["{name}"]' if "-" in name else f"resources.{name}"


def _inside(data: Any, node: Node, path: tuple[str, ...]) -> tuple[Any, Node]:
    """The data below a path, and the nearest node to it."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
        below = node.get(step) if isinstance(node, MappingNode) else None
        node = below or node
    return data, node
