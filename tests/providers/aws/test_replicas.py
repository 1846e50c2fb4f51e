"""Copies of a database that answer reads: promoted in place, never turned to another source."""

from dataclasses import replace
from typing import Any

import pytest

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.db_instance import DbInstance
from orchestrator.providers.kit.wire import UNKNOWN

TOKEN = "aws:rds/instance:Instance"
SOURCE = {
    "identifier": "the-source",
    "engine": "postgres",
    "engineVersion": "17",
    "instanceClass": "db.t4g.small",
    "allocatedStorage": 20,
    "storageEncrypted": True,
    "username": "owner",
    "password": "correct-horse-battery",
    "backupRetentionPeriod": 7,
    "skipFinalSnapshot": True,
}
COPY = {
    "identifier": "the-copy",
    "replicateSourceDb": "the-source",
    "instanceClass": "db.t4g.small",
    "storageEncrypted": True,
    "skipFinalSnapshot": True,
    "tags": {"a": "1"},
}


@pytest.fixture
def source(make: Any) -> Any:
    life = make(TOKEN, SOURCE)
    yield life
    life.delete()


def test_a_replica_lives_beside_its_source(make: Any, source: Any, aws: Aws) -> None:
    copy = make(TOKEN, COPY)
    assert copy.changes() == {}, "a refresh right after the create finds drift"
    assert copy.state["engine"] == "postgres" and copy.state["username"] == "owner"
    assert copy.state["address"] != source.state["address"]
    arn = source.state["arn"]
    assert copy.changes({**COPY, "replicateSourceDb": arn}) == {}, "the same source by its ARN"
    told = aws.rds.describe_db_instances(DBInstanceIdentifier="the-source")["DBInstances"][0]
    assert told["ReadReplicaDBInstanceIdentifiers"] == ["the-copy"]
    assert copy.changes({**COPY, "instanceClass": "db.m7g.large"}) == {"instanceClass": "update"}
    copy.delete()
    assert copy.gone


def test_another_source_needs_another_replica(make: Any, source: Any) -> None:
    copy = make(TOKEN, COPY)
    assert copy.changes({**COPY, "replicateSourceDb": "other"}) == {"replicateSourceDb": "update-replace"}
    # What replaces the source deletes it first: its copies have to go with it.
    unknown = copy.lifecycle.diff(copy.inputs, {**copy.inputs, "replicateSourceDb": UNKNOWN}, [])
    assert [(change.path, change.replace) for change in unknown] == [(("replicateSourceDb",), True)]
    copy.delete()


def test_a_replica_is_promoted_in_place(make: Any, source: Any, aws: Aws) -> None:
    copy = make(TOKEN, COPY)
    alone = {**{k: v for k, v in SOURCE.items() if k != "identifier"}, "identifier": "the-copy"}
    assert copy.changes(alone)["replicateSourceDb"] == "delete"
    copy.update(alone)
    assert copy.changes() == {}
    told = aws.rds.describe_db_instances(DBInstanceIdentifier="the-source")["DBInstances"][0]
    assert told["ReadReplicaDBInstanceIdentifiers"] == []
    copy.delete()


def test_what_a_replica_copies_is_not_given() -> None:
    wrong = DbInstance(
        replicate_source_db="the-source", instance_class="db.t4g.small", engine="postgres", username="me"
    )
    assert [fault.property for fault in wrong.check()] == ["engine", "username"]
    assert not list(replace(wrong, engine=None, username=None).check())
