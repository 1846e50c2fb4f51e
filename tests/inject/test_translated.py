"""The injection over what the adapters really make: each example stack, and each type on each cloud."""

import json
from base64 import b64decode
from email import message_from_string
from gzip import decompress
from pathlib import Path
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.clouds import CLOUDS, Cloud
from orchestrator.composites import load
from orchestrator.graph import AgentMonitor, Base64, CloudInit, Concat, Graph, Properties, Secret, Value
from orchestrator.inject import AgentFile, inject
from orchestrator.inject.tagging import CARRIERS
from orchestrator.model.stack import Stack
from orchestrator.spec import environments

STACKS = Path(__file__).parents[2] / "stacks"
EXAMPLES = [(folder.name, name) for folder in sorted(STACKS.iterdir()) for name in environments(folder)]
ENVIRONMENT = """apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev}
providers:
  aws: {region: eu-central-1}
  azure: {region: westeurope, subscriptionId: 00000000-0000-0000-0000-000000000001}
  openstack: {region: RegionOne, cloud: home}
"""
ONE_OF_EACH = """apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: each}
resources:
  net:
    type: Network@v1
    placement: {provider: CLOUD}
    spec: {cidr: 10.50.0.0/18}
  db:
    type: DatabaseInstance@v1
    placement: {provider: CLOUD}
    spec: {engine: mysql, version: "8.0", network: net}
  files:
    type: ObjectBucket@v1
    placement: {provider: CLOUD}
  vm:
    type: VirtualMachine@v1
    placement: {provider: CLOUD}
    spec:
      size: small
      image: {os: debian, version: "12"}
      network: net
      userData: |
        #!/bin/sh
        echo "${{ resources.db.outputs.host }}" > /etc/db
    health: {tcp: 22}
"""


@pytest.fixture(params=EXAMPLES, ids="-".join)
def example(request: pytest.FixtureRequest) -> Stack:
    """One example stack in one of its environments."""
    name, environment = request.param
    return load(STACKS / name, environment).stack


@pytest.fixture(params=CLOUDS)
def one_of_each(request: pytest.FixtureRequest, tmp_path: Path) -> Stack:
    """Every type on one cloud."""
    cloud: Cloud = request.param
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "dev.yaml").write_text(ENVIRONMENT, encoding="utf-8")
    (tmp_path / "stack.yaml").write_text(ONE_OF_EACH.replace("CLOUD", cloud), encoding="utf-8")
    return load(tmp_path, "dev").stack


def test_an_example_is_complete_and_in_order(example: Stack, agent: AgentFile) -> None:
    before = translate(example)
    after = inject(before, example, agent)
    assert inject(after, example, agent) == after
    names = [node.name for node in after.ordered()]
    assert {node.name for node in before.nodes()} < set(names)


def test_every_type_on_every_cloud(one_of_each: Stack, agent: AgentFile) -> None:
    after = inject(translate(one_of_each), one_of_each, agent)
    assert inject(after, one_of_each, agent) == after
    realised = {group.kind: group for group in after.groups}
    assert realised.keys() >= {"Network", "DatabaseInstance", "ObjectBucket", "VirtualMachine"}
    for group in after.groups:
        machines = [slot for slot in group.slots if isinstance(slot, CloudInit)]
        assert len(machines) == sum(isinstance(m, AgentMonitor) for m in group.monitors)
        for slot in machines:
            text = shown(at(group.node(slot.node).properties, slot.property))
            assert carries_agent(text, agent)


def test_what_is_injected_is_accepted_by_the_official_packages(
    one_of_each: Stack, agent: AgentFile, official: Any
) -> None:
    after = inject(translate(one_of_each), one_of_each, agent)
    tagged = 0
    for node in after.nodes():
        contract = official.resource(node.type)
        assert set(node.properties) <= set(contract), node.name
        tagged += CARRIERS[node.type][0] in node.properties
    assert tagged >= 5


def at(properties: Properties, path: tuple[str, ...]) -> Value:
    value: Value = properties
    for step in path:
        assert isinstance(value, dict)
        value = value[step]
    return value


def shown(value: Value) -> str:
    """A user-data value as the machine gets it, with a word in the place of what is known later."""
    match value:
        case str():
            return value
        case Concat(parts):
            return "".join(shown(part) for part in parts)
        case Base64(inner):
            return shown(inner)
        case Secret(inner) if not isinstance(inner, str):
            return shown(inner)
    return "LATER"


def carries_agent(text: str, agent: AgentFile) -> bool:
    """Whether the last part brings exactly this agent."""
    *_, ours = [part for part in message_from_string(text).walk() if not part.is_multipart()]
    payload = ours.get_payload(decode=True)
    assert isinstance(payload, bytes)
    config = json.loads(payload.decode().removeprefix("#cloud-config\n"))
    return decompress(b64decode(config["write_files"][0]["content"])).decode() == agent.text


def test_the_examples_are_there() -> None:
    assert len(EXAMPLES) >= 3
    assert isinstance(translate(load(STACKS / EXAMPLES[0][0], EXAMPLES[0][1]).stack), Graph)
