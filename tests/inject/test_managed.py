"""Alarms, alerts, probes and API monitors of managed resources, in the official packages' words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from orchestrator.errors import InjectionError
from orchestrator.graph import (
    AlarmMonitor,
    ApiMonitor,
    BlackboxMonitor,
    Check,
    CloudWatch,
    Graph,
    HttpCheck,
    Output,
    StateCheck,
)
from orchestrator.inject import AgentFile, inject
from orchestrator.model.resources import DatabaseInstance
from orchestrator.model.stack import Stack


@pytest.fixture
def after(graph: Graph, stack: Stack, agent: AgentFile) -> Graph:
    return inject(graph, stack, agent)


def properties(graph: Graph, node: str) -> Mapping[str, Any]:
    return graph.group_of(node).node(node).properties


def test_a_database_on_aws_has_three_alarms_and_a_probe(after: Graph) -> None:
    group = after.group_of("db")
    address = Output("db", ("address",))
    assert group.monitors == (
        AlarmMonitor("db-alarm-cpu"),
        AlarmMonitor("db-alarm-storage"),
        AlarmMonitor("db-alarm-connections"),
        BlackboxMonitor("tcp_connect", address, 3306),
    )
    cpu = properties(after, "db-alarm-cpu")
    assert (cpu["namespace"], cpu["metricName"], cpu["threshold"]) == ("AWS/RDS", "CPUUtilization", 85)
    assert cpu["dimensions"] == {"DBInstanceIdentifier": Output("db", ("identifier",))}
    assert cpu["alarmActions"] == [Output("notices-aws-eu-central-1", ("arn",))]
    storage = properties(after, "db-alarm-storage")
    assert storage["threshold"] == 2 * 1024**3  # a tenth of 20 GiB
    assert storage["comparisonOperator"] == "LessThanThreshold"


def test_thresholds_of_the_user_reach_the_alarms(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    database = stack.resource("db")
    assert isinstance(database, DatabaseInstance)
    monitoring = database.monitoring.model_validate({"thresholds": {"cpuPercent": 60}})
    own = database.model_copy(update={"monitoring": monitoring})
    resources = tuple(own if r is database else r for r in stack.resources)
    changed = inject(graph, replace(stack, resources=resources), agent)
    assert properties(changed, "db-alarm-cpu")["threshold"] == 60


def test_a_bucket_on_aws_is_watched_by_a_metric_that_exists_by_default(after: Graph) -> None:
    size = properties(after, "files-alarm-size")
    assert size["metricName"] == "BucketSizeBytes"
    assert size["dimensions"] == {
        "BucketName": Output("files", ("bucket",)),
        "StorageType": "StandardStorage",
    }
    assert size["period"] == 86400


def test_azure_alerts_go_to_the_action_group_in_the_foundation(after: Graph) -> None:
    group = after.group_of("adb")
    assert [m.node for m in group.monitors if isinstance(m, AlarmMonitor)] == [
        "adb-alarm-cpu",
        "adb-alarm-memory",
        "adb-alarm-storage",
    ]
    alert = properties(after, "adb-alarm-cpu")
    assert alert["scopes"] == [Output("adb", ("id",))]
    assert alert["criteria"]["allOf"][0]["metricName"] == "cpu_percent"
    assert alert["actions"] == [{"actionGroupId": Output("notices-azure-westeurope", ("id",))}]
    assert after.group_of("notices-azure-westeurope").resource == "foundation-azure"
    assert properties(after, "blobs-alarm-availability")["criteria"]["allOf"][0]["operator"] == "LessThan"


def test_one_topic_serves_all_alarms_of_a_region(after: Graph) -> None:
    topics = [node for node in after.nodes() if node.type == "aws:sns/topic:Topic"]
    assert [node.name for node in topics] == ["notices-aws-eu-central-1"]
    group = after.group_of(topics[0].name)
    assert (group.kind, group.target) == ("Foundation", after.group_of("db").target)


def test_a_resource_without_metrics_is_asked_by_its_api(after: Graph) -> None:
    state = Output("net", ("id",))
    group = after.group_of("net")
    assert group.monitors == (ApiMonitor(state),)
    assert group.checks == (Check(StateCheck(state)),)


def test_checks_of_the_adapter_stay_as_they_are(graph: Graph, after: Graph) -> None:
    for name in ("db", "adb", "web"):
        assert after.group_of(name).checks == graph.group_of(name).checks


def test_a_check_that_the_user_asks_for_is_added(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    web = graph.group_of("web")
    bare = replace(graph, groups=tuple(replace(g, checks=()) if g is web else g for g in graph.groups))
    (check,) = inject(bare, stack, agent).group_of("web").checks
    assert check.probe == HttpCheck("http", Output("web-port", ("allFixedIps", 0)), 80, "/healthz", 200)
    assert (check.interval, check.gate, check.within) == (5, True, 60)


def test_an_unknown_namespace_is_refused(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    db = graph.group_of("db")
    odd = replace(db, slots=(CloudWatch("AWS/Odd", {}),))
    with pytest.raises(InjectionError, match=r"no alarms are known for AWS/Odd"):
        inject(replace(graph, groups=(odd,)), stack, agent)


def test_every_new_node_is_what_the_official_packages_accept(after: Graph, official: Any) -> None:
    new = ("aws:sns/topic:Topic", "aws:cloudwatch/metricAlarm:MetricAlarm")
    azure = ("azure-native:monitor:ActionGroup", "azure-native:monitor:MetricAlert")
    nodes = [node for node in after.nodes() if node.type in (*new, *azure)]
    assert {node.type for node in nodes} == {*new, *azure}
    for node in nodes:
        contract = official.resource(node.type)
        required = {name for name, (_, needed) in contract.items() if needed}
        assert required <= node.properties.keys() <= contract.keys()
        if node.type == "azure-native:monitor:MetricAlert":
            accepted(
                node.properties["criteria"], official, "MetricAlertSingleResourceMultipleMetricCriteriaArgs"
            )
            accepted(node.properties["criteria"]["allOf"][0], official, "MetricCriteriaArgs")  # type: ignore[index,call-overload]  # plain data
            accepted(node.properties["actions"][0], official, "MetricAlertActionArgs")  # type: ignore[index,call-overload]  # plain data


def accepted(given: Any, official: Any, name: str) -> None:
    contract = official.nested("azure_native", "monitor", name)
    required = {key for key, (_, needed) in contract.items() if needed}
    assert required <= given.keys() <= contract.keys()
