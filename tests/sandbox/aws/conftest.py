"""The local AWS, started once for the tests of a file."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

KEY = "AKIATESTTESTTESTTEST"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    environment = {**os.environ, "ORCHESTRATOR_SANDBOX_ACCESS_KEY": KEY}
    command = [sys.executable, "-m", "orchestrator.sandbox.aws", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}"
        process.terminate()


@pytest.fixture
def aws(endpoint: str) -> Callable[..., Any]:
    """Makes a client of a service, with the right access key or another one."""

    def client(service: str, key: str = KEY, region: str = "eu-west-1") -> Any:
        return boto3.client(
            service,
            endpoint_url=endpoint,
            region_name=region,
            aws_access_key_id=key,
            aws_secret_access_key="any",
            config=Config(retries={"total_max_attempts": 1}),
        )

    return client
