"""What guards the emulator's door, ARM's own error codes, and faults on demand."""

import os
import socket
import subprocess
import sys
import time
from typing import Any

import pytest

NET = {"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}


def path(group: str, name: str = "net") -> str:
    return f"/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/{name}"


def test_it_does_not_start_without_a_token() -> None:
    env = {key: value for key, value in os.environ.items() if key != "ORCHESTRATOR_ARM_TOKEN"}
    run = subprocess.run(
        [sys.executable, "-m", "orchestrator.sandbox.azure"], env=env, capture_output=True, text=True
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert "ORCHESTRATOR_ARM_TOKEN" in run.stderr


@pytest.mark.parametrize("token", ["", "wrong", "a-token-for-test"])
def test_every_caller_needs_the_token(emulator: Any, token: str) -> None:
    for where in ("/subscriptions/1/resourceGroups/g?api-version=2024-01-01", "/_sandbox/faults"):
        status, body = emulator.call("GET", where, token=token)
        assert (status, body["error"]["code"]) == (401, "AuthenticationFailed")


@pytest.mark.parametrize(
    ("method", "where", "body", "status", "code"),
    [
        ("GET", "/subscriptions/1/resourceGroups/g", None, 400, "MissingApiVersionParameter"),
        ("GET", "/subscriptions/1/resourceGroups/g?api-version=now", None, 400, "InvalidApiVersionParameter"),
        (
            "GET",
            "/subscriptions/1/resourceGroups/g?api-version=2024-01-01",
            None,
            404,
            "ResourceGroupNotFound",
        ),
        ("PUT", "/subscriptions/1/resourceGroups/g?api-version=2024-01-01", {}, 400, "LocationRequired"),
        ("GET", "/nothing?api-version=2024-01-01", None, 404, "InvalidResourceType"),
    ],
)
def test_codes(emulator: Any, method: str, where: str, body: Any, status: int, code: str) -> None:
    got, answer = emulator.call(method, where, body)
    assert (got, answer["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("method", "tail", "body", "status", "code"),
    [
        ("GET", "", None, 404, "ResourceNotFound"),
        ("PUT", "", {**NET, "location": None}, 400, "LocationRequired"),
        ("PUT", "", {**NET, "propertys": {}}, 400, "InvalidRequestContent"),
        ("PUT", "", {"location": "westeurope"}, 400, "InvalidParameter"),
        (
            "PUT",
            "/subnets/a",
            {"properties": {"addressPrefix": "10.0.0.0/24"}},
            404,
            "ParentResourceNotFound",
        ),
        ("PATCH", "", {"tags": {}}, 404, "ResourceNotFound"),
    ],
)
def test_codes_within_a_group(
    emulator: Any, group: str, method: str, tail: str, body: Any, status: int, code: str
) -> None:
    got, answer = emulator.arm(method, path(group) + tail, body)
    assert (got, answer["error"]["code"]) == (status, code)


def test_a_resource_does_not_move(emulator: Any, group: str) -> None:
    assert emulator.arm("PUT", path(group), NET)[0] == 201
    emulator.arm("GET", path(group)), emulator.arm("GET", path(group))
    status, body = emulator.arm("PUT", path(group), {**NET, "location": "northeurope"})
    assert (status, body["error"]["code"]) == (409, "InvalidResourceLocation")


def test_conditions(emulator: Any, group: str) -> None:
    assert emulator.arm("PUT", path(group), NET, **{"If-None-Match": "*"})[0] == 201
    etag = emulator.arm("GET", path(group))[1]["etag"]
    emulator.arm("GET", path(group))
    assert emulator.arm("PUT", path(group), NET, **{"If-None-Match": "*"})[0] == 412
    assert emulator.arm("PUT", path(group), NET, **{"If-Match": etag})[0] == 200
    emulator.arm("GET", path(group)), emulator.arm("GET", path(group))
    assert emulator.arm("PUT", path(group), NET, **{"If-Match": etag})[0] == 412


def test_deleting_takes_time_and_absence_is_no_error(emulator: Any, group: str) -> None:
    emulator.arm("PUT", path(group), NET)
    emulator.arm("GET", path(group)), emulator.arm("GET", path(group))
    assert emulator.arm("DELETE", path(group))[0] == 202
    assert emulator.arm("GET", path(group))[1]["properties"]["provisioningState"] == "Deleting"
    assert emulator.arm("GET", path(group))[0] == 404
    assert emulator.arm("DELETE", path(group))[0] == 204


def test_faults_happen_as_often_as_asked(emulator: Any, group: str) -> None:
    fault = {"method": "PUT", "path": "virtualNetworks/net$", "times": 2, "status": 503, "code": "ServerBusy"}
    assert emulator.call("POST", "/_sandbox/faults", fault)[0] == 201
    assert emulator.arm("PUT", path(group, "other"), NET)[0] == 201
    answers = [emulator.arm("PUT", path(group), NET) for _ in range(3)]
    assert [status for status, _ in answers] == [503, 503, 201]
    assert answers[0][1]["error"]["code"] == "ServerBusy"


def test_an_operation_may_fail_at_its_end(emulator: Any, group: str) -> None:
    fault = {"path": "virtualNetworks/net$", "status": 409, "code": "NoCapacity", "when": "operation"}
    emulator.call("POST", "/_sandbox/faults", fault)
    assert emulator.arm("PUT", path(group), NET)[0] == 201
    states = [emulator.arm("GET", path(group))[1]["properties"]["provisioningState"] for _ in range(3)]
    assert states == ["Creating", "Failed", "Failed"]


def test_a_delay_and_the_end_of_faults(emulator: Any, group: str) -> None:
    emulator.call("POST", "/_sandbox/faults", {"path": "net$", "delay": 0.3, "times": 9})
    started = time.monotonic()
    emulator.arm("GET", path(group))
    assert time.monotonic() - started >= 0.3
    assert emulator.call("DELETE", "/_sandbox/faults") == (200, {"waiting": 0})
    started = time.monotonic()
    emulator.arm("GET", path(group))
    assert time.monotonic() - started < 0.3


@pytest.mark.parametrize(
    "fault", [{}, {"path": "("}, {"path": "x", "sttus": 1}, {"path": "x", "when": "never"}]
)
def test_faults_are_checked(emulator: Any, fault: Any) -> None:
    assert emulator.call("POST", "/_sandbox/faults", fault)[0] == 400


@pytest.mark.parametrize("length", ["-1", "x", "99999999999"])
def test_a_request_without_a_sound_length_is_refused(emulator: Any, length: str) -> None:
    host, port = emulator.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        line.sendall(f"PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\n\r\n".encode())
        assert line.recv(64).startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))
