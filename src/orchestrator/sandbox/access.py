"""How clients reach the sandbox: environment variables, and a clouds.yaml for OpenStack."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.sandbox.home import Home, Record
from orchestrator.sandbox.openstack.connection import clouds_yaml

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
# `private` is what example stacks call their OpenStack cloud; here it is the same one.
CLOUD, ALIAS = "sandbox", "private"


@dataclass(frozen=True, slots=True)
class Connection:
    """The environment that makes AWS, Azure and OpenStack clients talk to the sandbox."""

    env: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Connection({', '.join(sorted(self.env))})"


def connect(home: Home, record: Record) -> Connection:
    """Write the connection for these ports and keys, and return it."""
    ports = {name: running.port for name, running in record.running.items()}
    home.write(home.clouds_file, _clouds(ports["openstack"], record.keys.openstack_password))
    env = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports['aws']}",
        "AWS_ACCESS_KEY_ID": record.keys.aws_id,
        "AWS_SECRET_ACCESS_KEY": record.keys.aws_secret,
        "AWS_EC2_METADATA_DISABLED": "true",
        "ORCHESTRATOR_ARM_ENDPOINT": f"http://127.0.0.1:{ports['azure']}",
        "ORCHESTRATOR_ARM_TOKEN": record.keys.arm_token,
        "ARM_SUBSCRIPTION_ID": SUBSCRIPTION,
        "OS_CLIENT_CONFIG_FILE": str(home.clouds_file),
        "OS_CLOUD": CLOUD,
    }
    home.write(home.connection_file, json.dumps({"env": env}, indent=2))
    return Connection(env)


def read_connection(home: Home) -> Connection | None:
    """The connection that was written last; None if there is no sandbox."""
    raw = home.read_json(home.connection_file)
    if raw is None:
        return None
    env = raw.get("env")
    if not isinstance(env, dict):
        raise home.damaged(home.connection_file)
    return Connection({str(name): str(value) for name, value in env.items()})


def _clouds(port: int, password: str) -> str:
    entries: dict[str, object] = {}
    for name in (CLOUD, ALIAS):
        entries |= json.loads(clouds_yaml(port, password, name))["clouds"]
    return json.dumps({"clouds": entries}, indent=2) + "\n"
