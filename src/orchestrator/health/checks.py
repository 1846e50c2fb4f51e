"""Asks each health check of a stack: the cloud's own state, and for gates HTTP or TCP from here."""

import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import assert_never

from orchestrator.graph import Check, Graph, Group, HttpCheck, StateCheck, TcpCheck
from orchestrator.health.look import Look, shown
from orchestrator.outcome import CheckResult, Health
from orchestrator.outcome.health import Status

PAUSE_SECONDS = 1.0


def check(graph: Graph, look: Look) -> Health:
    """Every check once, now."""
    return Health(
        tuple(_result(group, one, look) for group in graph.groups for one in group.checks),
    )


def wait_until_well(
    graph: Graph,
    first: Look,
    observe: Callable[[], Look],
    now: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Health:
    """Check until nothing fails, at the longest as long as the longest window of the failing checks.

    The first round looks at what is known; `observe` asks the clouds anew when something was not well.
    """
    started = now()
    windows = {
        (group.resource, _words(group, one)): one.within for group in graph.groups for one in group.checks
    }
    health = check(graph, first)
    while not health.well:
        if all(now() - started > windows[result.resource, result.check] for result in health.failing):
            return health
        sleep(PAUSE_SECONDS)
        health = check(graph, observe())
    return health


def _result(group: Group, one: Check, look: Look) -> CheckResult:
    status, detail = _ask(one, look)
    return CheckResult(group.resource, _words(group, one), status, detail)


def _words(group: Group, one: Check) -> str:
    match one.probe:
        case StateCheck(state):
            return f"state of {state.node}"
        case TcpCheck(port=port):
            return f"tcp {group.resource}:{port}"
        case HttpCheck(scheme, _, port, path):
            return f"{scheme} {group.resource}:{port}{path}"
        case _ as never:
            assert_never(never)


def _ask(one: Check, look: Look) -> tuple[Status, str]:
    match one.probe:
        case StateCheck(state, healthy):
            return _state(str(look(state) or ""), healthy)
        case TcpCheck(host, port):
            return _reached(one, shown(host, look), lambda at: _tcp(at, port, one.timeout))
        case HttpCheck() as probe:
            return _reached(one, shown(probe.host, look), lambda at: _http(probe, at, one.timeout))
        case _ as never:
            assert_never(never)


def _reached(one: Check, host: str, ask: Callable[[str], tuple[Status, str]]) -> tuple[Status, str]:
    if not one.gate:
        # Without a gate nobody said that this machine can reach the address.
        return "unknown", "watched by its monitors; set health.gate.apply to check it from here"
    # To connect to no host is to connect to this very machine, which may well answer.
    return ask(host) if host else ("failing", "the cloud has not told its address")


def _state(found: str, healthy: tuple[str, ...]) -> tuple[Status, str]:
    if not found:
        return "failing", "the cloud does not know it"
    well = not healthy or found.lower() in {state.lower() for state in healthy}
    return ("passing" if well else "failing"), found


def _tcp(host: str, port: int, timeout: float) -> tuple[Status, str]:
    try:
        with socket.create_connection((host, port), timeout):
            return "passing", f"{host}:{port} answers"
    except OSError as error:
        return "failing", f"{host}:{port}: {error}"


def _http(probe: HttpCheck, host: str, timeout: float) -> tuple[Status, str]:
    connection = (HTTPSConnection if probe.scheme == "https" else HTTPConnection)(
        host, probe.port, timeout=timeout
    )
    try:
        connection.request("GET", probe.path)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        return "failing", f"{host}:{probe.port}: {error or type(error).__name__}"
    finally:
        connection.close()
    well = status == probe.expect
    return ("passing" if well else "failing"), f"HTTP {status}"
