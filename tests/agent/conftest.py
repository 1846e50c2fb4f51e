"""A real agent process on readings that the test writes."""

import json
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

AGENT = Path(__file__).parents[2] / "src/orchestrator/agent/agent.py"


def fetch(url: str, headers: dict[str, str] | None = None, method: str = "GET") -> tuple[int, str]:
    """Status and body, also of an error."""
    request = urllib.request.Request(url, headers=headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@dataclass
class Machine:
    """The readings of a machine, in files as the kernel writes them."""

    proc: Path
    busy: int = 1000
    idle: int = 9000
    free: int = 8_000_000
    operations: int = 100
    milliseconds: int = 100

    def write(self) -> None:
        self.proc.joinpath("net").mkdir(parents=True, exist_ok=True)
        self.proc.joinpath("1").mkdir(exist_ok=True)
        self.put("stat", f"cpu  {self.busy} 0 0 {self.idle} 0 0 0 0 0 0\ncpu0 1 0 0 1 0 0 0 0 0 0\n")
        self.put("meminfo", f"MemTotal: 10000000 kB\nMemFree: 1 kB\nMemAvailable: {self.free} kB\n")
        io = f"{self.operations} 0 2000 {self.milliseconds} 0 0 800 0 0 0 0"
        self.put("diskstats", f"   8 0 sda {io}\n   8 1 sda1 {io}\n   7 0 loop0 {io}\n")
        self.put("net/dev", "a\nb\n    lo: 9 0 0 0 0 0 0 0 9 0\n  eth0: 500 0 0 0 0 0 0 0 700 0\n")
        self.put("loadavg", "0.25 0.10 0.05 1/100 4242\n")

    def put(self, name: str, text: str) -> None:
        """Write a file so that no reader sees half of it."""
        part = self.proc / "part"
        part.write_text(text, encoding="ascii")
        part.replace(self.proc / name)


@dataclass
class Running:
    """One agent that runs."""

    process: subprocess.Popen[str]
    record: Path
    log: list[str] = field(default_factory=list)
    port: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def records(self) -> list[dict[str, Any]]:
        if not self.record.exists():
            return []
        return [json.loads(line) for line in self.record.read_text(encoding="utf-8").splitlines()]

    def wait_for(self, wanted: Callable[[], bool], what: str, seconds: float = 15) -> None:
        """Wait until something is so."""
        end = time.monotonic() + seconds
        while not wanted():
            assert time.monotonic() < end, f"never: {what}; log: {self.log}; records: {self.records()}"
            time.sleep(0.05)

    def wait_for_record(self, **facts: Any) -> dict[str, Any]:
        """Wait for a record with these facts."""
        self.wait_for(lambda: any(facts.items() <= entry.items() for entry in self.records()), str(facts))
        return next(entry for entry in self.records() if facts.items() <= entry.items())

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=10)


Start = Callable[..., Running]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """An idle machine."""
    made = Machine(tmp_path / "proc")
    made.write()
    return made


@pytest.fixture
def start(tmp_path: Path, machine: Machine) -> Iterator[Start]:
    """Starts agents with settings, and stops them in the end."""
    running: list[Running] = []

    def begin(**settings: Any) -> Running:
        record = tmp_path / f"record-{len(running)}.jsonl"
        config = tmp_path / f"config-{len(running)}.json"
        base = {"port": 0, "interval": 0.2, "proc": str(machine.proc), "record": str(record), "rules": []}
        config.write_text(json.dumps({**base, **settings}), encoding="utf-8")
        command = [sys.executable, "-I", "-S", str(AGENT), str(config)]
        agent = Running(subprocess.Popen(command, stderr=subprocess.PIPE, text=True), record)
        running.append(agent)
        threading.Thread(target=listen, args=(agent,), daemon=True).start()
        agent.wait_for(lambda: agent.port > 0, "listening")
        return agent

    yield begin
    for agent in running:
        if agent.process.poll() is None:
            agent.stop()


def listen(agent: Running) -> None:
    """Keep the agent's log, and learn its port from it."""
    assert agent.process.stderr
    for line in agent.process.stderr:
        agent.log.append(line)
        if found := re.search(r"listening on .*:(\d+)", line):
            agent.port = int(found[1])


class Service:
    """A web service that answers what it is told to, and remembers what was posted."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.posted: list[dict[str, Any]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(service.statuses[-1] if service.statuses else 200)
                self.end_headers()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.posted.append(json.loads(body))
                self.send_response(service.statuses.pop(0) if service.statuses else 204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: int = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def service() -> Iterator[Service]:
    """A service on a free port."""
    made = Service()
    yield made
    made.stop()
