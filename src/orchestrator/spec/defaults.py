"""The defaults of an environment: laid below every resource, so that what a stack says stands."""

from orchestrator.spec.nodes import Entry, MappingNode, Node, merge

KEYS = ("monitoring", "health")


def apply(resources: MappingNode, defaults: MappingNode) -> MappingNode:
    """The resources with the defaults below them; each value keeps the place where it was written."""
    given = {key: defaults.entries[key] for key in KEYS if key in defaults.entries}
    if not given:
        return resources
    entries = {name: Entry(entry.mark, _one(entry.value, given)) for name, entry in resources.entries.items()}
    return MappingNode(resources.mark, entries)


def _one(node: Node, given: dict[str, Entry]) -> Node:
    """One resource; what is no mapping is a fault that is told later."""
    if not isinstance(node, MappingNode):
        return node
    entries = dict(node.entries)
    for key, entry in given.items():
        own = entries.get(key)
        entries[key] = Entry(own.mark, merge(entry.value, own.value)) if own else entry
    return MappingNode(node.mark, entries)
