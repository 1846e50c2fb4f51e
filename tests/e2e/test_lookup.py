"""What a cloud tells only of what exists is asked where that is, also for a machine of another cloud."""

import re
from base64 import b64decode
from collections.abc import Mapping
from gzip import decompress
from pathlib import Path

import boto3
from e2e.conftest import Orchestrator

STACK = """
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: across}
resources:
  orders:
    type: MessageQueue@v1
    placement: {provider: azure}
    spec: {fifo: true}
  net:
    type: Network@v1
    placement: {provider: aws}
    spec: {cidr: 10.20.0.0/16}
  worker:
    type: VirtualMachine@v1
    placement: {provider: aws}
    spec:
      size: small
      image: {os: debian, version: "12"}
      network: net
      userData: |
        #!/bin/sh
        echo "${{ resources.orders.outputs.username }} ${{ resources.orders.outputs.password }} " > /etc/queue
outputs:
  url: ${{ resources.orders.outputs.url }}
  key: ${{ resources.orders.outputs.password }}
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev, labels: {owner: shop, stage: dev}}
providers:
  aws: {region: eu-central-1}
  azure: {region: westeurope, subscriptionId: 00000000-0000-0000-0000-000000000000}
policies: {packs: []}
"""


def test_a_key_reaches_a_machine_of_another_cloud(
    orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "stack.yaml"
    file.write_text(STACK)
    said = [orchestrator("plan", str(file), "--json").ok(), orchestrator("apply", str(file), "-y").ok()]
    script = user_data(clouds)
    assert (found := re.search(r"application ([A-Za-z0-9+/]{43}=) ", script)), "a key of 32 bytes, in base64"
    again = orchestrator("plan", str(file), "--json").ok()
    assert {change["action"] for change in again.json()["plan"]["changes"]} <= {"same", "read"}
    said += [again, orchestrator("outputs", str(file), "--json").ok()]
    url = said[-1].json()["outputs"]["url"]
    assert url.startswith("amqps://across-dev-orders-") and url.endswith(".servicebus.windows.net:5671")
    assert not [ran for ran in said if found[1] in ran.out + ran.err]
    states = [file for file in (tmp_path / "state").rglob("*") if file.is_file()]
    assert states and not [file for file in states if found[1].encode() in file.read_bytes()]
    orchestrator("destroy", str(file), "-y").ok()


def user_data(clouds: Mapping[str, str]) -> str:
    """What the only machine on AWS was given."""
    session = boto3.Session(clouds["AWS_ACCESS_KEY_ID"], clouds["AWS_SECRET_ACCESS_KEY"])
    ec2 = session.client("ec2", endpoint_url=clouds["AWS_ENDPOINT_URL"], region_name="eu-central-1")
    found = [m["InstanceId"] for r in ec2.describe_instances()["Reservations"] for m in r["Instances"]]
    told = ec2.describe_instance_attribute(InstanceId=found[0], Attribute="userData")
    raw = b64decode(told["UserData"]["Value"])
    return (decompress(raw) if raw.startswith(b"\x1f\x8b") else raw).decode()
