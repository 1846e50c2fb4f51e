"""Azure metric alerts on the platform metrics that a managed Azure resource has by default."""

from dataclasses import dataclass

from orchestrator.errors import InjectionError
from orchestrator.graph import AlarmMonitor, AzureMonitor, Group, Node, Value
from orchestrator.inject.notices import action_group
from orchestrator.inject.sidecars.attaching import attach
from orchestrator.inject.site import Site
from orchestrator.model.resources import Thresholds

ALERT = "azure-native:monitor:MetricAlert"
WARNING = 2
CRITICAL = 1


@dataclass(frozen=True, slots=True)
class Alert:
    """One metric and when it is bad: its mean over the window, or another measure that the service offers."""

    name: str
    metric: str
    operator: str
    threshold: float
    severity: int = WARNING
    window: str = "PT5M"
    measured: str = "Average"


# Told once an hour, and never as a mean.
ZONE = (Alert("full", "RecordSetCapacityUtilization", "GreaterThan", 90, window="PT1H", measured="Maximum"),)
QUEUE = (
    Alert("errors", "ServerErrors", "GreaterThan", 0, CRITICAL, measured="Total"),
    Alert("throttled", "ThrottledRequests", "GreaterThan", 0, measured="Total"),
    Alert("dead", "DeadletteredMessages", "GreaterThan", 0),
)
BALANCER = (
    Alert("path", "VipAvailability", "LessThan", 90, CRITICAL),
    Alert("machines", "DipAvailability", "LessThan", 90),
)


def azure_alerts(group: Group, place: Site) -> Group:
    """The group with the alerts of each AzureMonitor slot."""
    for slot in group.slots:
        if isinstance(slot, AzureMonitor):
            nodes = [_node(alert, slot, group, place) for alert in alerts(slot.namespace, group, place)]
            group = attach(group, nodes, [AlarmMonitor(node.name) for node in nodes])
    return group


def alerts(namespace: str, group: Group, place: Site) -> tuple[Alert, ...]:
    """What is watched in a namespace; raises InjectionError for one that nobody thought of."""
    thresholds = place.thresholds
    match namespace:
        case "Microsoft.DBforMySQL/flexibleServers" | "Microsoft.DBforPostgreSQL/flexibleServers":
            return (
                Alert("cpu", "cpu_percent", "GreaterThan", thresholds.cpu_percent),
                Alert("memory", "memory_percent", "GreaterThan", thresholds.memory_percent, CRITICAL),
                Alert("storage", "storage_percent", "GreaterThan", thresholds.disk_percent, CRITICAL),
            )
        case "Microsoft.Cache/redisEnterprise":
            return (
                Alert("cpu", "percentProcessorTime", "GreaterThan", thresholds.cpu_percent),
                Alert("memory", "usedmemorypercentage", "GreaterThan", thresholds.memory_percent),
            )
        case "Microsoft.ContainerService/managedClusters":
            return _nodes(thresholds)
        case "Microsoft.Network/loadBalancers":
            return BALANCER
        case "Microsoft.Storage/storageAccounts" | "Microsoft.KeyVault/vaults":
            return (Alert("availability", "Availability", "LessThan", 99, CRITICAL),)
        case "Microsoft.Network/dnsZones" | "Microsoft.Network/privateDnsZones":
            return ZONE
        case "Microsoft.ServiceBus/namespaces":
            return QUEUE
        case "Microsoft.Compute/virtualMachines" | "Microsoft.Compute/virtualMachineScaleSets":
            return (Alert("cpu", "Percentage CPU", "GreaterThan", thresholds.cpu_percent),)
    hint = "add its alerts to inject/sidecars/azure_alerts.py"
    raise InjectionError(f"no alerts are known for {namespace}", f"resource {group.resource}", hint)


def _nodes(thresholds: Thresholds) -> tuple[Alert, ...]:
    memory, disk = "node_memory_working_set_percentage", "node_disk_usage_percentage"
    return (
        Alert("cpu", "node_cpu_usage_percentage", "GreaterThan", thresholds.cpu_percent),
        Alert("memory", memory, "GreaterThan", thresholds.memory_percent),
        Alert("disk", disk, "GreaterThan", thresholds.disk_percent, CRITICAL),
    )


def _node(alert: Alert, slot: AzureMonitor, group: Group, place: Site) -> Node:
    called = f"{group.resource}-{slot.part}" if slot.part else group.resource
    name = f"{called}-alarm-{alert.name}"
    properties: dict[str, Value] = {
        "ruleName": f"{place.stack.name}-{place.stack.environment.name}-{name}",
        "description": f"{alert.metric} of {called} in {place.stack.name}",
        "resourceGroupName": slot.resource_group,
        "location": "global",
        "scopes": [slot.scope],
        "severity": alert.severity,
        "enabled": True,
        "autoMitigate": True,
        "evaluationFrequency": "PT1M",
        "windowSize": alert.window,
        "criteria": {
            "odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            "allOf": [
                {
                    "criterionType": "StaticThresholdCriterion",
                    "name": alert.name,
                    "metricNamespace": slot.namespace,
                    "metricName": alert.metric,
                    "operator": alert.operator,
                    "threshold": alert.threshold,
                    "timeAggregation": alert.measured,
                }
            ],
        },
        "actions": [{"actionGroupId": action_group(group.target)}],
    }
    return Node(ALERT, name, properties)
