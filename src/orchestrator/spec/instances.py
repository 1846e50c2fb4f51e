"""How many instances a resource has: `when` decides whether, `count` and `forEach` how many."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from orchestrator.spec.evaluate import Scope, Unknown, plain
from orchestrator.spec.nodes import MappingNode, Node
from orchestrator.spec.wording import shown

MOST_OF_ONE = 1000
Instances: TypeAlias = Mapping[int | str, Any]
"""What tells an instance from the others, and what `self.value` is in it."""


def left_out(node: Node, scope: Scope) -> bool:
    """Whether `when` is false, with the fault noted where it is neither."""
    found = node.get("when") if isinstance(node, MappingNode) else None
    if found is None:
        return False
    value = plain(found, scope)
    if not isinstance(value, bool | Unknown):
        summary = f"'when' must be true or false, not {shown(value)}"
        scope.findings.add(summary, found.mark.where, "compare: ${{ params.size == 'large' }}")
    return value is False


def instances(node: MappingNode, scope: Scope) -> Instances | Unknown | None:
    """The instances; None for a single one without a number."""
    count, each = node.get("count"), node.get("forEach")
    if count is not None and each is not None:
        summary = "'count' and 'forEach' cannot stand together"
        scope.findings.add(summary, each.mark.where, "forEach: for sets with names; count: for the rest")
        return Unknown.VALUE
    if each is not None:
        return _each(each, scope)
    return None if count is None else _count(count, scope)


def _count(node: Node, scope: Scope) -> Instances | Unknown:
    value = plain(node, scope)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_OF_ONE:
        summary = f"'count' must be a whole number from 0 to {MOST_OF_ONE}, not {shown(value)}"
        scope.findings.add(summary, node.mark.where)
        return Unknown.VALUE
    return dict.fromkeys(range(value))


def _each(node: Node, scope: Scope) -> Instances | Unknown:
    """A list of names, or a mapping from names to values."""
    match plain(node, scope):
        case Unknown():
            return Unknown.VALUE
        case tuple(names) if all(isinstance(name, str) for name in names):
            if doubled := next((name for name in names if names.count(name) > 1), None):
                scope.findings.add(f"'forEach' names {shown(doubled)} twice", node.mark.where)
                return Unknown.VALUE
            found: Instances = {name: name for name in names}
        case dict(values):
            found = values
        case value:
            summary = "'forEach' must be a list of names, or a mapping with a value for each name"
            given = f", not {shown(value)}" if not isinstance(value, tuple) else ""
            scope.findings.add(summary + given, node.mark.where, "forEach: [blue, green]")
            return Unknown.VALUE
    if len(found) > MOST_OF_ONE:
        scope.findings.add(f"'forEach' has more than {MOST_OF_ONE:,} names", node.mark.where)
        return Unknown.VALUE
    return found
