"""What will exist: nodes, values known later, where monitoring attaches, and their order."""

from orchestrator.graph.attach import (
    AgentMonitor,
    AlarmMonitor,
    ApiMonitor,
    AzureMonitor,
    BlackboxMonitor,
    Check,
    CloudApi,
    CloudInit,
    CloudWatch,
    HttpCheck,
    Monitor,
    Slot,
    StateCheck,
    TcpCheck,
)
from orchestrator.graph.document import document, plain
from orchestrator.graph.graph import Graph
from orchestrator.graph.node import Group, Node, Options
from orchestrator.graph.value import (
    Base64,
    Concat,
    Json,
    Lookup,
    Output,
    Properties,
    Secret,
    Value,
    outputs_in,
)

__all__ = [
    "AgentMonitor",
    "AlarmMonitor",
    "ApiMonitor",
    "AzureMonitor",
    "Base64",
    "BlackboxMonitor",
    "Check",
    "CloudApi",
    "CloudInit",
    "CloudWatch",
    "Concat",
    "Graph",
    "Group",
    "HttpCheck",
    "Json",
    "Lookup",
    "Monitor",
    "Node",
    "Options",
    "Output",
    "Properties",
    "Secret",
    "Slot",
    "StateCheck",
    "TcpCheck",
    "Value",
    "document",
    "outputs_in",
    "plain",
]
