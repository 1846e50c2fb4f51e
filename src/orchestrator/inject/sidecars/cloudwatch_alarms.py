"""CloudWatch alarms on the metrics that a managed AWS resource has by default."""

from dataclasses import dataclass

from orchestrator.errors import InjectionError
from orchestrator.graph import AlarmMonitor, CloudWatch, Group, Node, Value
from orchestrator.inject.notices import topic
from orchestrator.inject.sidecars.attaching import attach
from orchestrator.inject.site import Site
from orchestrator.model.resources import DatabaseInstance, MessageQueue

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
GIB = 1024**3
DAY = 86400
# About four fifths of what the engine's default allows in the memory that the adapter gives each size.
CONNECTIONS = {"small": 120, "medium": 500, "large": 2000}
BUCKET_BYTES = 1024 * GIB


@dataclass(frozen=True, slots=True)
class Alarm:
    """One metric and when it is bad: in so many periods of so many seconds."""

    name: str
    metric: str
    statistic: str
    comparison: str
    threshold: float
    periods: int = 2
    period: int = 300
    missing: str = "missing"


# Request metrics cost extra and are off by default; the daily storage metrics always exist.
# Whether the bucket answers is asked from outside.
STORED = Alarm(
    "size", "BucketSizeBytes", "Average", "GreaterThanThreshold", BUCKET_BYTES, 1, DAY, "notBreaching"
)
PORTS = Alarm("ports", "ErrorPortAllocation", "Sum", "GreaterThanThreshold", 0, 2, 300, "notBreaching")
STALLED = Alarm(
    "stalled", "VolumeStalledIOCheck", "Maximum", "GreaterThanThreshold", 0, 2, 60, "notBreaching"
)


def cloudwatch_alarms(group: Group, place: Site) -> Group:
    """The group with the alarms of each CloudWatch slot."""
    for slot in group.slots:
        if isinstance(slot, CloudWatch):
            nodes = [_node(alarm, slot, group, place) for alarm in alarms(slot, group, place)]
            group = attach(group, nodes, [AlarmMonitor(node.name) for node in nodes])
    return group


def alarms(slot: CloudWatch, group: Group, place: Site) -> tuple[Alarm, ...]:
    """What is watched in a namespace; raises InjectionError for one that nobody thought of."""
    thresholds = place.thresholds
    match slot.namespace:
        case "AWS/RDS":
            return _database_alarms(place)
        case "AWS/S3":
            return (STORED,)
        case "AWS/EC2":
            return (
                Alarm("status", "StatusCheckFailed", "Maximum", "GreaterThanThreshold", 0, 2, 60),
                Alarm("cpu", "CPUUtilization", "Average", "GreaterThanThreshold", thresholds.cpu_percent),
            )
        case "AWS/EBS":
            return (STALLED,)
        case "AWS/SQS":
            return _queue_alarms(place, slot.part)
        case "AWS/ElastiCache":
            return (
                Alarm(
                    "cpu", "EngineCPUUtilization", "Average", "GreaterThanThreshold", thresholds.cpu_percent
                ),
                Alarm(
                    "memory",
                    "DatabaseMemoryUsagePercentage",
                    "Average",
                    "GreaterThanThreshold",
                    thresholds.memory_percent,
                ),
            )
        case "AWS/NetworkELB":
            unhealthy = "UnHealthyHostCount"
            return (Alarm("targets", unhealthy, "Maximum", "GreaterThanThreshold", 0, 2, 60, "notBreaching"),)
        case "AWS/NATGateway":
            return (PORTS,)
    hint = "add its alarms to inject/sidecars/cloudwatch_alarms.py"
    raise InjectionError(f"no alarms are known for {slot.namespace}", f"resource {group.resource}", hint)


def _database_alarms(place: Site) -> tuple[Alarm, ...]:
    thresholds = place.thresholds
    if not isinstance(place.resource, DatabaseInstance):
        raise InjectionError("a slot of AWS/RDS belongs to a DatabaseInstance", f"on {place.target}")
    database = place.resource.spec
    storage = database.storage_gib * GIB * (1 - thresholds.disk_percent / 100)
    connections = CONNECTIONS[database.size]
    return (
        Alarm("cpu", "CPUUtilization", "Average", "GreaterThanThreshold", thresholds.cpu_percent),
        Alarm("storage", "FreeStorageSpace", "Minimum", "LessThanThreshold", round(storage)),
        Alarm("connections", "DatabaseConnections", "Average", "GreaterThanThreshold", connections),
    )


def _queue_alarms(place: Site, part: str) -> tuple[Alarm, ...]:
    """Of a queue that messages wait long enough to be lost soon; of its dead ones, that there are any."""
    if not isinstance(place.resource, MessageQueue):
        raise InjectionError("a slot of AWS/SQS belongs to a MessageQueue", f"on {place.target}")
    if part:
        waiting = "ApproximateNumberOfMessagesVisible"
        return (Alarm("letters", waiting, "Maximum", "GreaterThanThreshold", 0, 1, 300, "notBreaching"),)
    age, limit = "ApproximateAgeOfOldestMessage", round(place.resource.spec.retention / 2)
    return (Alarm("age", age, "Maximum", "GreaterThanThreshold", limit, 2, 300, "notBreaching"),)


def _node(alarm: Alarm, slot: CloudWatch, group: Group, place: Site) -> Node:
    dimensions: dict[str, Value] = dict(slot.dimensions)
    if alarm.metric == "BucketSizeBytes":
        dimensions["StorageType"] = "StandardStorage"
    notify = [topic(group.target)]
    called = f"{group.resource}-{slot.part}" if slot.part else group.resource
    name = f"{called}-alarm-{alarm.name}"
    properties: dict[str, Value] = {
        "name": f"{place.stack.name}-{place.stack.environment.name}-{name}",
        "alarmDescription": f"{alarm.metric} of {called} in {place.stack.name}",
        "namespace": slot.namespace,
        "metricName": alarm.metric,
        "dimensions": dimensions,
        "statistic": alarm.statistic,
        "comparisonOperator": alarm.comparison,
        "threshold": alarm.threshold,
        "period": alarm.period,
        "evaluationPeriods": alarm.periods,
        "treatMissingData": alarm.missing,
        "alarmActions": notify,
        "okActions": notify,
    }
    return Node(ALARM, name, properties)
