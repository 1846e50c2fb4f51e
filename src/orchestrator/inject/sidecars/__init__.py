"""Who watches each resource: to add a sidecar, write its file and its line here."""

from dataclasses import replace

from orchestrator.graph import Graph, Group
from orchestrator.inject.agent_file import AgentFile
from orchestrator.inject.sidecars.azure_alerts import azure_alerts
from orchestrator.inject.sidecars.blackbox import blackbox
from orchestrator.inject.sidecars.cloud_api import cloud_api
from orchestrator.inject.sidecars.cloudwatch_alarms import cloudwatch_alarms
from orchestrator.inject.sidecars.machine_agent import machine_agent
from orchestrator.inject.site import site
from orchestrator.model.stack import Stack

SIDECARS = (machine_agent, cloudwatch_alarms, azure_alerts, cloud_api, blackbox)


def with_sidecars(graph: Graph, stack: Stack, agent: AgentFile) -> Graph:
    """The graph with every slot filled."""
    return replace(graph, groups=tuple(_filled(group, stack, agent) for group in graph.groups))


def _filled(group: Group, stack: Stack, agent: AgentFile) -> Group:
    place = site(stack, agent, group)
    for sidecar in SIDECARS:
        group = sidecar(group, place)
    return group
