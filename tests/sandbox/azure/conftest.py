"""A running ARM emulator, and the real SDK clients on it."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.pipeline.policies import HeadersPolicy, SansIOHTTPPolicy

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
TOKEN = "a-token-for-tests"


@dataclass(frozen=True)
class Emulator:
    url: str

    def client(self, kind: Any, **more: Any) -> Any:
        """An SDK client; azure-core sends bearer tokens over https only, so a header policy does."""
        return kind(
            credential=Nobody(),
            subscription_id=SUBSCRIPTION,
            base_url=self.url,
            authentication_policy=SansIOHTTPPolicy(),
            headers_policy=HeadersPolicy({"Authorization": f"Bearer {TOKEN}"}),
            credential_scopes=["nowhere"],
            polling_interval=0.01,
            retry_total=0,
            **more,
        )

    def call(
        self, method: str, path: str, body: Any = None, token: str = TOKEN, **headers: str
    ) -> tuple[int, Any]:
        """A raw request: (status, body)."""
        data = None if body is None else json.dumps(body).encode()
        head = {"Authorization": f"Bearer {token}", **headers}
        request = urllib.request.Request(self.url + path, data, head, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                raw = answer.read()
                return answer.status, json.loads(raw) if raw else None
        except urllib.error.HTTPError as error:
            raw = error.read()
            return error.code, json.loads(raw) if raw else None

    def arm(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """A raw request below the subscription."""
        joint = "&" if "?" in path else "?"
        return self.call(
            method, f"/subscriptions/{SUBSCRIPTION}{path}{joint}api-version=2024-01-01", body, **headers
        )


class Nobody:
    """A credential that is never asked."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        raise AssertionError("no token may be asked for")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestrator.sandbox.azure", "--port", "0"],
        env={**os.environ, "ORCHESTRATOR_ARM_TOKEN": TOKEN},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    yield Emulator(f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}")
    process.terminate()
    assert process.wait(10) == 0


@pytest.fixture
def group(emulator: Emulator, request: pytest.FixtureRequest) -> Iterator[str]:
    """A resource group of the test's own."""
    name = "g-" + re.sub("[^a-z0-9_]", "-", request.node.name.lower())[:80].rstrip("-")
    assert emulator.arm("PUT", f"/resourceGroups/{name}", {"location": "westeurope"})[0] == 201
    yield name
    emulator.arm("DELETE", f"/resourceGroups/{name}")
