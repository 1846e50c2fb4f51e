"""What the emulator of Barbican is held to, on the real Barbican."""

from collections.abc import Iterator

import pytest
from openstack.connection import Connection
from sandbox.openstack import test_barbican as emulated
from system.alone import Alone
from system.barbican import barbican

test_life = emulated.test_a_secret_is_made_found_read_and_deleted
test_payload = emulated.test_a_payload_is_given_once
test_no_payload = emulated.test_what_is_no_payload_is_refused
test_mistakes = emulated.test_a_secret_with_a_mistake_is_refused
test_metadata = emulated.test_metadata_is_replaced_as_a_whole_in_small_letters
test_strange_id = emulated.test_an_id_that_is_none_is_not_found
empty = emulated.empty


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    with barbican(tmp_path_factory.mktemp("barbican")) as there:
        yield there


@pytest.fixture
def cloud(site: Alone) -> Connection:
    return site.connect()
