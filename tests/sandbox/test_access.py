"""The connection that `up` gives lets real clients in, and only those that know its keys."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import boto3
import openstack
import pytest
from botocore.exceptions import ClientError

from orchestrator.sandbox import Connection, connection, status, up
from orchestrator.sandbox.access import SUBSCRIPTION


def aws(service: str, access: Connection, **changed: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=access.env["AWS_ENDPOINT_URL"],
        region_name="eu-west-1",
        aws_access_key_id=changed.get("key", access.env["AWS_ACCESS_KEY_ID"]),
        aws_secret_access_key=access.env["AWS_SECRET_ACCESS_KEY"],
    )


def arm(access: Connection, token: str) -> int:
    """The status that ARM answers to a caller with this token."""
    url = f"{access.env['ORCHESTRATOR_ARM_ENDPOINT']}/subscriptions/{SUBSCRIPTION}/resourcegroups"
    request = urllib.request.Request(
        f"{url}?api-version=2024-03-01", headers={"Authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_aws(running: Connection) -> None:
    assert aws("sts", running).get_caller_identity()["Account"] == "123456789012"


def test_aws_refuses_another_key(running: Connection) -> None:
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        aws("sts", running, key="AKIAIOSFODNN7EXAMPLE").get_caller_identity()


def test_azure(running: Connection) -> None:
    assert arm(running, running.env["ORCHESTRATOR_ARM_TOKEN"]) == 200


def test_azure_refuses_another_token(running: Connection) -> None:
    assert arm(running, "guessed") == 401


@pytest.mark.parametrize("cloud", ["sandbox", "private"])
def test_openstack(running: Connection, cloud: str) -> None:
    files = [running.env["OS_CLIENT_CONFIG_FILE"]]
    config = openstack.config.OpenStackConfig(config_files=files, load_envvars=False)
    client = openstack.connection.Connection(config=config.get_one(cloud))
    assert client.authorize()
    assert list(client.network.networks()) is not None
    client.close()


def test_environment_is_complete(running: Connection) -> None:
    assert running.env["ARM_SUBSCRIPTION_ID"] == "00000000-0000-0000-0000-000000000000"
    assert running.env["AWS_EC2_METADATA_DISABLED"] == "true"
    assert running.env["OS_CLOUD"] == "sandbox"
    assert all(url.startswith("http://127.0.0.1:") for name, url in running.env.items() if "ENDPOINT" in name)


def test_files_are_for_the_owner_only(running: Connection) -> None:
    folder = Path(running.env["OS_CLIENT_CONFIG_FILE"]).parent
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir() if file.name != "lock"}
    assert set(modes.values()) == {0o600}
    assert {"connection.json", "clouds.yaml", "processes.json", "aws.log"} <= set(modes)
    assert json.loads((folder / "connection.json").read_text()) == {"env": dict(running.env)}


def test_up_again_changes_nothing(running: Connection) -> None:
    before = [(one.pid, one.port) for one in status()]
    assert up(lambda said: pytest.fail(f"unexpected: {said}")) == running
    assert [(one.pid, one.port) for one in status()] == before
    assert connection() == running


def test_status(running: Connection) -> None:
    found = status()
    assert [one.name for one in found] == ["aws", "azure", "openstack"]
    assert all(one.healthy and one.rss_bytes > 10_000_000 for one in found)
    assert running.env["AWS_ENDPOINT_URL"].endswith(f":{found[0].port}")


def test_keys_are_not_shown(running: Connection) -> None:
    """Neither by repr nor on the command lines of the processes, which everybody can read."""
    keys = {running.env[name] for name in ("AWS_ACCESS_KEY_ID", "ORCHESTRATOR_ARM_TOKEN")}
    shown = repr(running) + "".join(Path(f"/proc/{one.pid}/cmdline").read_text() for one in status())
    assert not [key for key in keys if key in shown]


def test_next_process_finds_it(running: Connection) -> None:
    code = "from orchestrator import sandbox; print(sandbox.connection().env['AWS_ENDPOINT_URL'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == running.env["AWS_ENDPOINT_URL"]
