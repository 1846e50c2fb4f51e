"""A stack four times as large takes four times as long: counted in calls, which no busy machine changes."""

import sys
from pathlib import Path

import pytest

from orchestrator.adapters import translate
from orchestrator.inject import agent_file, inject
from orchestrator.model.stack import Stack
from orchestrator.spec import load

HEAD = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: large}
resources:
"""
ENVIRONMENT = """\
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev}
providers:
  aws: {region: eu-central-1}
  azure: {region: westeurope, subscriptionId: 00000000-0000-0000-0000-000000000000}
  openstack: {region: RegionOne, cloud: private}
"""
TRIPLE = """\
  net-{n}: {{type: Network@v1, placement: {{provider: {cloud}}}, spec: {{cidr: 10.{n}.0.0/16}}}}
  disk-{n}: {{type: Volume@v1, placement: {{provider: {cloud}}}, spec: {{sizeGiB: 20, attachTo: web-{n}}}}}
  web-{n}:
    type: VirtualMachine@v1
    placement: {{provider: {cloud}}}
    spec: {{size: small, image: {{os: debian, version: "12"}}, network: net-{n}}}
"""
CLOUDS = ("aws", "azure", "openstack")


def text(count: int) -> str:
    """A stack of so many machines, each with a network and a disk."""
    return HEAD + "".join(TRIPLE.format(n=n, cloud=CLOUDS[n % 3]) for n in range(count)) + ENVIRONMENT


def stack_of(folder: Path, count: int) -> Stack:
    file = folder / "stack.yaml"
    file.write_text(text(count))
    return load(file).stack


def calls(stack: Stack) -> int:
    """How many functions are called to translate and to inject it, built-in ones as well."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    agent = agent_file()
    sys.setprofile(count)
    try:
        inject(translate(stack), stack, agent)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.timeout(120)
def test_translating_and_injecting_are_linear(tmp_path: Path) -> None:
    calls(stack_of(tmp_path, 6))
    small, large = calls(stack_of(tmp_path, 60)), calls(stack_of(tmp_path, 240))
    assert large < 4.6 * small
