"""A team's own OPA server judges, through opa-python-client; without our policies on it nothing passes."""

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from e2e.conftest import Orchestrator

from orchestrator import tools


@pytest.fixture
def opa_url() -> Iterator[str]:
    """A real server without any policy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    opa = tools.ensure("opa", lambda line: None)
    server = subprocess.Popen([opa, "run", "--server", "--addr", address], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                urlopen(f"http://{address}/health", timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < deadline, "opa does not answer"
                time.sleep(0.05)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait()


def test_a_server_judges_once_it_has_the_packs(opa_url: str, tmp_path: Path) -> None:
    orchestrator = Orchestrator({"ORCHESTRATOR_STATE_DIR": str(tmp_path), "ORCHESTRATOR_OPA_URL": opa_url})
    bare = orchestrator("validate", "stacks/retail")
    assert bare.code == 1
    assert "lacks" in bare.err and "orchestrator policy push" in bare.err

    assert "rules on http://127.0.0.1" in orchestrator("policy", "push").ok().out
    orchestrator("validate", "stacks/retail").ok()
    local = Orchestrator({"ORCHESTRATOR_STATE_DIR": str(tmp_path)})(
        "validate", "stacks/noncompliant", "--json"
    )
    remote = orchestrator("validate", "stacks/noncompliant", "--json")
    assert local.code == remote.code == 3
    told = [[v["violations"] for v in ran.json()["verdicts"]] for ran in (local, remote)]
    assert told[0] == told[1], "one decision, whoever makes it"
