"""On each cloud: what the spec rules allow passes as a graph too, and what they deny is denied there."""

from pathlib import Path

import pytest

from orchestrator import adapters, inject, policy, spec
from orchestrator.outcome import Verdict

STACK = """apiVersion: orchestrator.dev/v1
kind: Stack
metadata:
  name: shop
  labels: {{owner: payments}}
resources:
  net:
    type: Network@v1
    placement: {{provider: {cloud}}}
    spec: {{cidr: 10.1.0.0/16}}
  web:
    type: VirtualMachine@v1
    placement: {{provider: {cloud}}}
    spec:
      size: small
      image: {{os: debian, version: "12"}}
      network: net
      publicAddress: true
      expose: {expose}
      sshPublicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFakeFakeFakeFakeFakeFakeFakeFakeFakeFakeFake
  db:
    type: DatabaseInstance@v1
    placement: {{provider: {cloud}}}
    spec: {{engine: mysql, version: "8.0", network: net{database}}}
  assets:
    type: ObjectBucket@v1
    placement: {{provider: {cloud}}}
    spec: {{{bucket}}}
"""
PROVIDERS = {
    "aws": "{region: eu-central-1}",
    "azure": "{region: westeurope, subscriptionId: 00000000-0000-0000-0000-000000000000}",
    "openstack": "{region: RegionOne, cloud: private}",
}


def verdict(
    opa: policy.Opa, folder: Path, cloud: str, expose: str, database: str = "", bucket: str = ""
) -> Verdict:
    (folder / "environments").mkdir()
    text = STACK.format(cloud=cloud, expose=expose, database=database, bucket=bucket)
    (folder / "stack.yaml").write_text(text)
    (folder / "environments" / "dev.yaml").write_text(
        "apiVersion: orchestrator.dev/v1\nkind: Environment\nmetadata: {name: dev}\n"
        f"providers: {{{cloud}: {PROVIDERS[cloud]}}}\n"
    )
    stack = spec.load(folder, "dev").stack
    graph = inject.inject(adapters.translate(stack), stack, inject.agent_file())
    document = policy.graph_document(stack, graph)
    return policy.check(policy.Question("graph", document, (policy.baseline(),)), opa)


@pytest.mark.parametrize("cloud", sorted(PROVIDERS))
def test_a_sound_spec_makes_a_sound_graph(opa: policy.LocalOpa, tmp_path: Path, cloud: str) -> None:
    expose = "[{port: 443, from: internet}, {port: 22, from: network}]"
    assert verdict(opa, tmp_path, cloud, expose).violations == ()


@pytest.mark.parametrize("cloud", sorted(PROVIDERS))
def test_an_open_admin_port_is_seen_in_the_firewall(opa: policy.LocalOpa, tmp_path: Path, cloud: str) -> None:
    said = verdict(opa, tmp_path, cloud, "[{port: 22, from: internet}, {port: 5432, from: 0.0.0.0/0}]")
    assert [(v.rule, v.resource) for v in said.violations] == [
        ("baseline/firewall-admin-ports", "web"),
        ("baseline/firewall-public-ports", "web"),
    ]


@pytest.mark.parametrize("cloud", sorted(PROVIDERS))
def test_a_public_bucket_is_seen_in_the_graph(opa: policy.LocalOpa, tmp_path: Path, cloud: str) -> None:
    said = verdict(opa, tmp_path, cloud, "[]", bucket="publicRead: true")
    assert {violation.resource for violation in said.violations} == {"assets"}


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_a_public_database_is_seen_in_the_graph(opa: policy.LocalOpa, tmp_path: Path, cloud: str) -> None:
    said = verdict(opa, tmp_path, cloud, "[]", database=", publiclyAccessible: true, requireTls: false")
    rules = {violation.rule for violation in said.violations if violation.resource == "db"}
    assert rules >= {"baseline/mysql-requires-tls"}
    assert rules & {"baseline/rds-private", "baseline/mysql-server-private"}
