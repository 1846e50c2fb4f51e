"""The emulator as its own program, and a clouds.yaml that leads to it."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from openstack.config import OpenStackConfig
from openstack.connection import Connection

from orchestrator.sandbox.openstack.connection import CLOUD, clouds_yaml


@dataclass(frozen=True)
class Emulator:
    port: int
    password: str
    clouds_yaml: Path

    def connect(self) -> Connection:
        config = OpenStackConfig(config_files=[str(self.clouds_yaml)], load_envvars=False)
        return Connection(config=config.get_one(CLOUD))


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    password = secrets.token_urlsafe(16)
    command = [sys.executable, "-m", "orchestrator.sandbox.openstack", "--port", "0", "--settle", "0.1"]
    environment = {**os.environ, "ORCHESTRATOR_SANDBOX_PASSWORD": password}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    assert process.stdout is not None
    port = json.loads(process.stdout.readline())["port"]
    file = tmp_path_factory.mktemp("cloud") / "clouds.yaml"
    file.write_text(clouds_yaml(port, password), encoding="utf-8")
    try:
        yield Emulator(port, password, file)
    finally:
        process.terminate()
        assert process.wait(10) == 0
        process.stdout.close()


@pytest.fixture
def cloud(emulator: Emulator) -> Connection:
    return emulator.connect()
