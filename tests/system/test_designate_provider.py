"""Our provider's zones and record sets on the real Designate."""

from collections.abc import Iterator

import pytest
from providers.openstack import test_dns as emulated
from system.alone import Alone
from system.designate import designate

test_zone = emulated.test_a_zone_is_read_changed_and_found_by_its_domain
test_record_set = emulated.test_a_record_set_is_found_by_name_and_type
test_reason = emulated.test_what_designate_says_of_a_field_is_told
cloud, domain = emulated.cloud, emulated.domain


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    with designate(tmp_path_factory.mktemp("designate")) as there:
        yield there
