"""Checks are asked for real: the state that the cloud reports, HTTP and TCP servers that are there or not."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from orchestrator.clouds import Target
from orchestrator.graph import Check, Graph, Group, HttpCheck, Node, Output, StateCheck, TcpCheck
from orchestrator.health import check, wait_until_well

STATE = Check(StateCheck(Output("db", ("status",)), ("available",)))


def graph(*checks: Check) -> Graph:
    group = Group("db", "DatabaseInstance", Target("aws", "x"), (Node("t:t:T", "db", {}),), checks=checks)
    return Graph("shop", "dev", (group,))


def look(value: Any) -> Any:
    return lambda output: value


@pytest.mark.parametrize(
    ("found", "status"),
    [("available", "passing"), ("Available", "passing"), ("stopped", "failing"), (None, "failing")],
)
def test_the_state_that_the_cloud_reports(found: Any, status: str) -> None:
    (result,) = check(graph(STATE), look(found)).results
    assert (result.status, result.check) == (status, "state of db")


def test_without_a_list_of_states_being_there_is_enough() -> None:
    assert check(graph(Check(StateCheck(Output("db", ("id",))))), look("i-1")).well


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Page) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield http.server_port
        http.shutdown()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_gated_http_and_tcp_checks_are_asked(server: int) -> None:
    checks = [
        Check(HttpCheck("http", "127.0.0.1", server, "/healthz", 200), gate=True),
        Check(HttpCheck("http", "127.0.0.1", server, "/other", 200), gate=True),
        Check(TcpCheck("127.0.0.1", server), gate=True),
        Check(TcpCheck("127.0.0.1", free_port()), gate=True),
    ]
    results = check(graph(*checks), look(None)).results
    assert [result.status for result in results] == ["passing", "failing", "passing", "failing"]


def test_an_address_that_is_not_known_is_not_this_machine(server: int) -> None:
    host = Output("db", ("address",))
    checks = [
        Check(HttpCheck("http", host, server, "/healthz", 200), gate=True),
        Check(TcpCheck(host, server), gate=True),
    ]
    results = check(graph(*checks), look(None)).results
    assert [result.status for result in results] == ["failing", "failing"]


def test_without_a_gate_nobody_is_asked_from_here() -> None:
    (result,) = check(graph(Check(TcpCheck("192.0.2.1", 80))), look(None)).results
    assert result.status == "unknown"


def test_waiting_ends_as_soon_as_all_is_well() -> None:
    states = iter(["creating", "available"])
    slept: list[float] = []
    health = wait_until_well(
        graph(STATE), look("creating"), lambda: look(next(states)), now=lambda: 0.0, sleep=slept.append
    )
    assert health.well
    assert len(slept) == 2


def test_waiting_ends_with_the_window() -> None:
    clock = iter(range(0, 1000, 100))
    health = wait_until_well(
        graph(STATE),
        look("stopped"),
        lambda: look("stopped"),
        now=lambda: float(next(clock)),
        sleep=lambda s: None,
    )
    assert [result.detail for result in health.failing] == ["stopped"]
