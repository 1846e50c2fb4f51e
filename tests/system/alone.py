"""Single OpenStack services of Debian, each alone and without Keystone, on a free port."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openstack.config import OpenStackConfig
from openstack.connection import Connection

PROJECT, USER = "a" * 32, "b" * 32
# Serves the paste application of a file; its user is always the same one.
SERVER = f"""
import sys
from wsgiref.simple_server import make_server
from paste import deploy

app = deploy.loadapp("config:" + sys.argv[1])

def owned(environ, start):
    environ.update(HTTP_X_PROJECT_ID="{PROJECT}", HTTP_X_TENANT_ID="{PROJECT}", HTTP_X_USER_ID="{USER}")
    environ.setdefault("HTTP_X_ROLES", "admin,member")
    return app(environ, start)

make_server("127.0.0.1", int(sys.argv[2]), owned).serve_forever()
"""


@dataclass(frozen=True)
class Alone:
    """Where a single service is: a clouds.yaml that names nothing else."""

    clouds_yaml: Path
    cloud: str = "alone"

    def connect(self) -> Connection:
        config = OpenStackConfig(config_files=[str(self.clouds_yaml)], load_envvars=False)
        return Connection(config=config.get_one(self.cloud))


def alone(folder: Path, port: int, path: str) -> Alone:
    """A client's way to the service; the user is named by who serves it."""
    cloud = {"auth_type": "none", "auth": {"endpoint": f"http://127.0.0.1:{port}{path}"}}
    (folder / "clouds.yaml").write_text(json.dumps({"clouds": {"alone": {**cloud, "region_name": ""}}}))
    return Alone(folder / "clouds.yaml")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def install(*packages: str) -> None:
    """Debian's packages, where they are missing; none of them starts a service of its own."""
    known = subprocess.run(["dpkg", "-s", *packages], capture_output=True, check=False)
    if known.returncode == 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *command], env=environment, timeout=600, check=True, capture_output=True)


@contextmanager
def running(folder: Path, name: str, command: list[str], port: int = 0) -> Iterator[None]:
    """A program while it is needed; with a port, from when it answers there."""
    out = folder / f"{name}.out"
    environment = {**os.environ, "HOME": str(folder), "PYTHONUNBUFFERED": "1"}
    with (
        out.open("ab") as sink,
        subprocess.Popen(command, env=environment, cwd=folder, stdout=sink, stderr=sink) as process,
    ):
        try:
            _await(process, port, out)
            yield
        finally:
            process.terminate()
            process.wait(30)


def _await(process: "subprocess.Popen[bytes]", port: int, out: Path) -> None:
    for _ in range(240):
        assert process.poll() is None, out.read_text()[-3000:]
        with socket.socket() as probe:
            if not port or probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.25)
    raise AssertionError(out.read_text()[-3000:])
