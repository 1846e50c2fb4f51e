"""A password from a store: it reaches the cloud, and stands nowhere in plain text."""

import json
from collections.abc import Mapping
from pathlib import Path

import boto3
import pytest
from e2e.conftest import Orchestrator, Ran

WORD = "Never-seen-4711-x"
ENVIRONMENT = """\
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev, labels: {stage: dev}}
providers: {aws: {region: eu-central-1}, openstack: {region: RegionOne, cloud: private}}
secrets:
  aws-main: {awsSecretsManager: {region: eu-central-1}}
  mounted: {file: {folder: %s}}
"""
STACK = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: shop, labels: {owner: shop-platform, team: payments, cost-center: "4711"}}
resources:
  net:
    type: Network@v1
    spec:
      cidr: 10.40.0.0/16
      spans:
        - {placement: {provider: aws}, cidr: 10.40.0.0/18}
        - {placement: {provider: openstack}, cidr: 10.40.128.0/18}
  orders:
    type: DatabaseInstance@v1
    placement: {provider: aws}
    spec:
      engine: mysql
      version: "8.0"
      network: net
      admin: {password: {secretRef: "aws-main/db#password"}}
  clients:
    type: DatabaseInstance@v1
    placement: {provider: openstack}
    spec: {engine: mysql, version: "8.0", network: net, admin: {password: {secretRef: mounted/db}}}
outputs:
  host: ${{ resources.orders.outputs.host }}
  password: ${{ resources.orders.outputs.password }}
"""


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """The stack, and the folder of its store."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/db").write_text(f"{WORD}\n")
    (tmp_path / "shop").mkdir()
    file = tmp_path / "shop/stack.yaml"
    file.write_text(STACK + ENVIRONMENT % (tmp_path / "kept"))
    return file


def clean(ran: Ran) -> Ran:
    """What was printed, without the secret."""
    assert WORD not in ran.out + ran.err
    return ran


def test_it_is_read_before_any_cloud_is_asked_and_stays_hidden(
    stack: Path, orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path
) -> None:
    refused = orchestrator("apply", str(stack), "-y")
    assert refused.code == 1 and "ResourceNotFoundException" in refused.err
    assert "aws-main/db#password" in refused.err

    vault = boto3.client(
        "secretsmanager",
        region_name="eu-central-1",
        endpoint_url=clouds["AWS_ENDPOINT_URL"],
        aws_access_key_id=clouds["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=clouds["AWS_SECRET_ACCESS_KEY"],
    )
    vault.create_secret(Name="db", SecretString=json.dumps({"password": WORD}))
    clean(orchestrator("apply", str(stack), "-y")).ok()
    for words in (["plan"], ["plan", "--json"], ["render"], ["graph", "--json"], ["outputs"], ["status"]):
        clean(orchestrator(*words, str(stack)))
    planned = orchestrator("plan", str(stack), "--json").ok().json()
    assert {one["action"] for one in planned["plan"]["changes"]} == {"same"}, planned["plan"]
    clean(orchestrator("eject", str(stack), "--into", str(tmp_path / "ejected"))).ok()

    written = [
        file for folder in ("state", "ejected") for file in (tmp_path / folder).rglob("*") if file.is_file()
    ]
    assert len(written) > 5
    assert [file for file in written if WORD.encode() in file.read_bytes()] == []

    # Another password is a change, of which only that it is one is told.
    vault.put_secret_value(SecretId="db", SecretString=json.dumps({"password": f"{WORD}-2"}))
    changed = clean(orchestrator("plan", str(stack))).ok()
    assert "password" in changed.out
