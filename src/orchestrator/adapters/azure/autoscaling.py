"""How a scale set on Azure follows the load: by its CPUs, and by what the application counts."""

from typing import Final

from orchestrator.adapters.azure.durations import duration
from orchestrator.adapters.azure.foundation import placed
from orchestrator.adapters.site import Site
from orchestrator.graph import Node, Output, Value
from orchestrator.model.resources import VirtualMachineGroup
from orchestrator.model.resources.virtual_machine_group import Scaling

NAMESPACE: Final = "orchestrator"
"""Where the application publishes its own metric: as a custom metric of the scale set."""
CALM = 0.7
"""Below this part of what is aimed at, there is a machine too many; closer, and it would go to and fro."""


def setting(group: VirtualMachineGroup, scaling: Scaling, site: Site, machines: Node) -> Node:
    """Azure grows when any measure asks for it, and shrinks when all allow it."""
    profile: dict[str, Value] = {
        "name": "load",
        "capacity": {
            "minimum": str(group.spec.minimum),
            "maximum": str(group.spec.maximum),
            # So many while there are no measures.
            "default": str(group.spec.minimum),
        },
        "rules": [
            _rule(trigger, threshold, scaling, grows)
            for trigger, threshold in _measures(scaling, machines["id"])
            for grows in (True, False)
        ],
    }
    properties: dict[str, Value] = {
        **placed(site),
        "autoscaleSettingName": site.named("scaling"),
        "enabled": True,
        "targetResourceUri": machines["id"],
        "targetResourceLocation": site.target.region,
        "profiles": [profile],
    }
    return Node("azure-native:monitor:AutoscaleSetting", f"{group.name}-scaling", properties)


def _measures(scaling: Scaling, machines: Output) -> list[tuple[dict[str, Value], float]]:
    """What is measured, and how much of it is aimed at for each machine."""
    found: list[tuple[dict[str, Value], float]] = []
    if scaling.cpu_percent is not None:
        found.append(({"metricName": "Percentage CPU", "metricResourceUri": machines}, scaling.cpu_percent))
    if scaling.metric is not None:
        trigger: dict[str, Value] = {
            "metricName": scaling.metric.name,
            "metricNamespace": NAMESPACE,
            "metricResourceUri": machines,
            "dividePerInstance": True,
        }
        found.append((trigger, scaling.metric.per_machine))
    return found


def _rule(trigger: dict[str, Value], aim: float, scaling: Scaling, grows: bool) -> dict[str, Value]:
    return {
        "metricTrigger": {
            **trigger,
            "timeGrain": "PT1M",
            "timeWindow": "PT5M",
            "statistic": "Average",
            "timeAggregation": "Average",
            "operator": "GreaterThan" if grows else "LessThan",
            "threshold": aim if grows else round(aim * CALM, 6),
        },
        "scaleAction": {
            "direction": "Increase" if grows else "Decrease",
            "type": "ChangeCount",
            "value": "1",
            "cooldown": duration(scaling.cooldown),
        },
    }
