"""Our provider's secrets on the real Barbican."""

from collections.abc import Iterator

import pytest
from providers.openstack import test_secret as emulated
from system.alone import Alone
from system.barbican import barbican

test_read = emulated.test_a_secret_is_read_back_as_it_was_given
test_birth = emulated.test_a_birth_that_was_cut_short_is_recognised
test_theirs = emulated.test_somebody_s_secret_of_the_same_name_is_not_taken
test_reason = emulated.test_barbican_s_reason_is_told
cloud, wanted = emulated.cloud, emulated.wanted


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    with barbican(tmp_path_factory.mktemp("barbican")) as there:
        yield there
