"""User-data as the real cloud-init and systemd of Debian read it."""

import json
import os
import subprocess
from email import message_from_bytes
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from orchestrator.clouds import Target
from orchestrator.graph import CloudInit, Graph, Group, Node
from orchestrator.inject import agent_file, inject
from orchestrator.model.environment import Environment
from orchestrator.model.stack import Stack

# Runs in the system's Python, where cloud-init is installed: what it makes of user-data, part by part,
# and the one cloud-config that it merges from all parts.
READER = """
import json, sys
from pathlib import Path
from cloudinit import handlers, helpers, user_data
from cloudinit.handlers.cloud_config import CloudConfigPartHandler

folder = Path(sys.argv[1])
paths = helpers.Paths({"cloud_dir": str(folder), "run_dir": str(folder)})
message = user_data.UserDataProcessor(paths).process((folder / "user-data").read_bytes())
configs = CloudConfigPartHandler(paths)
configs.cloud_fn = str(folder / "merged")
configs.handle_part(None, handlers.CONTENT_START, None, None, None, None)
parts = []
for part in message.walk():
    if not part.is_multipart():
        payload = part.get_payload(decode=True).decode()
        parts.append([part.get_content_type(), part.get_filename(), payload])
        kind, name = part.get_content_type(), part.get_filename()
        if kind == "text/cloud-config":
            configs.handle_part(payload, kind, name, payload, None, dict(part))
configs.handle_part(None, handlers.CONTENT_END, None, None, None, None)
from cloudinit import util
json.dump({"parts": parts, "merged": util.load_yaml((folder / "merged").read_text())}, sys.stdout)
"""
SCRIPT = "#!/bin/bash\nset -eu\necho \"${HOME}\" 'grüße' > /tmp/x\n"
CONFIG = """#cloud-config
packages: [nginx]
write_files:
  - {path: /etc/shop, content: hello}
runcmd:
  - [systemctl, start, shop]
"""
NESTED = f"""MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="own"

--own
Content-Type: text/x-shellscript; charset="us-ascii"

#!/bin/sh
echo nested
--own
Content-Type: text/cloud-config; charset="us-ascii"

{CONFIG}
--own--
"""


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """The programs that these tests ask; installed where they are missing."""
    if which("cloud-init") and which("systemd-analyze"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["update", "-qq"],
        ["install", "-qq", "-y", "--no-install-recommends", "cloud-init", "systemd"],
    ):
        subprocess.run(["apt-get", *command], env=environment, timeout=600, check=True, capture_output=True)


def user_data(text: str | None, limit: int = 65535) -> str:
    """What a machine with that user-data gets."""
    target = Target("openstack", "RegionOne")
    server = Node("openstack:compute/instance:Instance", "web", {})
    slot = CloudInit("web", ("userData",), "plain", limit, server["accessIpV4"], text)
    graph = Graph("shop", "dev", (Group("web", "VirtualMachine", target, (server,), slots=(slot,)),))
    stack = Stack("shop", {}, Environment.model_validate({"name": "dev", "providers": {}}), ())
    made = inject(graph, stack, agent_file()).group_of("web").node("web").properties["userData"]
    assert isinstance(made, str)
    return made


def read(text: str, folder: Path) -> dict[str, Any]:
    """What cloud-init makes of it."""
    folder.joinpath("user-data").write_text(text, encoding="utf-8")
    command = ["/usr/bin/python3", "-c", READER, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_the_schema_of_cloud_init_accepts_our_part(tmp_path: Path) -> None:
    (part,) = [p for p in message_from_bytes(user_data(None).encode()).walk() if not p.is_multipart()]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    file = tmp_path / "ours.cfg"
    file.write_bytes(payload)
    command = ["cloud-init", "schema", "-c", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Valid cloud-config" in done.stdout
    # The check must be able to fail.
    file.write_bytes(payload.replace(b'"write_files": [', b'"write_files": [7, '))
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0


def test_a_script_comes_through_and_sorts_after_runcmd(tmp_path: Path) -> None:
    result = read(user_data(SCRIPT), tmp_path)
    script, ours = result["parts"]
    assert script == ["text/x-shellscript", "user-data", SCRIPT]
    assert script[1] > "runcmd"
    assert ours[0] == "text/cloud-config"
    assert result["merged"]["write_files"][0]["path"] == "/opt/orchestrator/agent.py"


@pytest.mark.parametrize("text", [CONFIG, NESTED])
def test_a_cloud_config_of_the_user_is_merged_and_the_agent_starts_first(tmp_path: Path, text: str) -> None:
    merged = read(user_data(text), tmp_path)["merged"]
    assert merged["packages"] == ["nginx"]
    assert [file["path"] for file in merged["write_files"]] == [
        "/opt/orchestrator/agent.py",
        "/etc/orchestrator-agent.json",
        "/etc/systemd/system/orchestrator-agent.service",
        "/etc/shop",
    ]
    assert merged["runcmd"] == [
        ["systemctl", "daemon-reload"],
        ["systemctl", "enable", "--now", "orchestrator-agent.service"],
        ["systemctl", "start", "shop"],
    ]


def test_parts_inside_the_users_document_are_found(tmp_path: Path) -> None:
    kinds = [kind for kind, _, _ in read(user_data(NESTED), tmp_path)["parts"]]
    assert kinds == ["text/x-shellscript", "text/cloud-config", "text/cloud-config"]


def test_a_packed_script_is_unpacked(tmp_path: Path) -> None:
    long = "#!/bin/sh\n" + "echo hello\n" * 3000
    made = user_data(long, limit=16384)
    assert len(made) <= 16384
    assert read(made, tmp_path)["parts"][0] == ["text/x-shellscript", "user-data", long]


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    unit = read(user_data(None), tmp_path)["merged"]["write_files"][2]
    file = tmp_path / "orchestrator-agent.service"
    file.write_text(unit["content"], encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "orchestrator-agent.service" not in done.stderr, done.stderr
    # The check must be able to fail.
    file.write_text(unit["content"].replace("MemoryMax", "MemoryMux"), encoding="utf-8")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "MemoryMux" in done.stderr
