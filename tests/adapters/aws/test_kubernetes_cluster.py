"""Kubernetes on AWS: who reaches the control plane, what its nodes are, and what they may do."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.clouds import Target
from orchestrator.errors import OrchestratorError, TranslationError, Unsupported
from orchestrator.graph import Group, StateCheck
from orchestrator.model.resources import AnyResource, KubernetesCluster, Network
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]


@pytest.fixture
def clustered(make: Make, stacked: Callable[..., Stack]) -> Callable[..., Group]:
    def group(internet: bool = True, region: str = "", **spec: Any) -> Group:
        network = make(Network, "aws", "net", internetAccess=internet)
        cluster = make(KubernetesCluster, "aws", "apps", network="net", **spec)
        if region:
            there = {"target": Target("aws", region)}
            network, cluster = network.model_copy(update=there), cluster.model_copy(update=there)
        return translate(stacked(network, cluster)).groups[-1]

    return group


@pytest.mark.parametrize("public", [True, False])
def test_the_network_reaches_the_control_plane_and_the_world_only_when_asked(
    public: bool, clustered: Any
) -> None:
    config = clustered(publicEndpoint=public).node("apps").properties["vpcConfig"]
    assert config["endpointPrivateAccess"] is True
    assert config["endpointPublicAccess"] is public
    assert [subnet.node for subnet in config["subnetIds"]] == ["net-private-a", "net-private-b"]


def test_nodes_are_encrypted_and_guard_who_they_are(clustered: Any) -> None:
    group = clustered(nodes={"size": "large", "minimum": 2, "diskGiB": 80})
    template = group.node("apps-template").properties
    assert template["instanceType"] == "t3.xlarge"
    assert template["metadataOptions"]["httpTokens"] == "required"
    (disk,) = template["blockDeviceMappings"]
    assert (disk["ebs"]["encrypted"], disk["ebs"]["volumeSize"]) == ("true", 80)
    (interface,) = template["networkInterfaces"]
    assert interface["securityGroups"] == [group.node("apps")["vpcConfig.clusterSecurityGroupId"]]


@pytest.mark.parametrize(
    ("nodes", "sizes", "ignored"),
    [
        ({"minimum": 2}, (2, 2), ()),
        ({"minimum": 1, "maximum": 5}, (1, 5), ("scalingConfig.desiredSize",)),
    ],
)
def test_an_autoscaler_may_choose_between_the_two_numbers(
    nodes: dict[str, int], sizes: tuple[int, int], ignored: tuple[str, ...], clustered: Any
) -> None:
    node = clustered(nodes=nodes).node("apps-nodes")
    config = node.properties["scalingConfig"]
    assert (config["minSize"], config["maxSize"]) == sizes
    assert node.options.ignore_changes == ignored


def test_roles_have_their_policies_before_they_are_used(clustered: Any) -> None:
    group = clustered()
    for user, count in (("apps", 1), ("apps-nodes", 3)):
        first = [group.node(n).type for n in group.node(user).options.depends_on if n.startswith("apps")]
        assert first == ["aws:iam/rolePolicyAttachment:RolePolicyAttachment"] * count


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-central-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_policies_are_those_of_the_partition(region: str, partition: str, clustered: Any) -> None:
    arn = clustered(region=region).node("apps-role-1").properties["policyArn"]
    assert arn == f"arn:{partition}:iam::aws:policy/AmazonEKSClusterPolicy"


def test_control_plane_and_nodes_are_both_asked(clustered: Any) -> None:
    group = clustered()
    asked = [check.probe for check in group.checks]
    assert asked == [
        StateCheck(group.node("apps")["status"], ("ACTIVE", "UPDATING")),
        StateCheck(group.node("apps-nodes")["status"], ("ACTIVE", "UPDATING")),
    ]
    assert replace(group.checks[1], probe=asked[0]) == group.checks[0]


def test_nodes_need_a_way_to_their_images(clustered: Any) -> None:
    with pytest.raises(TranslationError, match="its nodes fetch images") as caught:
        clustered(internet=False)
    assert "internetAccess: true" in caught.value.hint


def test_what_aws_does_not_sell_is_refused_with_the_rest(clustered: Any) -> None:
    size = {"cpu": 64, "memoryGiB": 256}
    assert clustered(nodes={"size": size}).node("apps-template").properties["instanceType"] == "m6i.16xlarge"
    with pytest.raises((Unsupported, OrchestratorError), match="has no way to the internet"):
        clustered(nodes={"size": size}, internet=False)
    # The very smallest has no room for what every node runs.
    tiny = clustered(nodes={"size": {"cpu": 1, "memoryGiB": 1}}).node("apps-template").properties
    assert tiny["instanceType"] == "t3.small"
