"""A running ARM emulator for the provider, and an ARM client of the provider's own on it."""

import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from orchestrator.providers.azure.arm import Arm
from orchestrator.providers.azure.connection import Connection

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
TOKEN = "a-token-for-the-provider"


@dataclass(frozen=True)
class Sandbox:
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a plugin finds in its environment."""
        return {
            "ORCHESTRATOR_ARM_ENDPOINT": self.url,
            "ORCHESTRATOR_ARM_TOKEN": TOKEN,
            "ARM_SUBSCRIPTION_ID": SUBSCRIPTION,
        }

    def arm(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """A request behind the provider's back."""
        where = path if path.startswith("/") else f"/subscriptions/{SUBSCRIPTION}/{path}"
        return self.call(method, f"{where}?api-version=2024-01-01", body)

    def fault(self, **fault: Any) -> None:
        """Let something go wrong."""
        status, body = self.call("POST", "/_sandbox/faults", fault)
        assert status == 201, body

    def groups(self) -> list[str]:
        """What is left in the cloud."""
        return [group["name"] for group in self.arm("GET", "resourceGroups")[1]["value"]]

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        head = {"Authorization": f"Bearer {TOKEN}"}
        request = urllib.request.Request(self.url + path, data, head, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                raw = answer.read()
                return answer.status, json.loads(raw) if raw else None
        except urllib.error.HTTPError as error:
            raw = error.read()
            return error.code, json.loads(raw) if raw else None


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestrator.sandbox.azure", "--port", "0"],
        env={**os.environ, "ORCHESTRATOR_ARM_TOKEN": TOKEN},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    yield Sandbox(f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}")
    process.terminate()
    assert process.wait(10) == 0


@pytest.fixture
def arm(sandbox: Sandbox) -> Arm:
    return Arm(Connection(sandbox.url, SUBSCRIPTION, "westeurope", token=TOKEN), threading.Event())


@pytest.fixture
def group(sandbox: Sandbox, request: pytest.FixtureRequest) -> Iterator[str]:
    """A resource group of the test's own."""
    name = "".join(c if c.isalnum() else "-" for c in f"g-{request.node.name}".lower())[:80].rstrip("-")
    assert sandbox.arm("PUT", f"resourceGroups/{name}", {"location": "westeurope"})[0] == 201
    yield name
    sandbox.call("DELETE", "/_sandbox/faults")
    sandbox.arm("DELETE", f"resourceGroups/{name}")


@pytest.fixture
def engine(new_engine: Callable[..., Any], sandbox: Sandbox) -> Any:
    """A stack whose plugin is our program."""
    engine = new_engine(**sandbox.environment)
    engine.plugin("azure-native", "3.29.0", "-m", "orchestrator.providers.azure")
    engine.config = {"azure-native:location": "westeurope"}
    return engine
