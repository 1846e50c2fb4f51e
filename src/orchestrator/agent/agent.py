"""The agent of one machine: measures, warns, probes, answers /metrics and /healthz; standard library only."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import json
import os
import signal
import ssl
import sys
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

VERSION = "0.1.0"
DEFAULTS: dict[str, Any] = {
    "address": "127.0.0.1",
    "port": 9180,
    "allowFrom": [],
    "token": "",
    "labels": {},
    "interval": 10.0,
    "rules": [
        {"metric": "cpu_usage_ratio", "above": 0.85, "for": 10, "severity": "WARNING"},
        {"metric": "memory_usage_ratio", "above": 0.90, "for": 10, "severity": "CRITICAL"},
        {"metric": "disk_io_wait_seconds", "above": 0.050, "for": 30, "severity": "WARNING"},
        {"metric": "filesystem_usage_ratio", "above": 0.90, "for": 0, "severity": "CRITICAL"},
    ],
    "probes": [],
    "record": "/var/lib/orchestrator-agent/alerts.jsonl",
    "webhook": "",
    "proc": "/proc",
    "filesystems": ["/"],
    "errors": {"missing": "default", "denied": "alert", "network": "retry", "other": "stop"},
}
RECORD_BYTES = 1_000_000
TRIES, RETRY_SECONDS = 3, 0.5
# The error policy: "errors" in the settings says what each kind leads to (default, alert, retry or stop).
KINDS = {"missing": FileNotFoundError, "denied": PermissionError, "network": ConnectionError}
# What /metrics shows; each name gets the prefix "orchestrator_", and is a counter if it ends in "_total".
METRICS = {
    "cpu_usage_ratio": "Share of CPU time that was not idle since the last collection.",
    "memory_usage_ratio": "Share of memory that is not available.",
    "filesystem_usage_ratio": "Share of the file system that is taken.",
    "disk_io_wait_seconds": "Mean time that one I/O took since the last collection.",
    "network_receive_bytes_total": "Bytes received on all interfaces but loopback.",
    "network_transmit_bytes_total": "Bytes sent on all interfaces but loopback.",
    "load1": "Load average of the last minute.",
    "processes": "Number of processes.",
    "alert_firing": "1 while the rule fires.",
    "probe_success": "1 while the probe passes, 0 while it fails.",
    "agent_info": "Always 1; the version is a label.",
    "agent_memory_bytes": "Resident memory of the agent itself.",
    "agent_events_total": "Alerts, resolutions and errors recorded.",
    "agent_events_lost_total": "Events that the webhook never took.",
}
# Until Python 3.11, asyncio's TimeoutError was a class of its own.
NETWORK_ERRORS = (OSError, EOFError, ValueError, asyncio.TimeoutError)
ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
Sample = tuple[str, "dict[str, str]", float]


class Journal:
    """Keeps what happens (log, record on disk, webhook), and holds the one policy for all errors."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(maxsize=1000)
        self.broken: set[str] = set()
        self.count = self.lost = 0

    def event(self, kind: str, severity: str, text: str, **facts: Any) -> None:
        """Record one event; it never raises, so that a full disk cannot silence the webhook."""
        self.count += 1
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        entry = {"time": now, "kind": kind, "severity": severity, "message": text, **facts}
        entry["labels"] = self.settings["labels"]
        sys.stderr.write(f"{severity} {text}\n")
        try:
            record = Path(self.settings["record"])
            record.parent.mkdir(parents=True, exist_ok=True)
            if record.exists() and record.stat().st_size > RECORD_BYTES:
                record.replace(record.with_suffix(".old"))
            with record.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")
        except OSError as error:
            sys.stderr.write(f"WARNING the record cannot be written: {error}\n")
        if self.settings["webhook"] and not self.queue.full():
            self.queue.put_nowait(entry)
        elif self.settings["webhook"]:
            self.lost += 1

    def react(self, what: str, error: Exception) -> None:
        """Do what the policy says about an error; "stop" raises. A fault that lasts is told once."""
        kind = next((name for name, kind in KINDS.items() if isinstance(error, kind)), "other")
        action = self.settings["errors"][kind]
        if action != "default" and what not in self.broken:
            self.broken.add(what)
            self.event("error", "CRITICAL", f"{what}: {type(error).__name__}: {error}")
        if action == "stop":
            raise RuntimeError(what) from error

    def lines(self, path: Path) -> list[str]:
        """The lines of a file; none where the policy allows going on without it."""
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            self.react(f"reading {path}", error)
            return []
        self.broken.discard(f"reading {path}")
        return text.splitlines()

    async def send(self) -> None:
        """Post each event to the webhook, in order, with as many tries as the policy allows."""
        while True:
            body = json.dumps(await self.queue.get()).encode()
            for left in reversed(range(TRIES if self.settings["errors"]["network"] == "retry" else 1)):
                try:
                    if (status := await request(self.settings["webhook"], 5.0, body)) >= 300:
                        raise ValueError(f"it answered {status}")
                    self.broken.discard("posting to the webhook")
                    break
                except NETWORK_ERRORS as error:
                    if left:
                        await asyncio.sleep(RETRY_SECONDS)
                    else:
                        self.lost += 1
                        self.react(
                            "posting to the webhook", ConnectionError(f"{type(error).__name__}: {error}")
                        )
            self.queue.task_done()


@lru_cache
def tls_context(verify: bool) -> ssl.SSLContext:
    """Kept, because reading the certificates of the authorities takes time and memory."""
    return ssl.create_default_context() if verify else ssl._create_unverified_context()


async def request(url: str, timeout: float, body: bytes = b"", verify: bool = True) -> int:
    """The status that a GET, or a POST of JSON, is answered with."""
    parts = urlsplit(url)
    tls = tls_context(verify) if parts.scheme == "https" else None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = f"{'POST' if body else 'GET'} {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"

    async def exchange() -> int:
        port = parts.port or (443 if tls else 80)
        reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=tls)
        try:
            writer.write(head.encode() + body)
            _, status, *_ = (await reader.readline()).split()  # what is no HTTP gives a ValueError
            return int(status)
        finally:
            writer.close()

    return await asyncio.wait_for(exchange(), timeout)


class Readings:
    """Collects from /proc; rates are taken against the collection before."""

    def __init__(self, journal: Journal) -> None:
        self.journal, self.proc = journal, Path(journal.settings["proc"])
        self.before: dict[str, tuple[int, int]] = {}

    def rate(self, key: str, part: int, whole: int) -> Iterator[float]:
        """How much the part grew for each step that the whole grew; nothing without a reading before."""
        old_part, old_whole = self.before.get(key, (0, whole + 1))
        self.before[key] = (part, whole)
        if whole >= old_whole:
            yield max(part - old_part, 0) / max(whole - old_whole, 1)

    def collect(self) -> Iterator[Sample]:
        """Everything there is to know now."""
        yield from self.disks()
        yield from self.space()
        yield "processes", {}, sum(entry.name.isdigit() for entry in self.proc.iterdir())
        for line in self.journal.lines(self.proc / "loadavg")[:1]:
            yield "load1", {}, float(line.split()[0])
        devices = [line.strip().split(":", 1) for line in self.journal.lines(self.proc / "net/dev")[2:]]
        rows = [numbers.split() for name, numbers in devices if name != "lo"]
        yield "network_receive_bytes_total", {}, sum(int(row[0]) for row in rows)
        yield "network_transmit_bytes_total", {}, sum(int(row[8]) for row in rows)
        for line in self.journal.lines(self.proc / "stat")[:1]:
            # user nice system idle iowait irq softirq steal; guest time is part of user already
            ticks = [int(word) for word in line.split()[1:9]]
            for busy in self.rate("cpu", sum(ticks) - ticks[3] - ticks[4], sum(ticks)):
                yield "cpu_usage_ratio", {}, busy
        sizes = {line.split()[0]: int(line.split()[1]) for line in self.journal.lines(self.proc / "meminfo")}
        if total := sizes.get("MemTotal:"):
            yield "memory_usage_ratio", {}, 1 - sizes["MemAvailable:"] / total

    def disks(self) -> Iterator[Sample]:
        rows = [line.split() for line in self.journal.lines(self.proc / "diskstats")]
        names = {row[2] for row in rows}
        for row in rows:
            name, stem = row[2], row[2].rstrip("0123456789")
            partition = stem != name and (stem in names or (stem[-1:] == "p" and stem[:-1] in names))
            if not partition and not name.startswith(("loop", "ram", "zram", "sr", "fd")):
                operations, milliseconds = int(row[3]) + int(row[7]), int(row[6]) + int(row[10])
                for wait in self.rate(f"disk {name}", milliseconds, operations):
                    yield "disk_io_wait_seconds", {"device": name}, wait / 1000

    def space(self) -> Iterator[Sample]:
        for mount in self.journal.settings["filesystems"]:
            try:
                stat = os.statvfs(mount)
                self.journal.broken.discard(f"measuring {mount}")
            except OSError as error:
                self.journal.react(f"measuring {mount}", error)
                continue
            taken = stat.f_blocks - stat.f_bfree
            yield "filesystem_usage_ratio", {"mount": mount}, taken / max(taken + stat.f_bavail, 1)


class Probe:
    """Asks one service of this machine again and again: a URL, or a port that must accept."""

    def __init__(self, settings: dict[str, Any], journal: Journal) -> None:
        self.settings, self.journal = settings, journal
        self.name = str(settings.get("name") or settings.get("url") or settings["port"])
        self.state, self.failures = "unknown", 0

    async def ask(self) -> None:
        """Raises one of NETWORK_ERRORS when the service is not well."""
        timeout = float(self.settings.get("timeout", 3))
        if url := self.settings.get("url"):
            status = await request(url, timeout, verify=self.settings.get("verify", True))
            if status != self.settings.get("expect", 200):
                raise ValueError(f"it answered {status}")
        else:
            opening = asyncio.open_connection(self.settings.get("host", "127.0.0.1"), self.settings["port"])
            (await asyncio.wait_for(opening, timeout))[1].close()

    async def run(self) -> None:
        """Probe for ever; unhealthyAfter failures in a row make it fail, one success makes it pass."""
        while True:
            started = time.monotonic()
            try:
                await self.ask()
                if self.state == "failing":
                    self.journal.event("resolved", "INFO", f"probe {self.name} passes again", rule=self.name)
                self.state, self.failures = "passing", 0
            except NETWORK_ERRORS as error:
                self.failures += 1
                if self.failures >= self.settings.get("unhealthyAfter", 3) and self.state != "failing":
                    self.state, text = "failing", f"probe {self.name} fails: {type(error).__name__}: {error}"
                    self.journal.event("alert", "CRITICAL", text, rule=self.name)
            pause = float(self.settings.get("interval", 10)) - (time.monotonic() - started)
            await asyncio.sleep(max(pause, 0.05))


class Agent:
    """The whole agent: its rules, its loops and its small HTTP server."""

    def __init__(self, journal: Journal) -> None:
        self.journal, self.settings, self.readings = journal, journal.settings, Readings(journal)
        self.probes = [Probe(probe, journal) for probe in self.settings["probes"]]
        self.networks = [ipaddress.ip_network(network) for network in self.settings["allowFrom"]]
        self.samples: list[Sample] = []
        self.since: dict[str, float] = {}
        self.firing: dict[str, dict[str, str]] = {}

    def judge(self, rule: dict[str, Any], labels: dict[str, str], value: float, now: float) -> None:
        """Tell when a reading has been above its threshold for long enough, and when it is well again."""
        key = f"{rule} {labels}"
        facts = {"rule": rule["metric"], "value": round(value, 4), "threshold": rule["above"], **labels}
        if value <= rule["above"]:
            self.since.pop(key, None)
            if self.firing.pop(key, None):
                self.journal.event("resolved", "INFO", f"{rule['metric']} is {value:.4g} again", **facts)
        elif now - self.since.setdefault(key, now) >= rule["for"] and key not in self.firing:
            self.firing[key] = {"rule": rule["metric"], "severity": rule["severity"], **labels}
            text = f"{rule['metric']} is {value:.4g}, above {rule['above']} for {rule['for']} s"
            self.journal.event("alert", rule["severity"], text, **facts)

    async def collect(self) -> None:
        while True:
            started = time.monotonic()
            try:
                self.samples = list(self.readings.collect())
                self.journal.broken.discard("collecting")
                for rule in self.settings["rules"]:
                    for _, labels, value in (s for s in self.samples if s[0] == rule["metric"]):
                        self.judge(rule, labels, value, started)
            except (OSError, ValueError, LookupError) as error:
                self.journal.react("collecting", error)
            await asyncio.sleep(max(self.settings["interval"] - (time.monotonic() - started), 0.05))

    def metrics(self) -> str:
        """The Prometheus text of everything, every name with its help and type."""
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        asked = [probe for probe in self.probes if probe.state != "unknown"]
        samples: list[Sample] = [
            *self.samples,
            *(("alert_firing", labels, 1) for labels in self.firing.values()),
            *(("probe_success", {"probe": probe.name}, probe.state == "passing") for probe in asked),
            ("agent_info", {"version": VERSION}, 1),
            ("agent_memory_bytes", {}, pages * os.sysconf("SC_PAGE_SIZE")),
            ("agent_events_total", {}, self.journal.count),
            ("agent_events_lost_total", {}, self.journal.lost),
        ]
        lines = []
        for name, text in METRICS.items():
            series = [(labels, value) for metric, labels, value in samples if metric == name]
            kind = "counter" if name.endswith("_total") else "gauge"
            if series:
                lines += [f"# HELP orchestrator_{name} {text}", f"# TYPE orchestrator_{name} {kind}"]
            for labels, value in series:
                pairs = {**self.settings["labels"], **labels}.items()
                shown = ",".join(f'{key}="{str(item).translate(ESCAPES)}"' for key, item in pairs)
                lines.append(f"orchestrator_{name}{{{shown}}} {value:.12g}")
        return "\n".join(lines) + "\n"

    def health(self) -> tuple[int, str, str]:
        """503 while a probe fails; the body says which, and which rules fire."""
        probes = {probe.name: probe.state for probe in self.probes}
        well = "failing" not in probes.values()
        state = "healthy" if well else "unhealthy"
        body = {"status": state, "probes": probes, "firing": list(self.firing.values())}
        return (200 if well else 503), "application/json", json.dumps(body)

    def answer(self, method: str, path: str, token: str, peer: str) -> tuple[int, str, str]:
        """Status, content type and body for one request."""
        address = ipaddress.ip_address(peer)
        if self.networks and not address.is_loopback and not any(address in n for n in self.networks):
            return 403, "text/plain", "this address may not ask\n"
        if path == "/healthz":
            return self.health()
        if (method, path) != ("GET", "/metrics"):
            return 404, "text/plain", "GET /metrics or /healthz\n"
        expected = f"Bearer {self.settings['token']}".encode()
        if self.settings["token"] and not hmac.compare_digest(expected, token.encode()):
            return 401, "text/plain", "a bearer token is required\n"
        return 200, "text/plain; version=0.0.4; charset=utf-8", self.metrics()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        try:
            asked = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
            first, *rest = asked.decode("latin-1").splitlines()
            method, path = first.split("?")[0].split(" ")[:2]
            headers = {name.lower(): text.strip() for name, _, text in (row.partition(":") for row in rest)}
            peer = writer.get_extra_info("peername")[0]
            status, kind, body = self.answer(method, path, headers.get("authorization", ""), peer)
            # HTTP/1.0: the connection ends with the answer, so its length need not be told.
            writer.write(f"HTTP/1.0 {status} -\r\nContent-Type: {kind}\r\n\r\n{body}".encode())
            await asyncio.wait_for(writer.drain(), 5)
        except (*NETWORK_ERRORS, asyncio.LimitOverrunError):
            pass  # a peer that breaks the protocol gets no answer
        finally:
            writer.close()


def journal_from(path: Path) -> Journal:
    """A journal with the settings of a file over the defaults; what cannot be used is told and left out."""
    journal = Journal(dict(DEFAULTS))
    try:
        given = dict(json.loads("\n".join(journal.lines(path)) or "{}"))
    except (TypeError, ValueError) as error:
        journal.event("error", "CRITICAL", f"reading {path}: {error}; the defaults are used")
        return journal
    for key, value in given.items():
        if key in DEFAULTS and isinstance(value, (int, float) if key == "interval" else type(DEFAULTS[key])):
            journal.settings[key] = value
        else:
            sys.stderr.write(f"WARNING {path}: '{key}' is not a setting, or of the wrong type: ignored\n")
    return journal


async def run(path: Path) -> int:
    """Run until SIGTERM, or until the error policy says stop; the exit code."""
    journal = journal_from(path)
    agent, stopped = Agent(journal), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    address, port = journal.settings["address"], journal.settings["port"]
    server = await asyncio.start_server(agent.serve, address, port, limit=8192)
    sys.stderr.write(f"INFO listening on {address}:{server.sockets[0].getsockname()[1]}\n")
    work = (stopped.wait(), agent.collect(), journal.send(), *(probe.run() for probe in agent.probes))
    tasks = [asyncio.ensure_future(each) for each in work]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for error in filter(None, (task.exception() for task in done)):
        journal.event("error", "CRITICAL", f"the agent stops: {type(error).__name__}: {error}")
    # What made it stop must still reach the webhook.
    await asyncio.wait([asyncio.ensure_future(journal.queue.join())], timeout=5)
    server.close()
    for task in tasks:
        task.cancel()
    return 0 if stopped.is_set() else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(run(Path(sys.argv[1]))))
