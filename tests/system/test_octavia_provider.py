"""Our provider's listeners, pools, members and monitors on the API of the real Octavia."""

import uuid
from collections.abc import Iterator

import pytest
from providers.openstack import test_balancing as emulated
from system.alone import Alone
from system.octavia import octavia

test_life = emulated.test_listeners_pools_members_and_monitors_live
test_refusals = emulated.test_what_octavia_refuses_is_said_in_its_words
cloud, balancer = emulated.cloud, emulated.balancer


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    with octavia(tmp_path_factory.mktemp("octavia")) as there:
        yield there


@pytest.fixture
def subnet() -> str:
    """Without Neutron nobody knows better."""
    return str(uuid.uuid4())
