"""Secrets of Barbican, by the real openstacksdk on the emulator."""

from collections.abc import Iterator

import pytest
from sandbox.openstack.conftest import Emulator, emulator

from orchestrator import secrets
from orchestrator.errors import SecretError
from orchestrator.model.environment import BarbicanStore, SecretStore
from orchestrator.sandbox.openstack.connection import CLOUD

__all__ = ["emulator"]  # pytest finds fixtures by name
WORD = "s3cret-4711"


@pytest.fixture
def variables(emulator: Emulator) -> Iterator[dict[str, str]]:
    """What leads to the cloud."""
    yield {"OS_CLIENT_CONFIG_FILE": str(emulator.clouds_yaml)}


def test_by_name_and_by_id(emulator: Emulator, variables: dict[str, str]) -> None:
    made = emulator.connect().key_manager.create_secret(
        name="shop-db", payload=WORD, payload_content_type="text/plain"
    )
    stores = {"main": SecretStore(barbican=BarbicanStore(cloud=CLOUD))}
    assert secrets.read("main/shop-db", stores, variables) == WORD
    assert secrets.read(f"main/{made.secret_ref.rsplit('/', 1)[1]}", stores, variables) == WORD
    with pytest.raises(SecretError, match="no such secret"):
        secrets.read("main/none", stores, variables)


def test_a_cloud_that_is_not_there(variables: dict[str, str]) -> None:
    stores = {"main": SecretStore(barbican=BarbicanStore(cloud="nowhere"))}
    with pytest.raises(SecretError, match="does not give it"):
        secrets.read("main/shop-db", stores, variables)
