"""The scripts that make K3s machines: they parse, take only the pinned program, and write what K3s reads."""

import json
import re
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from orchestrator.adapters.openstack.k3s_setup import (
    AGENT_CONFIG,
    FETCH,
    RELEASES,
    SERVER_CONFIG,
    Setup,
    agent,
    server,
)
from orchestrator.adapters.openstack.server import USER_DATA_LIMIT
from orchestrator.graph import Base64, Concat, Output, Secret, Value

SETUP = Setup(
    "1.34",
    token=Secret("joining"),
    admin=Secret("owning"),
    disk_key=Secret("opening"),
    disks=((Output("state", ("id",)), "/var/lib/rancher"),),
)
HERE, THERE = Output("port", ("ip",)), Output("address", ("address",))


def text(value: Value) -> str:
    assert isinstance(value, Concat)
    return "".join(
        part if isinstance(part, str) else "c2VjcmV0" if isinstance(part, Base64) else "10.1.0.5"
        for part in value.parts
    )


@pytest.mark.parametrize(
    "script", [server(SETUP, HERE, [HERE, THERE]), agent(SETUP, HERE, THERE)], ids=["server", "agent"]
)
def test_it_is_a_script_that_hides_its_secrets(script: Value) -> None:
    written = text(script)
    assert written.startswith("#!/bin/bash\n")
    assert len(written) < USER_DATA_LIMIT / 4
    assert RELEASES["1.34"][1] in written
    assert "v1.34.10%2Bk3s1/k3s" in written
    assert not re.search("joining|owning|opening", written)
    subprocess.run(["bash", "-n"], input=written, text=True, check=True)


def test_a_node_knows_nothing_that_only_the_owner_may() -> None:
    script = agent(SETUP, HERE, THERE)
    assert isinstance(script, Concat)
    assert [part for part in script.parts if isinstance(part, Base64)] == [Base64(Secret("joining"))]


@pytest.mark.parametrize("right", [True, False])
def test_only_the_pinned_program_is_taken(right: bool, tmp_path: Path) -> None:
    offered, folder = tmp_path / "offered", tmp_path / "bin"
    offered.write_text("#!/bin/sh\necho k3s\n")
    folder.mkdir()
    checksum = sha256(offered.read_bytes()).hexdigest() if right else "0" * 64
    code = FETCH.replace("/usr/local/bin", str(folder))
    script = f"set -euo pipefail\nurl='file://{offered}' checksum={checksum}\n{code}\nfetch\n"
    done = subprocess.run(["bash"], input=script, text=True, capture_output=True, check=False)
    assert (done.returncode == 0) == right, done.stderr
    assert (folder / "k3s").exists() == right


def configured(code: str, folder: Path, **variables: str) -> object:
    """What K3s reads of what a part of the script writes."""
    given = "".join(f"{name}={json.dumps(value)}\n" for name, value in variables.items())
    script = given.replace('\\"', '\\"') + code.replace("/etc/rancher/k3s", str(folder))
    subprocess.run(["bash", "-eu"], input=script, text=True, check=True)
    assert (folder / "config.yaml").stat().st_mode & 0o077 == 0
    return yaml.safe_load((folder / "config.yaml").read_text())


def test_the_control_plane_is_encrypted_and_known_by_its_names(tmp_path: Path) -> None:
    names = re.search(r"^names='(.*)'$", text(server(SETUP, HERE, [HERE, THERE])), re.MULTILINE)
    assert names
    config = configured(
        SERVER_CONFIG, tmp_path, token="joining", admin="owning", address="10.1.0.5", names=names[1]
    )
    assert isinstance(config, dict)
    assert config["tls-san"] == ["10.1.0.5", "10.1.0.5"]
    assert (config["flannel-backend"], config["secrets-encryption"]) == ("wireguard-native", True)
    assert config["token"] == "joining"
    assert (tmp_path / "tokens.csv").read_text() == 'owning,admin,admin,"system:masters"\n'


def test_a_node_is_told_where_to_join(tmp_path: Path) -> None:
    config = configured(AGENT_CONFIG, tmp_path, token="joining", address="10.1.0.6", server="10.1.0.5")
    assert config == {"server": "https://10.1.0.5:6443", "token": "joining", "node-ip": "10.1.0.6"}
