"""The whole translated stack: groups in dependency order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter

from orchestrator.errors import TranslationError
from orchestrator.graph.node import Group, Node
from orchestrator.graph.value import StackOutput, Value, walk


@dataclass(frozen=True, slots=True)
class Graph:
    """What will exist for one stack in one environment."""

    stack: str
    environment: str
    groups: tuple[Group, ...]
    outputs: Mapping[str, Value] = field(default_factory=dict)
    shares: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Outputs that other stacks may read, and which stacks."""
    forgotten: tuple[str, ...] = ()
    """Spec resources that leave the state and stay in the clouds."""

    def nodes(self) -> Iterator[Node]:
        """Every node, in the order of the groups."""
        for group in self.groups:
            yield from group.nodes

    def stack_outputs(self) -> frozenset[StackOutput]:
        """All that is read of other stacks."""
        values = [*(node.properties for node in self.nodes()), *(group.outputs for group in self.groups)]
        found = (inner for value in (*values, self.outputs) for inner in walk(value))
        return frozenset(inner for inner in found if isinstance(inner, StackOutput))

    def group_of(self, node: str) -> Group:
        """The group that holds the node of that name; raises KeyError."""
        for group in self.groups:
            if any(n.name == node for n in group.nodes):
                return group
        raise KeyError(node)

    def only(self, keep: Callable[[Group], bool]) -> "Graph":
        """The same graph with some of its groups."""
        return replace(self, groups=tuple(group for group in self.groups if keep(group)))

    def ordered(self) -> tuple[Node, ...]:
        """The nodes so that each comes after all that it needs; raises TranslationError."""
        nodes: dict[str, Node] = {}
        for group in self.groups:
            for node in group.nodes:
                if node.name in nodes:
                    raise TranslationError(
                        f"two cloud resources would be named '{node.name}'",
                        f"resource {group.resource}",
                        "rename one of the resources in the stack",
                    )
                nodes[node.name] = node
        needs = {node.name: node.needs() for node in nodes.values()}
        for name, needed in needs.items():
            for need in needed:
                if need not in nodes:
                    raise TranslationError(f"'{name}' needs '{need}', which does not exist")
        try:
            order = TopologicalSorter(needs).static_order()
            return tuple(nodes[name] for name in order)
        except CycleError as cycle:
            path = " → ".join(str(name) for name in cycle.args[1])
            raise TranslationError(f"cloud resources depend on each other in a circle: {path}") from cycle
