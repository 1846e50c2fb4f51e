"""The real OPA, small packs, and a server to ask."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from orchestrator import policy
from orchestrator.tools import ensure

RULE = """# METADATA
# title: Things are good
# description: Anything else is bad.
# custom:
#   severity: high
#   scope: {scope}
#   point: {point}
#   remediation: Make it good.
package rules.{pack}.{name}

about := rego.metadata.chain()

{body}
"""
BAD = 'deny contains {"message": "bad", "path": ["spec", "bad"]} if input.resource.spec.bad == true'


@pytest.fixture(scope="session")
def opa_binary() -> Path:
    return ensure("opa", lambda text: None)


@pytest.fixture
def opa(opa_binary: Path) -> policy.LocalOpa:
    return policy.LocalOpa(opa_binary)


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Makes a pack: one good rule, and files that are added or replaced."""

    def make(
        name: str = "mine", rules: dict[str, str] | None = None, manifest: str | None = None, **options: str
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "pack.yaml").write_text(manifest or f'name: {name}\nversion: "1"\ntitle: Ours\n')
        for rule, body in (rules or {"good": BAD}).items():
            filled = {"scope": "resource", "point": "spec", "pack": name, "name": rule, **options}
            (folder / f"{rule}.rego").write_text(RULE.format(body=body, **filled))
        return folder

    return make


def resource(name: str = "web", **spec: Any) -> dict[str, Any]:
    target = {"cloud": "aws", "region": "eu-west-1"}
    return {"name": name, "type": "Thing@v1", "target": target, "labels": {}, "spec": spec}


@pytest.fixture
def document() -> Callable[..., dict[str, Any]]:
    """Makes a spec document of the given specs, one resource each."""

    def make(**specs: dict[str, Any]) -> dict[str, Any]:
        return {
            "stack": {"name": "shop", "labels": {}},
            "environment": {"name": "dev", "labels": {}, "regions": {}},
            "resources": [resource(name, **spec) for name, spec in specs.items()],
        }

    return make


@contextmanager
def serving(binary: Path, folder: Path, *files: Path, token: str = "") -> Iterator[str]:
    """An OPA server of somebody else on a free port; yields its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = [
        "run",
        "--server",
        "--addr",
        f"127.0.0.1:{port}",
        "--skip-version-check",
        "--log-level",
        "error",
    ]
    if token:
        guard = folder / "guard.rego"
        guard.write_text(
            f'package system.authz\n\ndefault allow := false\n\nallow if input.identity == "{token}"\n'
        )
        arguments += ["--authentication", "token", "--authorization", "basic", str(guard)]
    process = subprocess.Popen([str(binary), *arguments, *map(str, files)], env={})
    try:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            assert process.poll() is None
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def server(opa_binary: Path, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts servers; they stop with the test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
        running = []

        def start(*files: Path, token: str = "") -> str:
            context = serving(opa_binary, tmp_path, *files, token=token)
            running.append(context)
            return context.__enter__()

        yield start
        for context in reversed(running):
            context.__exit__(None, None, None)
