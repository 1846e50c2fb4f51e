"""Caches where moto cannot show it: what takes time or goes wrong, the order of changes, what is sent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from orchestrator.providers.aws import cache_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.replication_group import ReplicationGroup
from orchestrator.providers.kit import waiting
from orchestrator.providers.kit.trouble import ProviderError

OF = {"ReplicationGroupId": "c"}
CACHE = ReplicationGroup(
    replication_group_id="c",
    description="d",
    num_cache_clusters=1,
    transit_encryption_enabled=True,
    apply_immediately=True,
)


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[Aws, Stubber]]:
    """A connection whose caches answer from a script; waits take no time."""
    real = waiting.wait_until

    def hasty(*arguments: Any, **options: Any) -> Any:
        return real(*arguments, **{**options, "interval": 0.001, "longest": 0.001, "timeout": 0.5})

    monkeypatch.setattr(cache_calls, "wait_until", hasty)

    def make() -> tuple[Aws, Stubber]:
        aws = Aws(session=boto3.Session("x", "y", region_name="eu-west-1"), patience=0.01)
        stubber = Stubber(aws.elasticache)
        stubber.activate()
        return aws, stubber

    return make


def cache_in(status: str) -> dict[str, Any]:
    return {"ReplicationGroups": [{"ReplicationGroupId": "c", "Status": status}]}


def test_a_cache_is_waited_for(stubbed: Any) -> None:
    aws, calls = stubbed()
    calls.add_client_error("describe_replication_groups", "ReplicationGroupNotFoundFault")
    for status in ("creating", "available"):
        calls.add_response("describe_replication_groups", cache_in(status), OF)
    CACHE.settle(aws, "c")
    calls.assert_no_pending_responses()


def test_a_cache_that_cannot_be_made_is_an_error(stubbed: Any) -> None:
    aws, calls = stubbed()
    calls.add_response("describe_replication_groups", cache_in("create-failed"))
    with pytest.raises(ProviderError, match="the cache c cannot be made"):
        CACHE.settle(aws, "c")


def test_copies_come_before_failover_and_go_after_it(stubbed: Any) -> None:
    aws, calls = stubbed()
    available = replace(CACHE, num_cache_clusters=3, automatic_failover_enabled=True, multi_az_enabled=True)
    count = {**OF, "ApplyImmediately": True}
    failover = {"AutomaticFailoverEnabled": True, "MultiAZEnabled": True}
    calls.add_response("increase_replica_count", {}, {**count, "NewReplicaCount": 2})
    calls.add_response("describe_replication_groups", cache_in("modifying"))
    calls.add_response("describe_replication_groups", cache_in("available"))
    calls.add_response("modify_replication_group", {}, {**count, **failover})
    calls.add_response("describe_replication_groups", cache_in("available"))
    available.update(aws, "c", CACHE)
    calls.assert_no_pending_responses()

    failover = {"AutomaticFailoverEnabled": False, "MultiAZEnabled": False}
    calls.add_response("modify_replication_group", {}, {**count, **failover})
    calls.add_response("describe_replication_groups", cache_in("available"))
    calls.add_response("decrease_replica_count", {}, {**count, "NewReplicaCount": 0})
    calls.add_response("describe_replication_groups", cache_in("available"))
    CACHE.update(aws, "c", available)
    calls.assert_no_pending_responses()


def test_a_new_password_is_taken_beside_the_old_one(stubbed: Any) -> None:
    aws, calls = stubbed()
    sent = {**OF, "ApplyImmediately": True, "AuthToken": "new", "AuthTokenUpdateStrategy": "ROTATE"}
    calls.add_response("modify_replication_group", {}, sent)
    calls.add_response("describe_replication_groups", cache_in("available"))
    replace(CACHE, auth_token="new").update(aws, "c", replace(CACHE, auth_token="old"))
    calls.assert_no_pending_responses()


def test_the_end_of_a_cache_is_waited_for(stubbed: Any) -> None:
    aws, calls = stubbed()
    calls.add_response("describe_replication_groups", cache_in("available"))
    calls.add_response("delete_replication_group", {}, {**OF, "FinalSnapshotIdentifier": "last"})
    calls.add_response("describe_replication_groups", cache_in("deleting"))
    calls.add_client_error("describe_replication_groups", "ReplicationGroupNotFoundFault")
    replace(CACHE, final_snapshot_identifier="last").delete(aws, "c")
    calls.assert_no_pending_responses()


def test_what_does_not_fit_together_is_told_before_aws_is_asked() -> None:
    wrong = replace(
        CACHE,
        auth_token="secret",
        transit_encryption_enabled=False,
        automatic_failover_enabled=True,
    )
    assert [fault.property for fault in wrong.check()] == ["authToken", "automaticFailoverEnabled"]
    assert [f.property for f in replace(CACHE, multi_az_enabled=True).check()] == ["multiAzEnabled"]
