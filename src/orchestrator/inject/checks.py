"""Health checks: the user's settings over what the adapter named, and a check for whoever has none."""

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
    """The graph with at least one check for each resource, at the user's rhythm."""
    groups = [
        group if group.kind == FOUNDATION else _checked(group, health_of(stack, group))
        for group in graph.groups
    ]
    return replace(graph, groups=tuple(groups))


def _checked(group: Group, health: Health) -> Group:
    named = [check.probe for check in group.checks]
    added: list[HttpCheck | TcpCheck | StateCheck] = [p for p in _wanted(group, health) if p not in named]
    if not named and not added:
        added += _fallback(group)
    checks = [_rhythm(check, health) for check in (*group.checks, *(Check(probe) for probe in added))]
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


def _rhythm(check: Check, health: Health) -> Check:
    """The check at the user's rhythm, where the adapter set none of its own."""
    if check != Check(check.probe):
        return check
    return Check(
        check.probe,
        interval=health.interval,
        timeout=health.timeout,
        unhealthy_after=health.unhealthy_after,
        gate=health.gate.apply,
        within=health.gate.within,
    )
