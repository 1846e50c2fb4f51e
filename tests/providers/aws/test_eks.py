"""Kubernetes where moto cannot show it: what takes time or goes wrong, and one change for each call."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from orchestrator.providers.aws import PROVIDER, eks_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.cluster import Cluster, ClusterVpcConfig
from orchestrator.providers.aws.node_group import NodeGroup, NodeGroupLaunchTemplate, NodeGroupScalingConfig
from orchestrator.providers.kit import waiting
from orchestrator.providers.kit.lifecycle import Lifecycle
from orchestrator.providers.kit.trouble import ProviderError

ROLE = "arn:aws:iam::1:role/eks"
PLACES = ClusterVpcConfig(subnet_ids=["subnet-a", "subnet-b"], endpoint_private_access=True)
CLUSTER = Cluster(name="c", role_arn=ROLE, vpc_config=PLACES, version="1.33", arn="arn:c")
NODES = NodeGroup(
    cluster_name="c",
    node_group_name="n",
    node_role_arn=ROLE,
    subnet_ids=["subnet-a"],
    scaling_config=NodeGroupScalingConfig(desired_size=1, max_size=2, min_size=1),
    launch_template=NodeGroupLaunchTemplate(id="lt-1", version="1"),
    version="1.33",
)
OF_NODES = {"clusterName": "c", "nodegroupName": "n"}


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[Aws, Stubber]]:
    """A connection whose Kubernetes answers from a script; waits take no time."""
    wait, retry = waiting.wait_until, waiting.retried

    def hasty(*arguments: Any, **options: Any) -> Any:
        return wait(*arguments, **{**options, "interval": 0.001, "longest": 0.001, "timeout": 0.5})

    def again(*arguments: Any, **options: Any) -> Any:
        return retry(*arguments, **{**options, "interval": 0.001})

    monkeypatch.setattr(eks_calls, "wait_until", hasty)
    monkeypatch.setattr(eks_calls, "retried", again)

    def make() -> tuple[Aws, Stubber]:
        aws = Aws(session=boto3.Session("x", "y", region_name="eu-west-1"), patience=1.0)
        stubber = Stubber(aws.eks)
        stubber.activate()
        return aws, stubber

    return make


def cluster_in(status: str, **more: Any) -> dict[str, Any]:
    return {"cluster": {"name": "c", "status": status, **more}}


def update(status: str, *reasons: str) -> dict[str, Any]:
    errors = [{"errorMessage": reason} for reason in reasons]
    return {"update": {"id": "u", "status": status, "errors": errors}}


def test_a_role_that_is_too_new_is_asked_for_again(stubbed: Any) -> None:
    aws, eks = stubbed()
    refused = "The role with name eks could not be assumed."
    eks.add_client_error("create_cluster", "InvalidParameterException", refused)
    eks.add_response("create_cluster", cluster_in("CREATING"))
    assert CLUSTER.create(aws) == "c"
    eks.assert_no_pending_responses()
    eks.add_client_error("create_cluster", "InvalidParameterException", "unsupported version 1.2")
    with pytest.raises(Exception, match="unsupported version"):
        CLUSTER.create(aws)


def test_a_cluster_is_waited_for(stubbed: Any) -> None:
    aws, eks = stubbed()
    eks.add_client_error("describe_cluster", "ResourceNotFoundException")
    for status in ("CREATING", "ACTIVE"):
        eks.add_response("describe_cluster", cluster_in(status), {"name": "c"})
    CLUSTER.settle(aws, "c")
    eks.assert_no_pending_responses()


def test_nodes_that_do_not_join_say_why(stubbed: Any) -> None:
    aws, eks = stubbed()
    issues = [{"code": "NodeCreationFailure", "message": "Instances failed to join"}]
    nodes = {"nodegroupName": "n", "status": "CREATE_FAILED", "health": {"issues": issues}}
    eks.add_response("describe_nodegroup", {"nodegroup": nodes}, OF_NODES)
    with pytest.raises(ProviderError, match="c:n is CREATE_FAILED: Instances failed to join"):
        NODES.settle(aws, "c:n")


def test_each_kind_of_change_is_a_call_of_its_own_and_waited_for(stubbed: Any) -> None:
    aws, eks = stubbed()
    new = replace(
        CLUSTER,
        version="1.34",
        enabled_cluster_log_types=["audit"],
        vpc_config=replace(PLACES, endpoint_public_access=False),
    )
    doors = {"endpointPrivateAccess": True, "endpointPublicAccess": False}
    logs = {"clusterLogging": [{"types": ["audit"], "enabled": True}]}
    for arguments in ({"resourcesVpcConfig": doors}, {"logging": logs}):
        eks.add_response("update_cluster_config", update("InProgress"), {"name": "c", **arguments})
        eks.add_response("describe_update", update("InProgress"), {"name": "c", "updateId": "u"})
        eks.add_response("describe_update", update("Successful"))
    eks.add_response("update_cluster_version", update("InProgress"), {"name": "c", "version": "1.34"})
    eks.add_response("describe_update", update("Successful"))
    new.update(aws, "c", CLUSTER)
    eks.assert_no_pending_responses()


def test_nodes_are_exchanged_when_their_template_or_version_changes(stubbed: Any) -> None:
    aws, eks = stubbed()
    new = replace(NODES, version="1.34", launch_template=NodeGroupLaunchTemplate(id="lt-1", version="2"))
    template = {"id": "lt-1", "version": "2"}
    sent = {**OF_NODES, "version": "1.34", "launchTemplate": template}
    eks.add_response("update_nodegroup_version", update("InProgress"), sent)
    eks.add_response("describe_update", update("Failed", "pods cannot be evicted"))
    with pytest.raises(ProviderError, match="the change of n has failed: pods cannot be evicted"):
        new.update(aws, "c:n", NODES)
    eks.assert_no_pending_responses()


@pytest.mark.parametrize(("chosen", "sent"), [(1, 3), (4, 4), (9, 5)])
def test_the_number_of_nodes_stays_between_its_limits(chosen: int, sent: int, stubbed: Any) -> None:
    aws, eks = stubbed()
    new = replace(NODES, scaling_config=NodeGroupScalingConfig(desired_size=chosen, min_size=3, max_size=5))
    sizes = {"minSize": 3, "maxSize": 5, "desiredSize": sent}
    eks.add_response("update_nodegroup_config", update("InProgress"), {**OF_NODES, "scalingConfig": sizes})
    eks.add_response("describe_update", update("Successful"))
    new.update(aws, "c:n", NODES)
    eks.assert_no_pending_responses()


def test_what_eks_does_not_tell_of_a_cluster_is_no_drift(stubbed: Any) -> None:
    aws, eks = stubbed()
    wanted = {
        "name": "c",
        "roleArn": ROLE,
        "version": "1.33",
        "vpcConfig": {"subnetIds": ["subnet-a"]},
        "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": True},
    }
    told = {
        "arn": "arn:c",
        "roleArn": ROLE,
        "version": "1.33",
        "createdAt": datetime(2026, 1, 1, tzinfo=UTC),
        "resourcesVpcConfig": {"subnetIds": ["subnet-a"], "endpointPublicAccess": True},
        "accessConfig": {"authenticationMode": "API"},
    }
    eks.add_response("describe_cluster", cluster_in("ACTIVE", **told))
    (handler,) = (h for h in PROVIDER.resources if h.schema.token == Cluster.token)
    lifecycle = Lifecycle(PROVIDER, handler, aws, aws.cancelled)
    found = lifecycle.read("c", wanted, {})
    assert found is not None
    assert lifecycle.diff(found.inputs, wanted, []) == []


def test_a_cluster_goes_after_what_is_in_its_way(stubbed: Any) -> None:
    aws, eks = stubbed()
    eks.add_response("describe_cluster", cluster_in("ACTIVE"))
    eks.add_client_error("delete_cluster", "ResourceInUseException", "Cluster has nodegroups attached")
    eks.add_response("delete_cluster", {}, {"name": "c"})
    eks.add_response("describe_cluster", cluster_in("DELETING"))
    eks.add_client_error("describe_cluster", "ResourceNotFoundException")
    CLUSTER.delete(aws, "c")
    eks.assert_no_pending_responses()
