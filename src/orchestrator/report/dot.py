"""A graph in Graphviz DOT: groups as boxes, nodes in them, arrows to what a node needs."""

import json

from orchestrator.graph import Graph


def dot(graph: Graph) -> str:
    """The text of a .dot file."""
    lines = ["digraph stack {", "  rankdir=LR; node [shape=box, fontname=sans];"]
    for number, group in enumerate(graph.groups):
        label = json.dumps(f"{group.resource}: {group.kind} on {group.target}", ensure_ascii=False)
        lines += [f"  subgraph cluster_{number} {{", f"    label={label};"]
        for node in group.nodes:
            text = json.dumps(f"{node.name}\n{node.type}", ensure_ascii=False)
            lines.append(f"    {json.dumps(node.name)} [label={text}];")
        lines.append("  }")
    for node in graph.nodes():
        lines += [f"  {json.dumps(node.name)} -> {json.dumps(need)};" for need in node.needs()]
    return "\n".join([*lines, "}"])
