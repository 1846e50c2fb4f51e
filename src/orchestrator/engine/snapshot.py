"""What the state holds, as plain data with secrets masked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from orchestrator.engine.events import INTERNAL, name_of, unmarked
from orchestrator.engine.names import GROUP_TYPE, SHARES
from orchestrator.graph import Output


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The outputs of each node and each spec resource, and of the stack."""

    nodes: Mapping[str, Mapping[str, Any]]
    ids: Mapping[str, str]
    groups: Mapping[str, Mapping[str, Any]]
    outputs: Mapping[str, Any]

    def with_nodes(self, reported: Mapping[str, Mapping[str, Any] | None]) -> "Snapshot":
        """The same with what the clouds report now; nodes that are gone are left out."""
        gone = {name for name, outputs in reported.items() if outputs is None}
        current = {name: reported.get(name) or outputs for name, outputs in self.nodes.items()}
        return replace(
            self,
            nodes={name: outputs for name, outputs in current.items() if name not in gone},
            ids={name: id_ for name, id_ in self.ids.items() if name not in gone},
        )

    def look(self, output: Output) -> Any:
        """The value of an output; None where the state has none."""
        if output.path == ("id",):
            return self.ids.get(output.node)
        value: Any = self.nodes.get(output.node)
        for step in output.path:
            if isinstance(value, Mapping):
                value = value.get(str(step))
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value


def snapshot(deployment: Mapping[str, Any]) -> Snapshot:
    """Read an exported deployment."""
    nodes: dict[str, Mapping[str, Any]] = {}
    ids: dict[str, str] = {}
    groups: dict[str, Mapping[str, Any]] = {}
    outputs: Mapping[str, Any] = {}
    for resource in deployment.get("resources") or ():
        if resource.get("delete"):
            continue
        name, values = name_of(resource["urn"]), unmarked(resource.get("outputs") or {})
        if resource["type"] == "pulumi:pulumi:Stack":
            outputs = {key: value for key, value in values.items() if key != SHARES}
        elif resource["type"].startswith(GROUP_TYPE):
            groups[name] = values
        elif not resource["type"].startswith(INTERNAL):
            nodes[name], ids[name] = values, resource.get("id", "")
    return Snapshot(nodes, ids, groups, outputs)
