"""The component plugin as the engine starts it; tests/e2e/test_eject.py proves it in a real program."""

import json
import os
import signal
import subprocess
import sys

import grpc

from orchestrator.engine.names import GROUP_TYPE
from orchestrator.providers.groups.servicer import PREFIX
from orchestrator.providers.kit.proto import provider_pb2, provider_pb2_grpc


def test_it_says_its_port_and_its_kinds_and_ends_when_told() -> None:
    command = [
        sys.executable,
        "-m",
        "orchestrator.providers.groups",
        "Network",
        "VirtualMachine",
        "127.0.0.1:1",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as plugin:
        assert plugin.stdout is not None
        port = int(plugin.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            schema = json.loads(stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)
        assert sorted(schema["resources"]) == [f"{PREFIX}Network", f"{PREFIX}VirtualMachine"]
        assert all(one["isComponent"] for one in schema["resources"].values())
        os.kill(plugin.pid, signal.SIGTERM)
        assert plugin.wait(10) == 0


def test_both_call_the_groups_alike() -> None:
    assert PREFIX == GROUP_TYPE
