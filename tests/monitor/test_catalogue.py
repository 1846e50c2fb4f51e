"""The store: what is registered is found, what is gone is gone, and nobody else can read it."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from stat import S_IMODE

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.errors import OrchestratorError
from orchestrator.monitor import Catalogue
from orchestrator.outcome import Service

fixed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
text = st.text(max_size=20)
any_service = st.builds(
    Service,
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    st.integers(1, 65535),
    text,
    st.tuples(text),
    st.booleans(),
)


def test_what_is_registered_is_found(catalogue: Catalogue, services: tuple[Service, ...]) -> None:
    assert set(catalogue.services()) == set(services)
    assert catalogue.services("shop-web") == services[:2]
    assert catalogue.services("shop-web", healthy_only=True) == services[:1]
    assert catalogue.services(stack="blog") == services[3:]
    assert catalogue.services(environment="dev") == services[3:]
    assert catalogue.services("nothing") == ()


def test_it_is_still_there_when_opened_again(
    catalogue: Catalogue, file: Path, services: tuple[Service, ...]
) -> None:
    assert set(Catalogue(file).services()) == set(services)


def test_registering_replaces_what_the_stack_had(catalogue: Catalogue, services: tuple[Service, ...]) -> None:
    moved = replace(services[0], address="10.0.0.1")
    catalogue.register([moved])
    assert catalogue.services(stack="shop") == (moved,)
    assert catalogue.services(stack="blog") == services[3:]


def test_unregistering_leaves_the_others(catalogue: Catalogue, services: tuple[Service, ...]) -> None:
    catalogue.unregister("shop", "dev")
    assert len(catalogue.services()) == 4
    catalogue.unregister("shop", "prod")
    assert catalogue.services() == services[3:]


@fixed
@given(any_service)
def test_any_service_comes_back_as_it_was(catalogue: Catalogue, service: Service) -> None:
    catalogue.register([service])
    assert catalogue.services(service.name, service.stack, service.environment) == (service,)


def test_only_the_owner_can_read_it(catalogue: Catalogue, file: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("SELECT count(*) FROM service").fetchone()
        modes = {path.name: S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    other.close()
    assert file.name in modes
    assert set(modes.values()) == {0o600}


def test_many_writers_lose_nothing(file: Path, services: tuple[Service, ...]) -> None:
    shared = Catalogue(file)
    with ThreadPoolExecutor(8) as pool:
        for stack in range(40):
            pool.submit(shared.register, [replace(services[0], stack=f"s{stack}")])
    assert len(shared.services()) == 40


def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, but long enough to have a header\n" * 10, encoding="utf-8")
    with pytest.raises(OrchestratorError) as caught:
        Catalogue(file)
    assert caught.value.where == str(file)


def test_a_newer_format_is_refused(catalogue: Catalogue, file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(OrchestratorError, match="format 99"):
        Catalogue(file)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    tmp_path.joinpath("file").touch()
    with pytest.raises(OrchestratorError, match="cannot be opened"):
        Catalogue(tmp_path / "file" / "catalogue.db")
