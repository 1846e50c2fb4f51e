"""Putting nodes and monitors into a group so that doing it twice changes nothing."""

from dataclasses import replace

from orchestrator.graph import Group, Monitor, Node


def attach(group: Group, nodes: list[Node], monitors: list[Monitor]) -> Group:
    """The group with these nodes, by name, and these monitors."""
    by_name = {node.name: node for node in (*group.nodes, *nodes)}
    all_monitors = list(group.monitors)
    for monitor in monitors:
        if monitor not in all_monitors:  # not a set: what a monitor holds need not be hashable
            all_monitors.append(monitor)
    return replace(group, nodes=tuple(by_name.values()), monitors=tuple(all_monitors))
