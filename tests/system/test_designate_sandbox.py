"""What the emulator of Designate is held to, on the real Designate."""

from collections.abc import Iterator

import pytest
from openstack.connection import Connection
from sandbox.openstack import test_designate as emulated
from system.alone import Alone
from system.designate import designate

test_zone = emulated.test_a_zone_takes_time_to_come_and_to_go
test_record_set = emulated.test_a_record_set_makes_its_zone_pending_too
test_refusals = emulated.test_what_cannot_be_a_record_set_is_refused
test_records = emulated.test_a_record_of_another_type_is_refused
test_right_records = emulated.test_records_that_are_right_are_taken
test_alias = emulated.test_a_name_has_either_an_alias_or_records
test_zones = emulated.test_zones_are_refused_as_designate_does
zone = emulated.zone


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    with designate(tmp_path_factory.mktemp("designate")) as there:
        yield there


@pytest.fixture
def cloud(site: Alone) -> Connection:
    return site.connect()
