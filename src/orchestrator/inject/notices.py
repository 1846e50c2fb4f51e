"""Where a cloud's alarms go: one SNS topic or action group for each region that has alarms."""

from dataclasses import replace

from orchestrator.clouds import Target
from orchestrator.graph import AzureMonitor, CloudWatch, Graph, Group, Node, Output, Slot
from orchestrator.inject.site import FOUNDATION

TOPIC = "aws:sns/topic:Topic"
ACTION_GROUP = "azure-native:monitor:ActionGroup"


def notices_name(target: Target) -> str:
    """The name of the node that a target's alarms notify."""
    return f"notices-{target.cloud}-{target.region}"


def topic(target: Target) -> Output:
    """The ARN of the topic of an AWS target."""
    return Output(notices_name(target), ("arn",))


def action_group(target: Target) -> Output:
    """The id of the action group of an Azure target."""
    return Output(notices_name(target), ("id",))


def with_notices(graph: Graph) -> Graph:
    """The graph with a place for the notices of each target that has slots for alarms."""
    for target in sorted({group.target for group in graph.groups}):
        slots = [slot for group in graph.groups if group.target == target for slot in group.slots]
        if node := _notices(graph, target, slots):
            graph = _with_shared(graph, target, node)
    return graph


def _notices(graph: Graph, target: Target, slots: list[Slot]) -> Node | None:
    """Nobody is subscribed at first: who is to be told is a decision of the team."""
    title = f"{graph.stack}-{graph.environment}-notices"
    for slot in slots:
        match slot:
            case CloudWatch():
                return Node(TOPIC, notices_name(target), {"name": title})
            case AzureMonitor(resource_group=resource_group):
                properties = {
                    "actionGroupName": title,
                    "groupShortName": graph.stack[:12],  # Azure's limit
                    "resourceGroupName": resource_group,
                    "location": "Global",
                    "enabled": True,
                }
                return Node(ACTION_GROUP, notices_name(target), properties)
    return None


def _with_shared(graph: Graph, target: Target, node: Node) -> Graph:
    """The node in the target's foundation, which is made if there is none."""
    for group in graph.groups:
        if group.kind == FOUNDATION and group.target == target:
            others = tuple(n for n in group.nodes if n.name != node.name)
            changed = replace(group, nodes=(*others, node))
            return replace(graph, groups=tuple(changed if g is group else g for g in graph.groups))
    foundation = Group(f"foundation-{target.cloud}-{target.region}", FOUNDATION, target, (node,))
    return replace(graph, groups=(foundation, *graph.groups))
