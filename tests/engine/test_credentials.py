"""Logging in by a token: what a plugin's process gets, and that boto3 takes the role with it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from orchestrator.engine.credentials import login_variables
from orchestrator.errors import EngineError
from orchestrator.model.environment import (
    AwsAuth,
    AwsOidc,
    AwsProvider,
    AzureAuth,
    AzureOidc,
    AzureProvider,
    Providers,
)

ROLE = "arn:aws:iam::123456789012:role/deploy"
ID = "00000000-0000-0000-0000-000000000000"
WHO = """\
import boto3, json
sts = boto3.client("sts", region_name="eu-central-1")
print(json.dumps([sts.get_caller_identity()["Arn"], boto3.Session().get_credentials().method]))
"""


def aws(token: Path) -> Providers:
    oidc = AwsOidc(role_arn=ROLE, token_file=str(token))
    return Providers(aws=AwsProvider(region="eu-central-1", auth=AwsAuth(oidc=oidc)))


def test_nothing_is_said_where_the_environment_says_nothing() -> None:
    assert login_variables(Providers(aws=AwsProvider(region="x")), {}) == {}


def test_azure_gets_the_variables_of_workload_identity(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text("signed")
    oidc = AzureOidc(client_id=ID, tenant_id=ID, token_file=str(token))
    provider = AzureProvider(region="westeurope", subscription_id=ID, auth=AzureAuth(oidc=oidc))
    for name, value in login_variables(Providers(azure=provider), {}).items():
        monkeypatch.setenv(name, value)
    from azure.identity import DefaultAzureCredential

    kinds = {type(one).__name__ for one in DefaultAzureCredential().credentials}
    assert "WorkloadIdentityCredential" in kinds
    assert "signed" not in json.dumps(login_variables(Providers(azure=provider), {}))


@pytest.fixture
def endpoint() -> Iterator[str]:
    """A plain moto: the sandbox's refuses callers without its key, which is what a token replaces."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def test_aws_gives_the_role_although_keys_lie_around(endpoint: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="AWS_PROFILE"):
        login_variables(aws(tmp_path), {"AWS_PROFILE": "mine"})
    token = tmp_path / "token"
    token.write_text("header.payload.signature")
    own = {"AWS_ACCESS_KEY_ID": "AKIAUSER", "AWS_SECRET_ACCESS_KEY": "user"}
    environment = {**os.environ, "AWS_ENDPOINT_URL": endpoint, **own, **login_variables(aws(token), {})}
    ran = subprocess.run([sys.executable, "-c", WHO], env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    arn, method = json.loads(ran.stdout)
    assert method == "assume-role-with-web-identity"
    assert ":assumed-role/deploy/orchestrator" in arn
