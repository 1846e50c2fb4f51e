"""A concrete cloud resource as Pulumi will see it, and the group that realises one spec resource."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from orchestrator.clouds import Target
from orchestrator.graph.attach import Check, Monitor, Slot
from orchestrator.graph.value import Output, Properties, Value, outputs_in


@dataclass(frozen=True, slots=True)
class Options:
    """How the engine treats a node; the names are Pulumi's."""

    protect: bool = False
    retain_on_delete: bool = False
    deleted_with: str = ""
    """A node whose deletion deletes this one too, so that nobody has to."""
    delete_before_replace: bool = False
    ignore_changes: tuple[str, ...] = ()
    secret_outputs: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    import_id: str = ""
    aliases: tuple[str, ...] = ()
    """Names that it had before: what the state knows by one of them is this."""


@dataclass(frozen=True, slots=True)
class Node:
    """One resource of a cloud: its official Pulumi type token, a name unique in the stack, its inputs."""

    type: str
    name: str
    properties: Properties
    options: Options = Options()

    def __getitem__(self, path: str) -> Output:
        """The output at a dotted path; digits are list positions: node["subnets.0.id"]."""
        return Output(self.name, tuple(int(step) if step.isdigit() else step for step in path.split(".")))

    @property
    def package(self) -> str:
        """The Pulumi package that provides it: aws, azure-native, openstack or random."""
        return self.type.split(":", 1)[0]

    def with_properties(self, **properties: Value) -> "Node":
        """The same node with some inputs added or replaced."""
        return replace(self, properties={**self.properties, **properties})

    def needs(self) -> tuple[str, ...]:
        """The names of the nodes that must exist first, sorted."""
        from_options = {*self.options.depends_on, self.options.deleted_with} - {""}
        return tuple(sorted({o.node for o in outputs_in(self.properties)} | from_options))


@dataclass(frozen=True, slots=True)
class Group:
    """What realises one spec resource in one place; becomes a Pulumi component resource."""

    resource: str
    kind: str
    target: Target
    nodes: tuple[Node, ...]
    outputs: Mapping[str, Value] = field(default_factory=dict)
    slots: tuple[Slot, ...] = ()
    checks: tuple[Check, ...] = ()
    monitors: tuple[Monitor, ...] = ()
    aliases: tuple[str, ...] = ()
    """Names that the spec resource had before."""

    def node(self, name: str) -> Node:
        """The node of that name; raises KeyError."""
        for node in self.nodes:
            if node.name == name:
                return node
        raise KeyError(name)

    def with_node(self, changed: Node) -> "Group":
        """The same group with the node of that name replaced."""
        return replace(self, nodes=tuple(changed if n.name == changed.name else n for n in self.nodes))
