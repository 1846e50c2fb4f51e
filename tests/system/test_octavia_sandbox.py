"""What the emulator of Octavia is held to, on the API of the real one."""

import uuid
from collections.abc import Iterator

import pytest
from openstack.connection import Connection
from sandbox.openstack import test_octavia as emulated
from system.alone import Alone
from system.octavia import octavia

test_balancer = emulated.test_a_balancer_lives_and_takes_one_change_at_a_time
test_pool = emulated.test_a_pool_has_members_and_a_monitor_and_takes_them_along
test_listeners = emulated.test_a_listener_with_a_mistake_is_refused
test_monitors = emulated.test_a_monitor_with_a_mistake_is_refused
test_addresses = emulated.test_an_address_needs_a_place
balancer = emulated.balancer


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    with octavia(tmp_path_factory.mktemp("octavia")) as there:
        yield there


@pytest.fixture
def cloud(site: Alone) -> Connection:
    return site.connect()


@pytest.fixture
def subnet() -> str:
    """Without Neutron nobody knows better."""
    return str(uuid.uuid4())
