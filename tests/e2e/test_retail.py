"""The whole life of the example stack on three clouds, driven as a user drives it.

One test, in order: each step needs what the one before made, and an apply takes seconds.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import openstack
from e2e.cloud_contents import contents
from e2e.conftest import Orchestrator


def actions(document: dict[str, Any]) -> dict[str, int]:
    """How many cloud resources each action happens to; those that stay are left out."""
    plan = document["plan"] if "plan" in document else document["applied"]["plan"]
    counted: dict[str, int] = {}
    for change in plan["changes"]:
        if change["action"] not in ("same", "read"):
            counted[change["action"]] = counted.get(change["action"], 0) + 1
    return counted


def changes_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The changes themselves, for a message that tells what was not expected."""
    changes = document["applied"]["plan"]["changes"]
    return [change for change in changes if change["action"] not in ("same", "read")]


def names(plan: dict[str, Any]) -> set[tuple[str, str]]:
    """The nodes that something happens to."""
    return {(c["name"], c["action"]) for c in plan["changes"] if c["action"] not in ("same", "read")}


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new))


def test_the_life_of_the_retail_stack(
    orchestrator: Orchestrator, clouds: Mapping[str, str], retail: Path
) -> None:
    stack, empty = str(retail), contents(clouds)

    planned = orchestrator("plan", stack, "--json").ok().json()
    assert set(actions(planned)) == {"create"}
    assert contents(clouds) == empty, "a plan must not change anything"

    made = orchestrator("apply", stack, "-y", "--json").ok().json()
    assert actions(made) == actions(planned), "what was planned is what happened"
    outputs = made["applied"]["outputs"]
    assert outputs["databaseHost"]
    assert outputs["databaseUrl"] == f"mysql://{outputs['databaseHost']}:3306/orders"
    assert {service["name"] for service in made["services"]} >= {"shop-web"}
    assert not [result for result in made["health"]["results"] if result["status"] == "failing"]
    assert len({service["cloud"] for service in made["services"]}) == 3
    present = contents(clouds)
    assert present["aws databases"] and present["openstack servers"] and present["azure resources"]

    again = orchestrator("apply", stack, "-y", "--json").ok().json()
    assert changes_of(again) == [], "a second apply is a no-op"
    assert contents(clouds) == present

    services = orchestrator("catalogue", "list", "--json").ok().json()["services"]
    assert {service["name"] for service in services} == {service["name"] for service in made["services"]}

    assert orchestrator("status", stack).ok().out.count("passing") >= 4
    drift_behind_the_back(clouds)
    drifted = orchestrator("status", stack, "--json")
    assert drifted.code == 4
    found = {(change["resource"], change["action"]) for change in drifted.json()["drift"]["changes"]}
    assert found >= {("shared-aws", "update"), ("web-0", "delete")}
    orchestrator("apply", stack, "-y").ok()
    assert orchestrator("status", stack, "--json").ok().json()["drift"]["changes"] == []
    assert counts(contents(clouds)) == counts(present)

    edit(retail / "stack.yaml", "storageGiB: 50", "storageGiB: 60")
    # The alarm on free storage warns at a share of the size, so it follows.
    grown = {("orders", "update"), ("orders-alarm-storage", "update")}
    assert names(orchestrator("plan", stack, "--json").ok().json()["plan"]) == grown
    applied = orchestrator("apply", stack, "-y", "--json").ok().json()["applied"]
    assert names(applied["plan"]) == grown, "more storage is an update in place"

    edit(retail / "stack.yaml", "DB_TLS=required", "DB_TLS=verify")
    told = orchestrator("plan", stack).ok().out
    assert "REPLACEMENT: these are DESTROYED and made anew; data that they hold is LOST" in told
    assert "forces replacement" in told

    orchestrator("destroy", stack, "-y").ok()
    assert contents(clouds) == empty, "destroy leaves the clouds as they were"
    assert orchestrator("catalogue", "list", "--json").ok().json()["services"] == []


def counts(found: dict[str, list[str]]) -> dict[str, int]:
    return {kind: len(names) for kind, names in found.items()}


def drift_behind_the_back(clouds: Mapping[str, str]) -> None:
    """One changed tag on AWS, one deleted server on OpenStack, by the clouds' own clients."""
    ec2 = boto3.client(
        "ec2",
        region_name="eu-central-1",
        endpoint_url=clouds["AWS_ENDPOINT_URL"],
        aws_access_key_id=clouds["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=clouds["AWS_SECRET_ACCESS_KEY"],
    )
    ours = [{"Name": "tag:orchestrator-stack", "Values": ["retail/dev"]}]
    (vpc,) = ec2.describe_vpcs(Filters=ours)["Vpcs"]
    ec2.create_tags(Resources=[vpc["VpcId"]], Tags=[{"Key": "owner", "Value": "somebody-else"}])
    os.environ["OS_CLIENT_CONFIG_FILE"] = clouds["OS_CLIENT_CONFIG_FILE"]
    compute = openstack.connect(cloud=clouds["OS_CLOUD"]).compute
    server = next(iter(compute.servers()))
    compute.delete_server(server)
    compute.wait_for_delete(server, interval=0.2)


def test_no_secret_is_in_plain_text_anywhere(
    orchestrator: Orchestrator, clouds: Mapping[str, str], retail: Path
) -> None:
    ran = orchestrator("apply", str(retail), "-y", "--target", "orders").ok()
    (database,) = boto3.client(
        "rds",
        region_name="eu-central-1",
        endpoint_url=clouds["AWS_ENDPOINT_URL"],
        aws_access_key_id=clouds["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=clouds["AWS_SECRET_ACCESS_KEY"],
    ).describe_db_instances()["DBInstances"]
    assert database["MasterUsername"] == "shop"
    state = Path(orchestrator.variables["ORCHESTRATOR_STATE_DIR"])
    written = "".join(file.read_text(errors="replace") for file in state.rglob("*") if file.is_file())
    assert "ciphertext" in written or "secure:" in written
    for password in generated_passwords(state, orchestrator):
        assert password not in written + ran.out + ran.err
    orchestrator("destroy", str(retail), "-y").ok()


def generated_passwords(state: Path, orchestrator: Orchestrator) -> list[str]:
    """The passwords that were generated, read with the passphrase as only the user can."""
    import json
    import subprocess

    from orchestrator import tools

    pulumi = tools.ensure("pulumi", lambda line: None)
    exported = subprocess.run(
        [pulumi, "stack", "export", "--show-secrets", "--stack", "organization/retail/dev"],
        cwd=state / "sandbox-state" / "stacks" / "retail",
        env={
            **os.environ,
            "PULUMI_BACKEND_URL": f"file://{state / 'sandbox-state' / 'pulumi'}",
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(state / "sandbox-state" / "passphrases" / "retail"),
        },
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    resources = json.loads(exported)["deployment"]["resources"]
    made = [r for r in resources if r["type"] == "random:index/randomPassword:RandomPassword"]
    assert made, "the database has a generated password"
    return [json.loads(r["outputs"]["result"]["plaintext"]) for r in made]
