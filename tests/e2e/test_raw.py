"""Raw by the real engine: secrets of a provider stay secret, and a type that we lack is told in one line."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Orchestrator

ENVIRONMENT = """---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev}
providers: {aws: {region: eu-central-1}}
"""


def stack(folder: Path, resources: Mapping[str, Any], outputs: Mapping[str, str]) -> str:
    """A stack of these on AWS."""
    placed = {name: {"placement": {"provider": "aws"}, **one} for name, one in resources.items()}
    whole = {
        "apiVersion": "orchestrator.dev/v1",
        "kind": "Stack",
        "metadata": {"name": "rawest", "labels": {"owner": "tests"}},
        "resources": placed,
        "outputs": outputs,
    }
    file = folder / "stack.yaml"
    file.write_text(f"{json.dumps(whole)}\n{ENVIRONMENT}")
    return str(file)


def raw(token: str, **properties: Any) -> dict[str, Any]:
    return {"type": "Raw@v1", "spec": {"pulumiType": token, "properties": properties}}


def test_a_provider_says_what_is_secret(orchestrator: Orchestrator, tmp_path: Path) -> None:
    made = {
        "password": raw("random:index/randomPassword:RandomPassword", length=20),
        "topic": raw("aws:sns/topic:Topic", displayName="${{ resources.password.outputs.result }}"),
    }
    outputs = {
        "password": "${{ resources.password.outputs.result }}",
        "shown": "${{ resources.topic.outputs.displayName }}",
        "arn": "${{ resources.topic.outputs.arn }}",
    }
    where = stack(tmp_path, made, outputs)
    orchestrator("apply", where, "-y").ok()
    told = orchestrator("outputs", where, "--json").ok().json()
    orchestrator("destroy", where, "-y").ok()
    given = told["outputs"]
    assert given.pop("arn").startswith("arn:aws:sns:eu-central-1:")
    assert given == {"password": "[secret]", "shown": "[secret]"}, "also where it was passed on"


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        (
            raw("aws:glue/job:Job", name="x"),
            [
                "aws:glue/job:Job is not among the built-in resource types of aws",
                "the official aws plugin has it",
            ],
        ),
        (raw("aws:sns/topic:Topic", colour="red"), ["colour"]),
    ],
)
def test_what_the_provider_does_not_know_is_told_by_the_plan(
    resource: dict[str, Any], told: list[str], orchestrator: Orchestrator, tmp_path: Path
) -> None:
    ran = orchestrator("plan", stack(tmp_path, {"thing": resource}, {}))
    assert ran.code == 1
    text = " ".join(ran.err.split())
    assert all(part in text for part in told), text
    assert "Traceback" not in text


def test_the_policies_judge_it_as_everything_else(orchestrator: Orchestrator, tmp_path: Path) -> None:
    everyone = {"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}
    wall = raw("aws:ec2/securityGroup:SecurityGroup", ingress=[everyone])
    clear = raw("aws:rds/instance:Instance", instanceClass="db.t3.small", password="hunter2-in-the-clear")
    ran = orchestrator("plan", stack(tmp_path, {"wall": wall, "db": clear}, {}))
    assert ran.code == 3
    text = " ".join((ran.out + ran.err).split())
    assert "firewall wall opens port 22 to everyone" in text
    assert "property password of db is plain text" in text
    assert "hunter2" not in text
