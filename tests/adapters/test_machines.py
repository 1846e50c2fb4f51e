"""A size is one promise, kept by the first type of each cloud that has as much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.adapters.aws import machine as aws
from orchestrator.adapters.azure import virtual_machine as azure
from orchestrator.adapters.machines import PROMISES, MachineType, fitting
from orchestrator.adapters.openstack import server as openstack
from orchestrator.model.resources import MachineSize

TABLES = [aws.TYPES, azure.TYPES, openstack.TYPES]


@pytest.mark.parametrize("table", TABLES, ids=["aws", "azure", "openstack"])
def test_every_named_size_is_kept(table: tuple[MachineType, ...]) -> None:
    for wanted in PROMISES.values():
        found = fitting(table, wanted)
        assert found
        assert (found.cpu, found.memory_gib) >= (wanted.cpu, wanted.memory_gib)


@pytest.mark.parametrize("table", TABLES, ids=["aws", "azure", "openstack"])
@given(cpu=st.integers(1, 64), memory=st.integers(1, 256))
def test_what_fits_has_enough_of_both(table: tuple[MachineType, ...], cpu: int, memory: int) -> None:
    found = fitting(table, MachineSize(cpu=cpu, memory_gib=memory))
    enough = [t for t in table if t.cpu >= cpu and t.memory_gib >= memory]
    assert found == (enough[0] if enough else None)


@pytest.mark.parametrize("table", TABLES[:2], ids=["aws", "azure"])
def test_the_public_clouds_have_every_size_that_can_be_asked_for(table: tuple[MachineType, ...]) -> None:
    assert fitting(table, MachineSize(cpu=64, memory_gib=256))


@pytest.mark.parametrize("table", TABLES, ids=["aws", "azure", "openstack"])
def test_no_type_is_listed_behind_one_that_always_wins(table: tuple[MachineType, ...]) -> None:
    for index, later in enumerate(table):
        assert fitting(table[:index], MachineSize(cpu=later.cpu, memory_gib=later.memory_gib)) is None, later


def test_all_clouds_have_the_same_images() -> None:
    assert set(aws.IMAGES) == set(azure.IMAGES) == set(openstack.IMAGES)
