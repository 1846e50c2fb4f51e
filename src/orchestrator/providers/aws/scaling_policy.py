"""aws:autoscaling/policy:Policy, the measure that a group's number of machines follows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws import scaling_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered
from orchestrator.providers.kit.resource import ProviderResource

FOLLOWING = "TargetTrackingScaling"


@dataclass(frozen=True, kw_only=True)
class PolicyTargetTrackingConfigurationPredefinedMetricSpecification:
    """A metric that AWS has of every group."""

    predefined_metric_type: str
    resource_label: str | None = None


@dataclass(frozen=True, kw_only=True)
class PolicyTargetTrackingConfigurationCustomizedMetricSpecificationMetricDimension:
    """What a metric is about."""

    name: str
    value: str


Dimensions = list[PolicyTargetTrackingConfigurationCustomizedMetricSpecificationMetricDimension]


@dataclass(frozen=True, kw_only=True)
class PolicyTargetTrackingConfigurationCustomizedMetricSpecification:
    """A metric that somebody puts into CloudWatch."""

    metric_name: str | None = None
    namespace: str | None = None
    statistic: str | None = None
    unit: str | None = None
    metric_dimensions: Unordered[Dimensions] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class PolicyTargetTrackingConfiguration:
    """The value that the metric is kept at."""

    target_value: float
    disable_scale_in: bool = False
    predefined_metric_specification: PolicyTargetTrackingConfigurationPredefinedMetricSpecification | None = (
        None
    )
    customized_metric_specification: PolicyTargetTrackingConfigurationCustomizedMetricSpecification | None = (
        None
    )


@dataclass(frozen=True, kw_only=True)
class Policy(ProviderResource[Aws]):
    """The measure that a group follows; its id is its name, and in imports GROUP/NAME."""

    token: ClassVar[str] = "aws:autoscaling/policy:Policy"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=255)

    name: Immutable[CloudChosen[str | None]] = None
    autoscaling_group_name: Immutable[str]
    policy_type: str = "SimpleScaling"
    estimated_instance_warmup: CloudChosen[int | None] = None
    target_tracking_configuration: PolicyTargetTrackingConfiguration | None = None
    arn: Computed[str] = ""

    def check(self) -> Iterable[Fault]:
        if self.policy_type != FOLLOWING:
            yield Fault(("policyType",), f"only {FOLLOWING} is among the built-in kinds")
        tracking = self.target_tracking_configuration
        specified = tracking and (
            tracking.predefined_metric_specification,
            tracking.customized_metric_specification,
        )
        if not specified or (specified[0] is None) == (specified[1] is None):
            yield Fault(
                ("targetTrackingConfiguration",),
                "give one of 'predefinedMetricSpecification' and 'customizedMetricSpecification'",
            )

    def create(self, client: Aws) -> str:
        self._put(client)
        return f"{self.autoscaling_group_name}/{self.name}"

    def _put(self, client: Aws) -> None:
        warm = self.estimated_instance_warmup
        client.autoscaling.put_scaling_policy(
            AutoScalingGroupName=self.autoscaling_group_name,
            PolicyName=self.name,
            PolicyType=self.policy_type,
            TargetTrackingConfiguration=_told(self.target_tracking_configuration),
            **({} if warm is None else {"EstimatedInstanceWarmup": warm}),
        )

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        group, _, name = id.partition("/")
        if scaling_calls.describe(client, group) is None:
            return None  # AWS refuses to tell the policies of a group that is not there
        told = client.autoscaling.describe_policies(AutoScalingGroupName=group, PolicyNames=[name])
        if not (found := told["ScalingPolicies"]):
            return None
        return cls(
            name=found[0]["PolicyName"],
            autoscaling_group_name=found[0]["AutoScalingGroupName"],
            policy_type=found[0]["PolicyType"],
            estimated_instance_warmup=found[0].get("EstimatedInstanceWarmup"),
            target_tracking_configuration=_read(found[0].get("TargetTrackingConfiguration")),
            arn=found[0]["PolicyARN"],
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        self._put(client)

    def delete(self, client: Aws, id: str) -> None:
        if self.read(client, id) is None:
            return
        client.autoscaling.delete_policy(
            AutoScalingGroupName=self.autoscaling_group_name, PolicyName=self.name
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        id = f"{self.autoscaling_group_name}/{self.name}"
        return id if id not in known and self.read(client, id) else None


def _told(wanted: PolicyTargetTrackingConfiguration | None) -> dict[str, Any]:
    if wanted is None:
        return {}
    names: dict[str, Any] = {"TargetValue": wanted.target_value, "DisableScaleIn": wanted.disable_scale_in}
    if known := wanted.predefined_metric_specification:
        label = {"ResourceLabel": known.resource_label} if known.resource_label else {}
        names["PredefinedMetricSpecification"] = {
            "PredefinedMetricType": known.predefined_metric_type,
            **label,
        }
    if own := wanted.customized_metric_specification:
        values = {
            "MetricName": own.metric_name,
            "Namespace": own.namespace,
            "Statistic": own.statistic,
            "Unit": own.unit,
            "Dimensions": [{"Name": d.name, "Value": d.value} for d in own.metric_dimensions],
        }
        names["CustomizedMetricSpecification"] = {k: v for k, v in values.items() if v is not None}
    return names


def _read(found: dict[str, Any] | None) -> PolicyTargetTrackingConfiguration | None:
    if not found:
        return None
    known, own = found.get("PredefinedMetricSpecification"), found.get("CustomizedMetricSpecification")
    return PolicyTargetTrackingConfiguration(
        target_value=found["TargetValue"],
        disable_scale_in=found.get("DisableScaleIn", False),
        predefined_metric_specification=known
        and PolicyTargetTrackingConfigurationPredefinedMetricSpecification(
            predefined_metric_type=known["PredefinedMetricType"], resource_label=known.get("ResourceLabel")
        ),
        customized_metric_specification=own
        and PolicyTargetTrackingConfigurationCustomizedMetricSpecification(
            metric_name=own.get("MetricName"),
            namespace=own.get("Namespace"),
            statistic=own.get("Statistic"),
            unit=own.get("Unit"),
            metric_dimensions=[
                PolicyTargetTrackingConfigurationCustomizedMetricSpecificationMetricDimension(
                    name=d["Name"], value=d["Value"]
                )
                for d in own.get("Dimensions", [])
            ],
        ),
    )
