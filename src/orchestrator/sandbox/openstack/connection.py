"""How a client reaches the emulator: the text of a clouds.yaml."""

import json

from orchestrator.sandbox.openstack.keystone import PROJECT, USER
from orchestrator.sandbox.openstack.store import REGION

CLOUD = "sandbox"


def clouds_yaml(port: int, password: str, cloud: str = CLOUD) -> str:
    """A clouds.yaml with one cloud. JSON is YAML, and quotes any password rightly."""
    auth = {
        "auth_url": f"http://127.0.0.1:{port}/identity/v3",
        "username": USER,
        "password": password,
        "project_name": PROJECT,
        "user_domain_name": "Default",
        "project_domain_name": "Default",
    }
    entry = {"auth": auth, "region_name": REGION, "identity_api_version": 3}
    return json.dumps({"clouds": {cloud: entry}}, indent=2) + "\n"
