"""Groups of machines on AWS: exchanged rather than changed, following measures, and behind balancers."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import OrchestratorError, TranslationError, Unsupported
from orchestrator.graph import Graph, Group, Json
from orchestrator.inject import agent_file, inject
from orchestrator.model.resources import AnyResource, LoadBalancer, Network, VirtualMachineGroup
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
SPEC = {"size": "small", "image": {"os": "debian", "version": "12"}, "network": "net"}
METRIC = {"name": "orders_per_second", "perMachine": 50}


@pytest.fixture
def graph(make: Make, stacked: Callable[..., Stack]) -> Callable[..., Graph]:
    def made(*others: AnyResource, internet: bool = True, **spec: Any) -> Graph:
        network = make(Network, "aws", "net", internetAccess=internet)
        group = make(VirtualMachineGroup, "aws", "web", **{**SPEC, **spec})
        return translate(stacked(network, group, *others))

    return made


@pytest.fixture
def scaled(graph: Callable[..., Graph]) -> Callable[..., Group]:
    return lambda *others, **spec: graph(*others, **spec).groups[1]


def types(group: Group) -> list[str]:
    return [node.type.rpartition(":")[2] for node in group.nodes]


def test_without_scaling_there_is_no_policy_and_no_role(scaled: Any) -> None:
    assert types(scaled(minimum=2, maximum=2)) == ["SecurityGroup", "LaunchTemplate", "Group"]


def test_each_measure_is_a_policy(scaled: Any) -> None:
    group = scaled(maximum=3, scaling={"cpuPercent": 60, "metric": METRIC, "cooldown": 120})
    cpu, metric = (group.node(f"web-{kind}").properties for kind in ("cpu", "metric"))
    assert cpu["targetTrackingConfiguration"]["targetValue"] == 60
    assert metric["targetTrackingConfiguration"]["targetValue"] == 50
    own = metric["targetTrackingConfiguration"]["customizedMetricSpecification"]
    assert (own["namespace"], own["metricName"], own["statistic"]) == (
        "shop/test",
        "orders_per_second",
        "Average",
    )
    assert {cpu["estimatedInstanceWarmup"], metric["estimatedInstanceWarmup"]} == {120}


def test_machines_may_tell_their_metric_and_nothing_else(scaled: Any) -> None:
    group = scaled(maximum=2, scaling={"metric": METRIC})
    (rights,) = (node.properties["policy"] for node in group.nodes if node.type.endswith(":RolePolicy"))
    assert isinstance(rights, Json)
    (statement,) = rights.value["Statement"]
    assert statement["Action"] == "cloudwatch:PutMetricData"
    assert statement["Condition"] == {"StringEquals": {"cloudwatch:namespace": "shop/test"}}
    assert "Role" not in types(scaled(maximum=2, scaling={"cpuPercent": 50}))


@pytest.mark.parametrize(("public", "side"), [(True, "public"), (False, "private")])
def test_public_machines_stand_in_public_subnets(public: bool, side: str, scaled: Any) -> None:
    group = scaled(publicAddress=public)
    (interface,) = group.node("web-template").properties["networkInterfaces"]
    assert interface["associatePublicIpAddress"] == str(public).lower()
    subnets = group.node("web").properties["vpcZoneIdentifiers"]
    assert [subnet.node for subnet in subnets] == [f"net-{side}-a", f"net-{side}-b"]


def test_behind_a_balancer_the_balancer_says_who_is_healthy(make: Make, graph: Callable[..., Graph]) -> None:
    spec = {"network": "net", "listeners": [{"port": 80}], "targets": ["web"]}
    made = graph(make(LoadBalancer, "aws", "lb", **spec))
    group, balancer = made.groups[1:]
    assert group.node("web").properties["healthCheckType"] == "ELB"
    joined = balancer.node("lb-tcp-80-web")
    assert joined.type == "aws:autoscaling/attachment:Attachment"
    assert joined.properties["autoscalingGroupName"] == group.node("web")["name"]


def test_every_machine_gets_the_agent_and_the_owner(make: Make, stacked: Callable[..., Stack]) -> None:
    stack = stacked(make(Network, "aws", "net"), make(VirtualMachineGroup, "aws", "web", **SPEC))
    injected = inject(translate(stack), stack, agent_file())
    assert inject(injected, stack, agent_file()) == injected, "a second time changes nothing"
    group = next(group for group in injected.groups if group.resource == "web")
    assert group.node("web-template").properties["userData"]
    tags = group.node("web").properties["tags"]
    assert {"key": "orchestrator-node", "value": "web", "propagateAtLaunch": True} in tags


@pytest.mark.parametrize(
    ("spec", "summary"),
    [
        ({"maximum": 2, "scaling": {"cpuPercent": 50, "cooldown": 90.5}}, "whole seconds"),
        ({"size": {"cpu": 64, "memoryGiB": 200}, "image": {"os": "debian", "version": "9"}}, "debian 9"),
        (
            {"sshPublicKey": "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTY= me"},
            "no ECDSA",
        ),
    ],
)
def test_what_aws_does_not_offer_is_refused(spec: dict[str, Any], summary: str, scaled: Any) -> None:
    with pytest.raises((Unsupported, OrchestratorError), match=summary):
        scaled(**spec)


def test_public_machines_need_a_way_to_the_internet(scaled: Any) -> None:
    with pytest.raises(TranslationError, match="needs the internet"):
        scaled(publicAddress=True, internet=False)


def test_health_cannot_be_asked_of_a_group_by_http(make: Make, stacked: Callable[..., Stack]) -> None:
    health = {"health": {"http": {"port": 80}}}
    group = make(VirtualMachineGroup, "aws", "web", health, **SPEC)
    with pytest.raises(Unsupported, match=r"health\.http needs an address"):
        translate(stacked(make(Network, "aws", "net"), group))
