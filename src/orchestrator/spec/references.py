"""Names of other resources: network fields, dependsOn and outputs, resolved to instances."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from orchestrator.clouds import Target
from orchestrator.errors import Where
from orchestrator.expressions import Kind
from orchestrator.model.references import references
from orchestrator.model.resources import RESOURCE_TYPES
from orchestrator.model.source import Path
from orchestrator.model.values import OutputRef, Reference
from orchestrator.spec.drafts import Draft, Registry
from orchestrator.spec.evaluate import Unknown
from orchestrator.spec.findings import Findings, did_you_mean, quoted
from orchestrator.spec.nodes import MappingNode, Node, Sequence

KINDS = {"string": Kind.STRING, "int": Kind.INT, "strings": Kind.LIST}
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
        """Replace every name in a reference field by its instance; in a list, by all its instances."""
        if self.draft is None:
            return
        for path, mark in references(RESOURCE_TYPES[self.draft.type]):
            parent, place = _inside(data, self.draft.node, path[:-1])
            if not isinstance(parent, dict):
                continue
            node = place.get(path[-1]) if isinstance(place, MappingNode) else None
            where = (node or place).mark.where
            match parent.get(path[-1]):
                case str(name):
                    parent[path[-1]] = self._one(name, mark, path[-1], self.draft.target, where)
                case tuple(names) if all(isinstance(name, str) for name in names):
                    items = node.items if isinstance(node, Sequence) else ()
                    places = [item.mark.where for item in items] or [where] * len(names)
                    parent[path[-1]] = self._all(names, mark, path[-1], self.draft.target, places)

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
            case ("resources", str(name), (int() | str()) as index, "outputs", str(output)):
                draft = self._indexed(name, index, where)
            case _:
                self.findings.add("this is not an output of a resource", where, _SHAPE)
                return Unknown.VALUE
        if draft is None:
            return Unknown.VALUE
        model = RESOURCE_TYPES[draft.type]
        known = model.OUTPUTS
        if output not in known and not model.ANY_OUTPUT:
            summary = f"a {draft.short_type} has no output {quoted(output)}"
            self.findings.add(summary, where, did_you_mean(output, known))
            return Unknown.VALUE
        self.needs.setdefault(draft.name, where)
        return OutputRef(draft.name, output, KINDS[known[output]] if output in known else Kind.DYN)

    def _nearest(self, name: str, wanted: tuple[str, ...] = ()) -> str:
        """The nearest name of a resource, or of one that has a wanted type."""
        if not wanted:
            return did_you_mean(name, self.registry.names())
        right = (draft for draft in self.registry.by_name.values() if draft.short_type in wanted)
        return did_you_mean(name, {draft.logical_name for draft in right})

    def _exists(self, name: str, where: Where) -> bool:
        if name in self.registry.by_key or name in self.registry.by_name:
            return True
        self.findings.add(f"there is no resource {quoted(name)}", where, partial(self._nearest, name))
        return False

    def _one(self, name: str, mark: Reference, key: str, here: Target, where: Where) -> str | Unknown:
        """The instance that a reference field means."""
        near = self._near(name, mark, key, here, where)
        if len(near) == 1:
            self.needs.setdefault(near[0].name, where)
            return near[0].name
        if near:
            place = "" if mark.anywhere else f" in {here}"
            hint = f"name one of them, such as '{near[0].name}'"
            self.findings.add(f"'{name}' has several instances{place}", where, hint)
        return Unknown.VALUE

    def _all(
        self, names: tuple[str, ...], mark: Reference, key: str, here: Target, places: list[Where]
    ) -> tuple[str, ...] | Unknown:
        """Every instance that the names of a list mean, each once."""
        found: list[str] = []
        for name, where in zip(names, places, strict=True):
            if name in self.registry.by_key and not self.registry.by_key[name]:
                continue  # its count is 0: none of them
            near = self._near(name, mark, key, here, where)
            if not near:
                return Unknown.VALUE
            for draft in near:
                self.needs.setdefault(draft.name, where)
            found.extend(draft.name for draft in near)
        return tuple(dict.fromkeys(found))

    def _near(self, name: str, mark: Reference, key: str, here: Target, where: Where) -> list[Draft]:
        """The instances within reach; none with the fault noted."""
        if not self._exists(name, where):
            return []
        drafts = self.registry.find(name)
        wanted = " or ".join(mark.types)
        if drafts and drafts[0].short_type not in mark.types:
            summary = f"'{key}' must name a {wanted}; '{name}' is a {drafts[0].short_type}"
            self.findings.add(summary, where, partial(self._nearest, name, mark.types))
            return []
        if self._left_out(name, where):
            return []
        near = [draft for draft in drafts if draft.target == here] or (drafts if mark.anywhere else [])
        if near or name in self.registry.faulty:
            return near
        there = ", ".join(sorted({str(draft.target) for draft in drafts})) or "nowhere: its count is 0"
        hint = f"it is in {there}: place both in one region"
        if "Network" in mark.types:
            spanned = f"placement {{provider: {here.cloud}, region: {here.region}}}"
            hint = f"it is in {there}: add a span with {spanned}"
        self.findings.add(f"the {wanted} '{name}' does not reach {here}", where, hint)
        return []

    def _instance(self, name: str, where: Where) -> Draft | None:
        """The one instance that a name without index means."""
        if not self._exists(name, where):
            return None
        drafts = self.registry.find(name)
        if name in self.registry.by_name or name in self.registry.faulty:
            return drafts[0] if drafts and name in self.registry.by_name else None
        if self._left_out(name, where):
            return None
        if not drafts or drafts[0].index is not None:
            key = f'"{drafts[0].index}"' if drafts and isinstance(drafts[0].index, str) else "0"
            several = "forEach" if key != "0" else "a count"
            hint = f"write {_spelled(name)}[{key}].outputs…"
            self.findings.add(f"'{name}' has {several}: say which instance", where, hint)
            return None
        near = [draft for draft in drafts if self.draft and draft.target == self.draft.target]
        if len(near) == 1:
            return near[0]
        hint = f"name one of them, such as {_spelled(drafts[0].name)}.outputs…"
        self.findings.add(f"'{name}' has several spans: say which", where, hint)
        return None

    def _indexed(self, name: str, index: int | str, where: Where) -> Draft | None:
        if not self._exists(name, where):
            return None
        drafts = self.registry.find(name)
        if name in self.registry.faulty or self._left_out(name, where):
            return None
        if drafts and drafts[0].index is None and len(drafts[0].path) == len(("resources", name)):
            summary = f"'{name}' has no count, so no index"
            self.findings.add(summary, where, f"write {_spelled(name)}.outputs…")
            return None
        if isinstance(index, int) and index < len(drafts) and not isinstance(drafts[index].index, str):
            return drafts[index]
        keyed = {draft.index: draft for draft in drafts}
        if index in keyed:
            return keyed[index]
        self.findings.add(f"'{name}' has no instance [{_quoted(index)}]", where, _known(drafts))
        return None

    def _left_out(self, name: str, where: Where) -> bool:
        if name not in self.registry.left_out:
            return False
        hint = "give what reads it the same 'when'"
        self.findings.add(f"'{name}' is left out here: its 'when' is false", where, hint)
        return True


def _known(drafts: list[Draft]) -> str:
    """Which instances there are."""
    if not drafts:
        return "its count is 0"
    if isinstance(drafts[0].index, str):
        return f"its instances: {', '.join(str(draft.index) for draft in drafts[:20])}"
    return f"the highest index is {len(drafts) - 1}"


def _quoted(index: int | str) -> str:
    return str(index) if isinstance(index, int) else f'"{index[:60]}"'


def _spelled(name: str) -> str:
    return f'resources["{name}"]' if "-" in name else f"resources.{name}"


def _inside(data: Any, node: Node, path: tuple[str, ...]) -> tuple[Any, Node]:
    """The data below a path, and the nearest node to it."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
        below = node.get(step) if isinstance(node, MappingNode) else None
        node = below or node
    return data, node
