"""The real OpenStack control plane: started when it is not up yet, and then stopped again at the end."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from openstack.config import OpenStackConfig
from openstack.connection import Connection

DEVCLOUD = Path(__file__).parent / "devcloud.sh"


@dataclass(frozen=True)
class Site:
    """Where a cloud is: a clouds.yaml, and a name in it."""

    clouds_yaml: Path
    cloud: str

    def connect(self) -> Connection:
        config = OpenStackConfig(config_files=[str(self.clouds_yaml)], load_envvars=False)
        return Connection(config=config.get_one(self.cloud))


def devcloud(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(DEVCLOUD), command], capture_output=True, text=True, timeout=1200, check=False)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    started = devcloud("status").returncode != 0
    done = devcloud("up")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    state = Path(os.environ.get("STATE_DIR") or Path(home) / "devcloud")
    try:
        yield Site(state / "clouds.yaml", "devcloud")
    finally:
        if started:
            devcloud("down")


@pytest.fixture
def cloud(site: Site) -> Connection:
    return site.connect()
