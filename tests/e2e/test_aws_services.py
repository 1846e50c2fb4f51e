"""Disks, secrets, names and queues on AWS as they live: changed in place, tampered with, mended, and gone."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from e2e.cloud_contents import contents
from e2e.conftest import Orchestrator

REGION = "eu-central-1"
ENVIRONMENT = {
    "apiVersion": "orchestrator.dev/v1",
    "kind": "Environment",
    "metadata": {"name": "dev"},
    "providers": {"aws": {"region": REGION}},
}


class Cloud:
    """AWS as it is asked without us."""

    def __init__(self, clouds: Mapping[str, str]) -> None:
        session: Any = boto3.Session(
            aws_access_key_id=clouds["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=clouds["AWS_SECRET_ACCESS_KEY"],
            region_name=REGION,
        )
        self.ec2, self.vault, self.dns, self.sqs, self.elb = (
            session.client(name, endpoint_url=clouds["AWS_ENDPOINT_URL"])
            for name in ("ec2", "secretsmanager", "route53", "sqs", "elbv2")
        )

    def volumes(self) -> dict[str, dict[str, Any]]:
        """The disks by their node."""
        return {
            _tag(v, "orchestrator-node"): v for v in self.ec2.describe_volumes()["Volumes"] if v.get("Tags")
        }

    def value(self) -> str:
        """What applications read as the secret."""
        (secret,) = self.vault.list_secrets()["SecretList"]
        return str(self.vault.get_secret_value(SecretId=secret["ARN"])["SecretString"])

    def records(self) -> dict[tuple[str, str], list[str]]:
        """The records of the zone, without its own."""
        (zone,) = self.dns.list_hosted_zones()["HostedZones"]
        found = self.dns.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
        return {
            (r["Name"], r["Type"]): sorted(v["Value"] for v in r["ResourceRecords"])
            for r in found
            if r["Type"] not in ("NS", "SOA")
        }

    def queues(self) -> dict[str, dict[str, str]]:
        """The settings of the queues by their names."""
        urls = self.sqs.list_queues().get("QueueUrls", [])
        return {
            url.rpartition("/")[2]: self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])[
                "Attributes"
            ]
            for url in urls
        }


def _tag(thing: dict[str, Any], key: str) -> str:
    return next((str(tag["Value"]) for tag in thing["Tags"] if tag["Key"] == key), "")


def stack_of(
    folder: Path, name: str, specs: Mapping[str, tuple[str, dict[str, Any]]], outputs: Mapping[str, str]
) -> str:
    """A stack of these on AWS, as a file."""
    stack = {
        "apiVersion": "orchestrator.dev/v1",
        "kind": "Stack",
        "metadata": {"name": name, "labels": {"owner": "tests"}},
        "resources": {
            name: {"type": f"{kind}@v1", "placement": {"provider": "aws"}, "spec": spec}
            for name, (kind, spec) in specs.items()
        },
        "outputs": dict(outputs),
    }
    (folder / "stack.yaml").write_text(f"{json.dumps(stack)}\n---\n{json.dumps(ENVIRONMENT)}\n")
    return str(folder / "stack.yaml")


def write(folder: Path, disk: dict[str, Any], addresses: list[str], queue: dict[str, Any]) -> str:
    """The stack with these settings."""
    machine = {"size": "small", "image": {"os": "debian", "version": "12"}, "network": "net"}
    specs: dict[str, tuple[str, dict[str, Any]]] = {
        "net": ("Network", {"cidr": "10.40.0.0/16"}),
        "wall": ("Firewall", {"network": "net", "ingress": [{"port": 443, "from": "network"}]}),
        "web": ("VirtualMachine", {**machine, "firewalls": ["wall"]}),
        "token": ("Secret", {"value": {"environmentVariable": "SHOP_TOKEN"}}),
        "zone": ("DnsZone", {"domain": "shop.example"}),
        "www": ("DnsRecord", {"zone": "zone", "name": "www", "type": "A", "values": addresses}),
        "data": ("Volume", disk),
        "orders": ("MessageQueue", queue),
    }
    return stack_of(folder, "living", specs, {"token": "${{ resources.token.outputs.value }}"})


def changed(document: dict[str, Any]) -> dict[str, str]:
    """What happens to which node; those that stay are left out."""
    changes = document["applied"]["plan"]["changes"] if "applied" in document else document["plan"]["changes"]
    return {c["name"]: c["action"] for c in changes if c["action"] not in ("same", "read")}


@pytest.fixture
def cloud(clouds: Mapping[str, str]) -> Cloud:
    """AWS of the sandbox."""
    return Cloud(clouds)


def test_the_life_of_services(
    orchestrator: Orchestrator, clouds: Mapping[str, str], cloud: Cloud, tmp_path: Path
) -> None:
    empty, first = contents(clouds), {"SHOP_TOKEN": "first-0123456789abcdef"}
    disk, queue = {"sizeGiB": 20, "performance": "fast"}, {"visibilityTimeout": "30s"}
    stack = write(tmp_path, {**disk, "attachTo": "web"}, ["192.0.2.1"], queue)
    applied = orchestrator("apply", stack, "-y", "--json", **first).ok()
    assert "first-0123456789abcdef" not in applied.out + applied.err
    born = cloud.volumes()["data"]
    assert born["Attachments"] and born["AvailabilityZone"] in (f"{REGION}a", f"{REGION}b")
    assert cloud.value() == "first-0123456789abcdef"

    second = {"SHOP_TOKEN": "second-0123456789abcdef"}
    queue = {"visibilityTimeout": "60s", "deadLetter": {"after": 3}}
    stack = write(tmp_path, {"sizeGiB": 40, "attachTo": "web"}, ["192.0.2.1", "192.0.2.2"], queue)
    moved = changed(orchestrator("apply", stack, "-y", "--json", **second).ok().json())
    made = {name for name, action in moved.items() if action == "create"}
    assert made == {
        "orders-dead",
        "orders-dead-policy",
        "orders-dead-sources",
        "orders-dead-alarm-letters",
    }
    assert {name: action for name, action in moved.items() if name not in made} == {
        "data": "update",
        "orders": "update",
        "www": "update",
        "token-version": "replace",
    }
    grown = cloud.volumes()["data"]
    assert (grown["VolumeId"], grown["Size"], grown["Iops"]) == (born["VolumeId"], 40, 3000)
    assert grown["Attachments"] == born["Attachments"]
    assert cloud.value() == "second-0123456789abcdef"
    assert cloud.records() == {("www.shop.example.", "A"): ["192.0.2.1", "192.0.2.2"]}
    orders = cloud.queues()["living-dev-orders"]
    assert orders["VisibilityTimeout"] == "60"
    assert json.loads(orders["RedrivePolicy"])["deadLetterTargetArn"].endswith(":living-dev-orders-dead")
    assert json.loads(orders["Policy"])["Statement"][0]["Sid"] == "OnlyTls"
    assert changed(orchestrator("plan", stack, "--json", **second).ok().json()) == {}

    tamper(cloud)
    drifted = orchestrator("status", stack, "--json", **second)
    assert drifted.code == 4
    drift = {(c["name"], c["action"]) for c in drifted.json()["drift"]["changes"]}
    assert drift >= {
        ("orders", "update"),
        ("orders-policy", "delete"),
        ("token-version", "update"),
        ("www", "update"),
        ("wall", "update"),
    }
    orchestrator("apply", stack, "-y", **second).ok()
    assert orchestrator("status", stack, "--json", **second).ok().json()["drift"]["changes"] == []
    assert cloud.value() == "second-0123456789abcdef"
    assert cloud.records() == {("www.shop.example.", "A"): ["192.0.2.1", "192.0.2.2"]}
    orders = cloud.queues()["living-dev-orders"]
    assert orders["VisibilityTimeout"] == "60" and "OnlyTls" in orders["Policy"]

    orchestrator("destroy", stack, "-y", **second).ok()
    assert contents(clouds) == empty


def test_names_lead_to_balancers_and_inside_to_machines(
    orchestrator: Orchestrator, clouds: Mapping[str, str], cloud: Cloud, tmp_path: Path
) -> None:
    empty = contents(clouds)
    machine = {"size": "small", "image": {"os": "debian", "version": "12"}, "network": "net"}
    balancer = {"network": "net", "listeners": [{"port": 80}], "targets": ["web"]}
    private = {"domain": "shop.internal", "private": True, "network": "net"}
    specs: dict[str, tuple[str, dict[str, Any]]] = {
        "net": ("Network", {"cidr": "10.41.0.0/16"}),
        "web": ("VirtualMachine", machine),
        "lb": ("LoadBalancer", balancer),
        "inside": ("DnsZone", private),
        "front": ("DnsRecord", {"zone": "inside", "target": "lb"}),
        "host": ("DnsRecord", {"zone": "inside", "name": "web", "target": "web"}),
        "note": (
            "DnsRecord",
            {"zone": "inside", "name": "note", "type": "TXT", "values": ['say "hi" ' * 40]},
        ),
    }
    outputs = {name: f"${{{{ resources.{name}.outputs.fqdn }}}}" for name in ("front", "host")}
    stack = stack_of(tmp_path, "named", specs, outputs)
    made = orchestrator("apply", stack, "-y", "--json").ok().json()["applied"]["outputs"]
    assert made == {"front": "shop.internal", "host": "web.shop.internal"}
    (zone,) = cloud.dns.list_hosted_zones()["HostedZones"]
    found = cloud.dns.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    records = {(r["Name"], r["Type"]): r for r in found}
    (lb,) = cloud.elb.describe_load_balancers()["LoadBalancers"]
    alias = records["shop.internal.", "A"]["AliasTarget"]
    assert alias["DNSName"].rstrip(".").lower() == lb["DNSName"].lower()
    assert alias["HostedZoneId"] == lb["CanonicalHostedZoneId"]
    (address,) = records["web.shop.internal.", "A"]["ResourceRecords"]
    assert address["Value"].startswith("10.41.")
    assert changed(orchestrator("plan", stack, "--json").ok().json()) == {}
    assert orchestrator("status", stack, "--json").ok().json()["drift"]["changes"] == []
    orchestrator("destroy", stack, "-y").ok()
    assert contents(clouds) == empty


def tamper(cloud: Cloud) -> None:
    """What somebody does in the console."""
    (secret,) = cloud.vault.list_secrets()["SecretList"]
    cloud.vault.put_secret_value(SecretId=secret["ARN"], SecretString="by-hand")
    (zone,) = cloud.dns.list_hosted_zones()["HostedZones"]
    record = {
        "Name": "www.shop.example",
        "Type": "A",
        "TTL": 5,
        "ResourceRecords": [{"Value": "203.0.113.9"}],
    }
    change = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
    cloud.dns.change_resource_record_sets(HostedZoneId=zone["Id"], ChangeBatch=change)
    url = cloud.sqs.get_queue_url(QueueName="living-dev-orders")["QueueUrl"]
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1", "Policy": ""})
    (wall,) = cloud.ec2.describe_security_groups(
        Filters=[{"Name": "tag:orchestrator-node", "Values": ["wall"]}]
    )["SecurityGroups"]
    cloud.ec2.authorize_security_group_ingress(
        GroupId=wall["GroupId"], IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"
    )
