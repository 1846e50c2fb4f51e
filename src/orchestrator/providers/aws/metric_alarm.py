"""aws:cloudwatch/metricAlarm:MetricAlarm, a notice when a metric crosses a line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tagged, changed, every_tag, is_owned, own_tags, tag_dict, tag_list
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered
from orchestrator.providers.kit.trouble import ProviderError


@dataclass(frozen=True, kw_only=True)
class MetricAlarm(Tagged):
    """A notice when a metric crosses a line; its id is its name."""

    token: ClassVar[str] = "aws:cloudwatch/metricAlarm:MetricAlarm"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=255)

    name: Immutable[CloudChosen[str | None]] = None
    comparison_operator: str | None = None
    evaluation_periods: int | None = None
    metric_name: str | None = None
    namespace: str | None = None
    period: int | None = None
    statistic: str | None = None
    extended_statistic: str | None = None
    threshold: float | None = None
    unit: str | None = None
    datapoints_to_alarm: int | None = None
    treat_missing_data: str = "missing"
    dimensions: dict[str, str] = field(default_factory=dict)
    actions_enabled: bool = True
    alarm_description: str | None = None
    alarm_actions: Unordered[list[str]] = field(default_factory=list)
    ok_actions: Unordered[list[str]] = field(default_factory=list)
    insufficient_data_actions: Unordered[list[str]] = field(default_factory=list)
    arn: Computed[str] = ""

    def check(self) -> Iterable[Fault]:
        if (self.statistic is None) == (self.extended_statistic is None):
            yield Fault(("statistic",), "give one of 'statistic' and 'extendedStatistic'")
        needed: dict[str, object] = {
            "comparisonOperator": self.comparison_operator,
            "metricName": self.metric_name,
            "namespace": self.namespace,
            "period": self.period,
        }
        needed |= {"threshold": self.threshold, "evaluationPeriods": self.evaluation_periods}
        for name, value in needed.items():
            if value is None:
                yield Fault(
                    (name,), f"{name!r} is needed: metric queries are not among the built-in features"
                )

    def _put(self, client: Aws, **more: Any) -> None:
        optional = {
            "Statistic": self.statistic,
            "ExtendedStatistic": self.extended_statistic,
            "Unit": self.unit,
            "DatapointsToAlarm": self.datapoints_to_alarm,
            "AlarmDescription": self.alarm_description,
        }
        client.cloudwatch.put_metric_alarm(
            AlarmName=self.name,
            ComparisonOperator=self.comparison_operator,
            EvaluationPeriods=self.evaluation_periods,
            MetricName=self.metric_name,
            Namespace=self.namespace,
            Period=self.period,
            Threshold=self.threshold,
            TreatMissingData=self.treat_missing_data,
            Dimensions=[{"Name": name, "Value": value} for name, value in self.dimensions.items()],
            ActionsEnabled=self.actions_enabled,
            AlarmActions=self.alarm_actions,
            OKActions=self.ok_actions,
            InsufficientDataActions=self.insufficient_data_actions,
            **{name: value for name, value in optional.items() if value is not None},
            **more,
        )

    def create(self, client: Aws) -> str:
        # PutMetricAlarm overwrites an existing alarm, which may be somebody else's.
        if _describe(client, str(self.name)):
            raise ProviderError(
                f"the alarm {self.name} exists already", hint="choose another name, or import it"
            )
        self._put(client, Tags=tag_list(every_tag(client, self.tags)))
        return str(self.name)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        alarm = _describe(client, id)
        if alarm is None:
            return None
        tags = tag_dict(client.cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"])
        return cls(
            name=alarm["AlarmName"],
            comparison_operator=alarm["ComparisonOperator"],
            evaluation_periods=alarm["EvaluationPeriods"],
            metric_name=alarm.get("MetricName"),
            namespace=alarm.get("Namespace"),
            period=alarm.get("Period"),
            statistic=alarm.get("Statistic"),
            extended_statistic=alarm.get("ExtendedStatistic"),
            threshold=alarm.get("Threshold"),
            unit=alarm.get("Unit"),
            datapoints_to_alarm=alarm.get("DatapointsToAlarm"),
            treat_missing_data=alarm.get("TreatMissingData") or "missing",
            dimensions={d["Name"]: d["Value"] for d in alarm.get("Dimensions", [])},
            actions_enabled=alarm["ActionsEnabled"],
            alarm_description=alarm.get("AlarmDescription") or None,
            alarm_actions=alarm.get("AlarmActions", []),
            ok_actions=alarm.get("OKActions", []),
            insufficient_data_actions=alarm.get("InsufficientDataActions", []),
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=alarm["AlarmArn"],
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        self._put(client)
        gone, wanted = changed(client, old.tags, self.tags)
        if gone:
            client.cloudwatch.untag_resource(ResourceARN=old.arn, TagKeys=gone)
        if wanted:
            client.cloudwatch.tag_resource(ResourceARN=old.arn, Tags=tag_list(wanted))

    def delete(self, client: Aws, id: str) -> None:
        client.cloudwatch.delete_alarms(AlarmNames=[id])

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        for page in client.cloudwatch.get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm"]):
            for alarm in page["MetricAlarms"]:
                tags = client.cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
                if alarm["AlarmName"] not in known and is_owned(self.tags, tag_dict(tags)):
                    return str(alarm["AlarmName"])
        return None


def _describe(aws: Aws, name: str) -> dict[str, Any] | None:
    found = aws.cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm"])["MetricAlarms"]
    return dict(found[0]) if found else None
