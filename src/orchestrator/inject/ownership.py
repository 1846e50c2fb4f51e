"""Tags that say whose each cloud resource is, in the form that each cloud takes."""

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from orchestrator.errors import InjectionError, OrchestratorError, raise_all
from orchestrator.graph import Graph, Group, Node, Value
from orchestrator.inject.site import resource_of
from orchestrator.inject.tagging import CARRIERS, NONE
from orchestrator.model.stack import Stack

STACK_TAG = "orchestrator-stack"
NODE_TAG = "orchestrator-node"
# What each package does not take: in keys, in values; and the longest key and value.
RULES: dict[str, tuple[str, str, int, int]] = {
    "aws": (r"(?i)^aws:|[^\w .:/=+@-]", r"[^\w .:/=+@-]", 128, 256),
    "azure-native": (r"[<>%&\\?/\x00-\x1f]", r"[\x00-\x1f]", 128, 256),
    # Swift's metadata are HTTP headers: their names are narrower than Nova's.
    "openstack": (r"[^A-Za-z0-9-]", r"[^\x20-\x7e]", 128, 255),
}
RAW = "Raw"
"""The kind of a group whose type the user has named: one that is not in the table gets no tags."""
WORD_LENGTH = 60
"""The longest tag that every Neutron takes."""


def with_ownership(graph: Graph, stack: Stack) -> Graph:
    """The graph with every node tagged that can be; raises InjectionError for types not in the table."""
    unknown: list[OrchestratorError] = [
        InjectionError(
            f"it is not known whether '{node.type}' can carry tags",
            f"'{node.name}' of resource {group.resource}",
            "add the type to inject/tagging.py",
        )
        for group in graph.groups
        for node in group.nodes
        if node.type not in CARRIERS and group.kind != RAW
    ]
    raise_all(unknown)
    return replace(graph, groups=tuple(_owned(group, graph, stack) for group in graph.groups))


def _owned(group: Group, graph: Graph, stack: Stack) -> Group:
    resource = resource_of(stack, group)
    labels = {**stack.labels, **(resource.labels if resource else {})}
    nodes = tuple(_tagged(node, graph, labels) for node in group.nodes)
    return replace(group, nodes=nodes)


def _tagged(node: Node, graph: Graph, labels: Mapping[str, str]) -> Node:
    name, form = CARRIERS.get(node.type, NONE)
    if form == "none":
        return node
    given = node.properties.get(name)
    owner = {STACK_TAG: f"{graph.stack}/{graph.environment}", NODE_TAG: node.name}
    shown = {"Name": f"{graph.stack}-{node.name}"} if node.package == "aws" else {}
    wanted = sanitised({**shown, **labels, **owner}, node.package)
    if form == "list":
        words = [word(key, value) for key, value in wanted.items()]
        before = [tag for tag in given if tag not in words] if isinstance(given, (list, tuple)) else []
        return node.with_properties(**{name: [*before, *words]})
    if form == "launched":
        launched: list[Value] = [
            {"key": key, "value": value, "propagateAtLaunch": True} for key, value in wanted.items()
        ]
        return node.with_properties(**{name: launched})
    before_map: Mapping[str, Value] = given if isinstance(given, Mapping) else {}
    # Tags that the node has of its own stay, except those that say whose it is.
    owned = {key: wanted[key] for key in owner}
    return node.with_properties(**{name: {**wanted, **before_map, **owned}})


def sanitised(tags: Mapping[str, str], package: str) -> dict[str, str]:
    """The tags as the cloud takes them: forbidden characters become "_", or "-" where "_" is forbidden."""
    bad_key, bad_value, key_length, value_length = RULES[package]
    mark = "-" if re.search(bad_key, "_") else "_"
    return {
        shortened(re.sub(bad_key, mark, key), key_length): shortened(
            re.sub(bad_value, "_", value), value_length
        )
        for key, value in tags.items()
    }


def word(key: str, value: str) -> str:
    """One tag of Neutron, which has no keys; a comma would separate tags there."""
    return shortened(f"{key}={value}".replace(",", "_"), WORD_LENGTH)


def shortened(text: str, length: int) -> str:
    """The text, or its beginning and a digest, so that two long texts stay different."""
    if len(text) <= length:
        return text
    return f"{text[: length - 9]}-{sha256(text.encode()).hexdigest()[:8]}"
