"""The emulator as the cloud under the OpenStack provider."""

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
class Site:
    """Where a cloud is: a clouds.yaml, and a name in it."""

    clouds_yaml: Path
    cloud: str

    def connect(self) -> Connection:
        config = OpenStackConfig(config_files=[str(self.clouds_yaml)], load_envvars=False)
        return Connection(config=config.get_one(self.cloud))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    password = secrets.token_urlsafe(16)
    command = [sys.executable, "-m", "orchestrator.sandbox.openstack", "--port", "0", "--settle", "0.1"]
    environment = {**os.environ, "ORCHESTRATOR_SANDBOX_PASSWORD": password}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    assert process.stdout is not None
    port = json.loads(process.stdout.readline())["port"]
    file = tmp_path_factory.mktemp("cloud") / "clouds.yaml"
    file.write_text(clouds_yaml(port, password), encoding="utf-8")
    try:
        yield Site(file, CLOUD)
    finally:
        process.terminate()
        assert process.wait(10) == 0
        process.stdout.close()
