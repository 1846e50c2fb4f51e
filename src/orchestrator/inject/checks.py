"""Health checks for resources whose adapter named none: the user's, or the weakest there is."""

from dataclasses import replace

from orchestrator.graph import (
    Check,
    CloudApi,
    CloudInit,
    Graph,
    Group,
    HttpCheck,
    Output,
    StateCheck,
    TcpCheck,
)
from orchestrator.inject.site import FOUNDATION, health_of, host_of
from orchestrator.model.resources import Health
from orchestrator.model.stack import Stack


def with_checks(graph: Graph, stack: Stack) -> Graph:
    """The graph with at least one check for each resource; what the adapters named stays as it is."""
    groups = [
        group if group.kind == FOUNDATION or group.checks else _checked(group, health_of(stack, group))
        for group in graph.groups
    ]
    return replace(graph, groups=tuple(groups))


def _checked(group: Group, health: Health) -> Group:
    checks = [_rhythm(probe, health) for probe in _wanted(group, health) or _fallback(group)]
    return replace(group, checks=tuple(checks))


def _wanted(group: Group, health: Health) -> list[HttpCheck | TcpCheck]:
    """What the user asks for, if the resource has an address to ask at."""
    host = host_of(group)
    wanted: list[HttpCheck | TcpCheck] = []
    if host is not None and (http := health.http):
        wanted.append(HttpCheck(http.scheme, host, http.port, http.path, http.expect))
    if host is not None and health.tcp:
        wanted.append(TcpCheck(host, health.tcp))
    return wanted


def _fallback(group: Group) -> list[StateCheck]:
    """Whether the cloud still has it: the weakest check, for resources where nobody named a better one."""
    for slot in group.slots:
        match slot:
            case CloudApi(state):
                return [StateCheck(state)]
            case CloudInit(node=node):
                return [StateCheck(Output(node, ("id",)))]
    identity = group.outputs.get("id")
    return [StateCheck(identity)] if isinstance(identity, Output) else []


def _rhythm(probe: HttpCheck | TcpCheck | StateCheck, health: Health) -> Check:
    """The check as often as the user wants it."""
    return Check(
        probe,
        interval=health.interval,
        timeout=health.timeout,
        unhealthy_after=health.unhealthy_after,
        gate=health.gate.apply,
        within=health.gate.within,
    )
