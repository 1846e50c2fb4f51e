"""Every node of every golden graph is what our own providers accept and give, by their own description."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from goldens import GOLDENS

from orchestrator.adapters import translate
from orchestrator.graph import (
    Base64,
    Concat,
    EnvironmentSecret,
    Graph,
    Json,
    Lookup,
    Node,
    Output,
    Secret,
    Value,
    walk,
)
from orchestrator.inject import agent_file, inject
from orchestrator.providers import aws, openstack, random
from orchestrator.providers.azure import provider as azure
from orchestrator.providers.kit.handler import Function, Provider
from orchestrator.providers.kit.schema import ListOf, MapOf, ObjectOf, Property, Scalar, Schema, Type
from orchestrator.spec import load

PROVIDERS: tuple[Provider[Any], ...] = (aws.PROVIDER, azure.PROVIDER, openstack.PROVIDER, random.PROVIDER)
SCHEMAS: dict[str, Schema] = {r.schema.token: r.schema for p in PROVIDERS for r in p.resources}
FUNCTIONS: dict[str, Function[Any]] = {f.token: f for p in PROVIDERS for f in p.functions}
SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}


def graphs() -> list[Any]:
    found = []
    for spec, cloud in GOLDENS:
        stack = load(spec, cloud).stack
        graph = inject(translate(stack), stack, agent_file())
        found.append(pytest.param(graph, id=f"{spec.parent.name}-{cloud}"))
    return found


@pytest.mark.parametrize("graph", graphs())
def test_every_node_is_accepted(graph: Graph) -> None:
    nodes = {node.name: node for node in graph.nodes()}
    assert nodes
    assert [fault for node in nodes.values() for fault in node_faults(node, nodes)] == []


def test_a_wrong_node_is_found() -> None:
    vpc = Node("aws:ec2/vpc:Vpc", "v", {"cidrBlock": 5, "colour": "red"})
    subnet = Node("aws:ec2/subnet:Subnet", "s", {"cidrBlock": vpc["nothing"]})
    assert list(node_faults(vpc, {"v": vpc})) == ["v.cidrBlock: 5 is no string", "v.colour is no input"]
    assert list(node_faults(subnet, {"v": vpc, "s": subnet})) == [
        "s.vpcId is missing",
        "s: v.nothing: aws:ec2/vpc:Vpc gives no nothing",
    ]
    assert list(node_faults(Node("aws:a/b:C", "c", {}), {})) == ["c: no provider of ours has aws:a/b:C"]


def node_faults(node: Node, nodes: Mapping[str, Node]) -> Iterator[str]:
    if node.type not in SCHEMAS:
        yield f"{node.name}: no provider of ours has {node.type}"
        return
    yield from object_faults(node.properties, SCHEMAS[node.type].inputs, node.name)
    for output in (value for value in walk(node.properties) if isinstance(value, Output)):
        source = SCHEMAS[nodes[output.node].type]
        given = {**source.inputs, **source.outputs}
        if fault := path_fault(given, output.path):
            yield f"{node.name}: {output}: {source.token} {fault}"


def object_faults(
    values: Mapping[str, Value], properties: Mapping[str, Property], path: str
) -> Iterator[str]:
    for name, value in values.items():
        if name not in properties:
            yield f"{path}.{name} is no input"
        else:
            yield from value_faults(value, properties[name].type, f"{path}.{name}")
    for name, described in properties.items():
        if described.required and described.default is None and name not in values:
            yield f"{path}.{name} is missing"


def value_faults(value: Value, kind: Type, path: str) -> Iterator[str]:
    match value, kind:
        case (Output() | EnvironmentSecret() | None, _) | (_, Scalar("any")):
            return
        case Secret(inner), _:
            yield from value_faults(inner, kind, path)
        case Lookup(token, arguments, steps), _:
            if token not in FUNCTIONS:
                yield f"{path}: no provider of ours has {token}"
                return
            yield from object_faults(arguments, FUNCTIONS[token].inputs, path)
            if fault := path_fault(FUNCTIONS[token].outputs, steps):
                yield f"{path}: {token} {fault}"
        case ((Concat() | Base64() | Json()), Scalar("string")):
            return
        case Mapping(), ObjectOf(properties=properties):
            yield from object_faults(value, properties, path)
        case Mapping(), MapOf(item):
            for key, inner in value.items():
                yield from value_faults(inner, item, f"{path}.{key}")
        case ((list() | tuple()), ListOf(item=item)):
            for index, inner in enumerate(value):
                yield from value_faults(inner, item, f"{path}.{index}")
        case _, Scalar(name, choices):
            if not isinstance(value, SCALARS[name]) or (isinstance(value, bool) and name != "boolean"):
                yield f"{path}: {value!r} is no {name}"
            elif choices and value not in choices:
                yield f"{path}: {value!r} is none of {', '.join(choices)}"
        case _:
            yield f"{path}: {value!r} is no {type(kind).__name__}"


def path_fault(given: Mapping[str, Property], path: tuple[str | int, ...]) -> str:
    """What is wrong with a path into what is given; empty when nothing is."""
    if path == ("id",):
        return ""
    kind: Type = ObjectOf("", given)
    for step in path:
        match kind:
            case ObjectOf(properties=properties) if step in properties:
                kind = properties[str(step)].type
            case ListOf(item=item) if isinstance(step, int):
                kind = item
            case Scalar("any"):
                return ""
            case _:
                return f"gives no {step}"
    return ""
