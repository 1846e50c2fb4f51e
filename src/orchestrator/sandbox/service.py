"""The three local clouds: how each is started, and how to see that it answers."""

import http.client
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from orchestrator.errors import SandboxError
from orchestrator.sandbox.home import Home, Running
from orchestrator.sandbox.keys import Keys
from orchestrator.sandbox.process import Process, start, stop, vitals_of

START_SECONDS = 60.0
ANSWER_SECONDS = 2.0
POLL_SECONDS = 0.02
TAIL_LINES = 15
# Real credentials are none of an emulator's business, and MOTO_* settings are ours to make.
WITHHELD = ("AWS_", "ARM_", "AZURE_", "OS_", "MOTO_", "ORCHESTRATOR_")


@dataclass(frozen=True, slots=True)
class Service:
    """A program that prints {"port": N} once it listens, and lets in who knows the key in its variable."""

    name: str
    module: str
    variable: str
    key: Callable[[Keys], str]


SERVICES = (
    Service("aws", "orchestrator.sandbox.aws", "ORCHESTRATOR_SANDBOX_ACCESS_KEY", lambda keys: keys.aws_id),
    Service("azure", "orchestrator.sandbox.azure", "ORCHESTRATOR_ARM_TOKEN", lambda keys: keys.arm_token),
    Service(
        "openstack",
        "orchestrator.sandbox.openstack",
        "ORCHESTRATOR_SANDBOX_PASSWORD",
        lambda keys: keys.openstack_password,
    ),
)


@dataclass(frozen=True, slots=True)
class Starting:
    """A service whose process was started but has not yet said its port."""

    service: Service
    process: Process
    log: Path
    since: float


def begin(service: Service, home: Home, keys: Keys) -> Starting:
    """Start the service's program, and do not wait for it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(WITHHELD)}
    environment |= {service.variable: service.key(keys), "PYTHONUNBUFFERED": "1"}
    log = home.log_file(service.name)
    log.unlink(missing_ok=True)  # the port in it is that of the last time
    command = [sys.executable, "-m", service.module, "--port", "0"]
    return Starting(service, start(command, environment, log), log, time.monotonic())


def ready(starting: Starting, keys: Keys, seconds: float = START_SECONDS) -> Running:
    """Wait until the service answers."""
    port = 0
    while time.monotonic() - starting.since < seconds:
        alive = vitals_of(starting.process)
        port = port or _port_in(starting.log)
        if alive and port and answers(port):
            return Running(starting.process, port)
        if not alive:
            raise _failed(starting, keys, "ended before it was ready")
        time.sleep(POLL_SECONDS)
    stop([starting.process])
    raise _failed(starting, keys, f"was not ready after {seconds:.0f} s")


def healthy(running: Running) -> bool:
    return vitals_of(running.process) is not None and answers(running.port)


def answers(port: int) -> bool:
    """Whether HTTP is spoken there; being refused for lack of a key is an answer."""
    caller = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        caller.request("GET", "/")
        return caller.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        caller.close()


def _port_in(log: Path) -> int:
    """The port that the program printed; 0 if it has not yet."""
    for line in log.read_text("utf-8", "replace").splitlines(keepends=True):
        if line.startswith('{"port"') and line.endswith("\n"):
            return int(json.loads(line)["port"])
    return 0


def _failed(starting: Starting, keys: Keys, what: str) -> SandboxError:
    lines = starting.log.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:]
    tail = keys.hidden_in("\n".join(f"  | {line}" for line in lines)) or "  | (it said nothing)"
    return SandboxError(
        f"the local cloud {starting.service.name} {what}; the end of its log:\n{tail}",
        where=str(starting.log),
        hint="if a module is missing, install the extra `orchestrator[sandbox]`; else try again",
    )
