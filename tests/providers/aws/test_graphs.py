"""What the adapters and sidecars make for AWS is what the providers accept: names, types, outputs."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from goldens import GOLDENS

from orchestrator.adapters import translate
from orchestrator.graph import Base64, Concat, EnvironmentSecret, Json, Lookup, Node, Output, Secret
from orchestrator.inject import agent_file, inject
from orchestrator.providers.aws import PROVIDER as AWS
from orchestrator.providers.kit.check import check
from orchestrator.providers.kit.wire import UNKNOWN
from orchestrator.providers.random import PROVIDER as RANDOM
from orchestrator.spec import load

SPECS = [spec for spec, cloud in GOLDENS if cloud == "aws"]
SCHEMAS = {h.schema.token: h.schema for provider in (AWS, RANDOM) for h in provider.resources}
FUNCTIONS = {function.token: function for function in AWS.functions}


def plain(value: Any) -> Any:
    """As the provider gets it in a preview: what comes from elsewhere is not known."""
    match value:
        case Output() | Lookup() | EnvironmentSecret():
            return UNKNOWN
        case Secret():
            return plain(value.value)
        case Concat() | Base64() | Json():
            return "text"
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    return value


def inside(value: Any) -> Iterator[Any]:
    """A value and all within."""
    yield value
    match value:
        case Secret() | Base64() | Json():
            yield from inside(value.value)
        case Concat():
            for part in value.parts:
                yield from inside(part)
        case Mapping():
            for item in value.values():
                yield from inside(item)
        case list() | tuple():
            for item in value:
                yield from inside(item)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.parent.name)
def test_every_node_is_accepted(spec: Path) -> None:
    stack = load(spec, "aws").stack
    groups = inject(translate(stack), stack, agent_file()).groups
    nodes: dict[str, Node] = {node.name: node for group in groups for node in group.nodes}
    assert nodes
    for node in nodes.values():
        schema = SCHEMAS[node.type]
        _, faults = check(schema.inputs, plain(node.properties))
        assert not faults, (node.name, faults)
        for value in inside(node.properties):
            if isinstance(value, Lookup):
                function = FUNCTIONS[value.token]
                assert not check(function.inputs, plain(value.arguments))[1]
                assert value.path[0] in function.outputs
            if isinstance(value, Output):
                there = SCHEMAS[nodes[value.node].type]
                assert value.path[0] in {"id", *there.inputs, *there.outputs}, (node.name, value)
        ignored = {path.split(".")[0].split("[")[0] for path in node.options.ignore_changes}
        assert ignored <= set(schema.inputs)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.parent.name)
def test_every_output_and_check_refers_to_what_exists(spec: Path) -> None:
    stack = load(spec, "aws").stack
    groups = inject(translate(stack), stack, agent_file()).groups
    nodes: dict[str, Node] = {node.name: node for group in groups for node in group.nodes}
    for group in groups:
        for value in inside(dict(group.outputs)):
            if isinstance(value, Output):
                there = SCHEMAS[nodes[value.node].type]
                assert value.path[0] in {"id", *there.inputs, *there.outputs}, (group.resource, value)
