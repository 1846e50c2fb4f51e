"""Barbican, the key manager of OpenStack."""

import re
from collections.abc import Mapping
from typing import Any

from orchestrator.errors import SecretError
from orchestrator.model.environment import BarbicanStore

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def read(store: BarbicanStore, key: str, reference: str, variables: Mapping[str, str]) -> str:
    """The payload of the secret of that name or id; raises SecretError."""
    from openstack import exceptions

    try:
        manager = _connection(store, variables).key_manager
        named = None if _ID.fullmatch(key) else next(iter(manager.secrets(name=key)), None)
        if named is None and not _ID.fullmatch(key):
            raise SecretError("Barbican has no such secret", reference)
        payload = manager.get_secret(named.secret_ref.rsplit("/", 1)[1] if named else key).payload
    except exceptions.SDKException as error:
        raise SecretError(f"Barbican does not give it: {type(error).__name__}", reference) from None
    if not isinstance(payload, str):
        raise SecretError("the secret is not text", reference)
    return payload


def _connection(store: BarbicanStore, variables: Mapping[str, str]) -> Any:
    import openstack
    from openstack.config import OpenStackConfig

    file = variables.get("OS_CLIENT_CONFIG_FILE")
    config = OpenStackConfig(config_files=[file] if file else None)
    return openstack.connection.Connection(config=config.get_one(cloud=store.cloud, region_name=store.region))
