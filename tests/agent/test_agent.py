"""The agent as a real process: what it measures, when it warns, how it answers and stops."""

import ast
import contextlib
import json
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestrator.agent.agent import DEFAULTS, Agent, Journal

AGENT = Path(__file__).parents[2] / "src/orchestrator/agent/agent.py"
LABELS = {"application": "shop", "orchestrator_stack": "shop", "orchestrator_resource": 'we"b'}
Start = Callable[..., Any]


def get(agent: Any, path: str, token: str = "") -> tuple[int, str]:
    """One raw request, so that nothing but the agent itself is tested."""
    with socket.create_connection(("127.0.0.1", agent.port), timeout=5) as connection:
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\n" + (f"Authorization: {token}\r\n" if token else "")
        connection.sendall(head.encode() + b"\r\n")
        data = b""
        while chunk := connection.recv(65536):
            data += chunk
    head_text, _, body = data.decode().partition("\r\n\r\n")
    return int(head_text.split()[1]), body


def value(text: str, name: str) -> float:
    """The value of the only series of a metric."""
    (found,) = re.findall(rf"^orchestrator_{name}\{{.*\}} (.*)$", text, re.MULTILINE)
    return float(found)


def test_measures_what_the_kernel_says(start: Start, machine: Any) -> None:
    agent = start(labels=LABELS)
    machine.busy, machine.idle, machine.operations, machine.milliseconds = 1090, 9010, 110, 1100
    machine.write()
    agent.wait_for(lambda: "disk_io_wait_seconds{" in get(agent, "/metrics")[1], "a second collection")
    text = get(agent, "/metrics")[1]
    assert value(text, "memory_usage_ratio") == pytest.approx(0.2)
    assert value(text, "network_receive_bytes_total") == 500
    assert value(text, "network_transmit_bytes_total") == 700
    assert value(text, "load1") == 0.25
    assert value(text, "processes") == 1
    assert 0 < value(text, "filesystem_usage_ratio") < 1
    assert 'device="sda"' in text
    assert "sda1" not in text
    assert "loop0" not in text


def test_every_series_has_help_type_and_the_labels(start: Start) -> None:
    agent = start(labels=LABELS)
    agent.wait_for(lambda: "cpu_usage_ratio" in get(agent, "/metrics")[1], "a collection")
    lines = get(agent, "/metrics")[1].splitlines()
    told: set[str] = set()
    for line in lines:
        if line.startswith("# TYPE"):
            _, _, name, kind = line.split()
            assert kind == ("counter" if name.endswith("_total") else "gauge")
            told.add(name)
        elif not line.startswith("# HELP"):
            assert line.split("{")[0] in told
            assert 'application="shop"' in line
            assert r'orchestrator_resource="we\"b"' in line
    assert len(told) >= 10


def test_warns_only_after_the_time_and_says_when_it_is_well_again(start: Start, machine: Any) -> None:
    rule = {"metric": "memory_usage_ratio", "above": 0.9, "for": 1.0, "severity": "CRITICAL"}
    agent = start(rules=[rule], labels=LABELS)
    machine.free = 500_000
    machine.write()
    began = time.monotonic()
    alert = agent.wait_for_record(kind="alert", rule="memory_usage_ratio")
    assert time.monotonic() - began >= 0.8
    assert (alert["severity"], alert["value"], alert["threshold"]) == ("CRITICAL", 0.95, 0.9)
    assert alert["labels"] == LABELS
    assert "alert_firing" in get(agent, "/metrics")[1]
    assert json.loads(get(agent, "/healthz")[1])["firing"][0]["rule"] == "memory_usage_ratio"
    machine.free = 8_000_000
    machine.write()
    agent.wait_for_record(kind="resolved", rule="memory_usage_ratio")
    assert "alert_firing" not in get(agent, "/metrics")[1]
    assert len(agent.records()) == 2


def test_a_short_peak_does_not_warn(start: Start, machine: Any) -> None:
    rule = {"metric": "memory_usage_ratio", "above": 0.9, "for": 2.0, "severity": "CRITICAL"}
    agent = start(rules=[rule])
    machine.free = 500_000
    machine.write()
    agent.wait_for(lambda: "0.95" in get(agent, "/metrics")[1], "the peak")
    machine.free = 8_000_000
    machine.write()
    time.sleep(2.5)
    assert agent.records() == []


def test_warns_about_cpu_disk_wait_and_space(start: Start, machine: Any) -> None:
    agent = start(
        interval=0.3,
        rules=[
            {"metric": "cpu_usage_ratio", "above": 0.85, "for": 0, "severity": "WARNING"},
            {"metric": "disk_io_wait_seconds", "above": 0.05, "for": 0, "severity": "WARNING"},
            {"metric": "filesystem_usage_ratio", "above": 1e-9, "for": 0, "severity": "CRITICAL"},
        ],
    )
    agent.wait_for(lambda: "cpu_usage_ratio" in get(agent, "/metrics")[1], "a second collection")
    machine.busy, machine.idle = 1095, 9005  # 95 of 100 ticks busy
    machine.operations, machine.milliseconds = 110, 1100  # 10 operations took 1000 ms
    machine.write()
    assert agent.wait_for_record(rule="cpu_usage_ratio", kind="alert")["value"] == 0.95
    assert agent.wait_for_record(rule="disk_io_wait_seconds", kind="alert")["device"] == "sda"
    assert agent.wait_for_record(rule="filesystem_usage_ratio", kind="alert")["mount"] == "/"


def test_a_probe_fails_after_three_and_passes_after_one(start: Start, service: Any) -> None:
    url = f"http://127.0.0.1:{service.port}/healthz"
    probe = {"name": "web", "url": url, "interval": 0.2, "timeout": 1, "unhealthyAfter": 3, "expect": 200}
    port = {"name": "tcp", "port": service.port, "interval": 0.2, "timeout": 1, "unhealthyAfter": 1}
    agent = start(probes=[probe, port])
    both = {"web": "passing", "tcp": "passing"}
    agent.wait_for(lambda: json.loads(get(agent, "/healthz")[1])["probes"] == both, "passing")
    assert get(agent, "/healthz")[0] == 200
    service.statuses = [500]
    began = time.monotonic()
    agent.wait_for_record(kind="alert", rule="web")
    assert time.monotonic() - began > 0.3
    status, body = get(agent, "/healthz")
    assert status == 503
    assert json.loads(body)["probes"] == {"web": "failing", "tcp": "passing"}
    assert 'probe="web"} 0' in get(agent, "/metrics")[1]
    service.statuses = []
    agent.wait_for_record(kind="resolved", rule="web")
    assert get(agent, "/healthz")[0] == 200
    service.stop()
    agent.wait_for_record(kind="alert", rule="tcp")
    assert get(agent, "/healthz")[0] == 503


def test_the_webhook_is_tried_three_times(start: Start, service: Any) -> None:
    rule = {"metric": "memory_usage_ratio", "above": 0.01, "for": 0, "severity": "CRITICAL"}
    service.statuses = [500, 500]
    agent = start(rules=[rule], webhook=f"http://127.0.0.1:{service.port}/hook")
    agent.wait_for(lambda: len(service.posted) == 3, "three posts")
    assert {entry["rule"] for entry in service.posted} == {"memory_usage_ratio"}
    assert value(get(agent, "/metrics")[1], "agent_events_lost_total") == 0


def test_an_unreachable_webhook_is_told_once_and_does_not_stop_the_agent(start: Start) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    rule = {"metric": "memory_usage_ratio", "above": 0.01, "for": 0, "severity": "CRITICAL"}
    agent = start(rules=[rule], webhook=f"http://127.0.0.1:{port}/hook")
    agent.wait_for(lambda: value(get(agent, "/metrics")[1], "agent_events_lost_total") == 2, "two lost")
    assert [entry["kind"] for entry in agent.records()] == ["alert", "error"]


def test_a_missing_reading_is_left_out(start: Start, machine: Any) -> None:
    machine.proc.joinpath("meminfo").unlink()
    agent = start()
    agent.wait_for(lambda: "load1" in get(agent, "/metrics")[1], "a collection")
    assert "memory_usage_ratio" not in get(agent, "/metrics")[1]
    assert agent.records() == []


def test_an_error_without_a_rule_of_its_own_stops_the_agent(start: Start, machine: Any) -> None:
    agent = start()
    machine.put("meminfo", "MemTotal: many kB\n")
    assert agent.process.wait(timeout=10) == 1
    assert "ValueError" in agent.records()[0]["message"]
    assert "the agent stops" in agent.records()[1]["message"]


def test_the_error_policy_can_be_set(start: Start, machine: Any) -> None:
    gentle = {"missing": "alert", "denied": "alert", "network": "retry", "other": "alert"}
    agent = start(errors=gentle)
    machine.put("meminfo", "MemTotal: many kB\n")
    agent.wait_for_record(kind="error")
    time.sleep(0.6)
    assert len(agent.records()) == 1
    machine.write()
    agent.wait_for(lambda: "memory_usage_ratio" in get(agent, "/metrics")[1], "well again")
    machine.proc.joinpath("loadavg").unlink()
    agent.wait_for(lambda: "loadavg" in agent.records()[-1]["message"], "the missing file told")


def test_unknown_settings_are_ignored_with_a_warning(start: Start) -> None:
    agent = start(colour="red", filesystems="/")
    assert any("'colour'" in line for line in agent.log)
    assert any("'filesystems'" in line for line in agent.log)


def test_metrics_can_require_a_token(start: Start) -> None:
    agent = start(token="let-me-in")
    assert get(agent, "/metrics")[0] == 401
    assert get(agent, "/metrics", "Bearer wrong")[0] == 401
    assert get(agent, "/metrics", "Bearer let-me-in")[0] == 200
    assert get(agent, "/healthz")[0] == 200


def test_other_paths_and_nonsense_get_no_metrics(start: Start) -> None:
    agent = start()
    assert get(agent, "/etc/passwd")[0] == 404
    with socket.create_connection(("127.0.0.1", agent.port), timeout=10) as connection:
        connection.sendall(b"x" * 20000)
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(10) == b""
    assert get(agent, "/healthz")[0] == 200


def test_only_the_networks_that_are_allowed_may_ask() -> None:
    agent = Agent(Journal({**DEFAULTS, "allowFrom": ["198.51.100.0/24"]}))
    assert agent.answer("GET", "/metrics", "", "203.0.113.9")[0] == 403
    assert agent.answer("GET", "/healthz", "", "203.0.113.9")[0] == 403
    assert agent.answer("GET", "/metrics", "", "198.51.100.7")[0] == 200
    assert agent.answer("GET", "/metrics", "", "127.0.0.1")[0] == 200


def test_sigterm_stops_it_and_it_stays_small(start: Start) -> None:
    agent = start(interval=0.1)
    agent.wait_for(lambda: "cpu_usage_ratio" in get(agent, "/metrics")[1], "collections")
    for _ in range(50):
        get(agent, "/metrics")
    assert value(get(agent, "/metrics")[1], "agent_memory_bytes") < 25e6
    assert agent.stop() == 0


def test_it_parses_as_python_3_9() -> None:
    ast.parse(AGENT.read_text(encoding="utf-8"), feature_version=(3, 9))
