"""Databases on AWS: the engines under RDS's own names, and copies that answer reads."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.adapters.aws.database_engines import ENGINES
from orchestrator.errors import Unsupported
from orchestrator.graph import CloudWatch, Group, StateCheck
from orchestrator.model.resources import AnyResource, DatabaseInstance, Network
from orchestrator.model.resources.database_instance import VERSIONS
from orchestrator.model.stack import Stack


@pytest.fixture
def database(make: Callable[..., AnyResource], stacked: Callable[..., Stack]) -> Callable[..., Group]:
    def group(**spec: Any) -> Group:
        stack = stacked(make(Network, "aws", "net"), make(DatabaseInstance, "aws", "db", **spec))
        return translate(stack).groups[-1]

    return group


def test_every_engine_of_the_language_is_known() -> None:
    assert set(ENGINES) == set(VERSIONS)


@pytest.mark.parametrize(
    ("engine", "version", "name", "family"),
    [
        ("mysql", "8.4", "mysql", "mysql8.4"),
        ("postgresql", "14", "postgres", "postgres14"),
        ("postgresql", "17", "postgres", "postgres17"),
    ],
)
def test_engines_have_the_names_of_rds(
    engine: str, version: str, name: str, family: str, database: Any
) -> None:
    group = database(engine=engine, version=version)
    assert group.node("db").properties["engine"] == name
    assert group.node("db-parameters").properties["family"] == family


@pytest.mark.parametrize(("wanted", "value"), [(True, "1"), (False, "0")])
def test_postgresql_refuses_what_has_no_tls_when_asked(wanted: bool, value: str, database: Any) -> None:
    group = database(engine="postgresql", version="17", requireTls=wanted)
    parameters = group.node("db-parameters").properties["parameters"]
    assert {"name": "rds.force_ssl", "value": value, "applyMethod": "immediate"} in parameters


def test_copies_answer_reads_and_are_watched_one_by_one(database: Any) -> None:
    group = database(replicas=2)
    one, two = group.node("db-copy-1"), group.node("db-copy-2")
    assert group.outputs["readHost"] == one["address"]
    assert group.outputs["readHosts"] == (one["address"], two["address"])
    assert one.properties["replicateSourceDb"] == group.node("db")["identifier"]
    assert not {"engine", "username", "password", "dbSubnetGroupName"} & one.properties.keys()
    assert [slot.part for slot in group.slots if isinstance(slot, CloudWatch)] == ["", "copy-1", "copy-2"]
    states = [check.probe.state for check in group.checks if isinstance(check.probe, StateCheck)]
    assert states == [group.node("db")["status"], one["status"], two["status"]]


def test_without_copies_the_database_itself_answers_reads(database: Any) -> None:
    group = database()
    assert group.outputs["readHost"] == group.outputs["host"]
    assert group.outputs["readHosts"] == ()


@pytest.mark.parametrize(
    ("engine", "version", "user", "hint"),
    [
        ("postgresql", "17", "admin", "keeps admin and rdsadmin"),
        ("mysql", "8.0", "rdsadmin", "keeps rdsadmin"),
        ("mysql", "8.0", "a" * 17, "at most 16"),
        ("postgresql", "17", "a-b", "at most 63"),
    ],
)
def test_user_names_that_rds_refuses(engine: str, version: str, user: str, hint: str, database: Any) -> None:
    with pytest.raises(Unsupported, match="does not accept the user name") as caught:
        database(engine=engine, version=version, admin={"username": user})
    assert hint in caught.value.hint
