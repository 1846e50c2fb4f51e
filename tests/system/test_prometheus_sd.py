"""The real Prometheus of Debian: finds the services in the catalogue, and scrapes a real agent."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from orchestrator.monitor import Catalogue
from orchestrator.outcome import Service

AGENT = Path(__file__).parents[2] / "src/orchestrator/agent/agent.py"
TOKEN = "a-token-for-this-test-only"
CONFIG = """
scrape_configs:
  - job_name: orchestrator
    scrape_interval: 1s
    http_sd_configs:
      - url: http://127.0.0.1:{catalogue}/v1/prometheus/sd
        refresh_interval: 1s
        # Without the type, 2.42 sends the bare token here.
        authorization: {{type: Bearer, credentials_file: {token_file}}}
    relabel_configs:
      - {{source_labels: [__meta_orchestrator_service], target_label: service}}
      - {{source_labels: [__meta_orchestrator_cloud], target_label: cloud}}
"""


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """Prometheus, installed where it is missing."""
    if which("prometheus") and which("promtool"):
        return
    # Run level 1: the package must not start a Prometheus of its own.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "prometheus"]):
        subprocess.run(["apt-get", *command], env=environment, timeout=600, check=True, capture_output=True)


@contextmanager
def running(command: list[str], **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program while the test needs it."""
    process = subprocess.Popen(command, env={**os.environ, **variables}, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:
        text: str = answer.read().decode()
        return text


def wait_for(wanted: Callable[[], Any], what: str, seconds: float = 40) -> Any:
    """Wait until there is something, and give it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := wanted():
                return found
        except OSError:
            pass  # not listening yet
        time.sleep(0.2)
    raise AssertionError(f"never: {what}")


@pytest.fixture
def agent_port(tmp_path: Path) -> Iterator[int]:
    """A real agent."""
    port = free_port()
    settings = {
        "port": port,
        "interval": 1,
        "record": str(tmp_path / "record.jsonl"),
        "labels": {"application": "shop", "orchestrator_stack": "shop"},
        "rules": [{"metric": "memory_usage_ratio", "above": 0.0, "for": 0, "severity": "WARNING"}],
        "probes": [{"name": "self", "port": port, "interval": 1}],
    }
    file = tmp_path / "agent.json"
    file.write_text(json.dumps(settings), encoding="utf-8")
    with running([sys.executable, "-I", "-S", str(AGENT), str(file)]):
        wait_for(lambda: "alert_firing" in get(f"http://127.0.0.1:{port}/metrics"), "metrics")
        yield port


@pytest.fixture
def prometheus(tmp_path: Path) -> Iterator[tuple[str, Catalogue]]:
    """A real Prometheus that reads a real catalogue; its address, and the catalogue."""
    catalogue_port, port = free_port(), free_port()
    database, token_file = tmp_path / "catalogue.db", tmp_path / "token"
    token_file.write_text(TOKEN, encoding="utf-8")
    config = tmp_path / "prometheus.yml"
    config.write_text(CONFIG.format(catalogue=catalogue_port, token_file=token_file), encoding="utf-8")
    catalogue = Catalogue(database)
    serve = [sys.executable, "-m", "orchestrator.monitor", "serve", "--database", str(database)]
    serve += ["--port", str(catalogue_port), "--token-file", str(token_file)]
    scrape = ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={tmp_path / 'tsdb'}"]
    scrape += [f"--web.listen-address=127.0.0.1:{port}"]
    with running(serve), running(scrape):
        yield f"http://127.0.0.1:{port}", catalogue


def query(prometheus: str, expression: str) -> list[Any]:
    """The series that an expression gives now."""
    answer = get(f"{prometheus}/api/v1/query?{urllib.parse.urlencode({'query': expression})}")
    found: list[Any] = json.loads(answer)["data"]["result"]
    return found


def test_a_service_is_found_scraped_and_forgotten(prometheus: tuple[str, Catalogue], agent_port: int) -> None:
    url, catalogue = prometheus
    address = ("127.0.0.1", agent_port, "http")
    well = Service("shop-agent", "shop", "dev", "web", "openstack", "RegionOne", *address, ("agent",))
    ill = Service("ill", "shop", "dev", "old", "aws", "eu-central-1", "127.0.0.1", 9, "http", (), False)
    catalogue.register([well, ill])
    (up,) = wait_for(lambda: query(url, 'up{service="shop-agent"} == 1'), "the agent scraped")
    assert up["metric"]["cloud"] == "openstack"
    assert up["metric"]["instance"] == f"127.0.0.1:{agent_port}"
    (cpu,) = wait_for(lambda: query(url, "orchestrator_cpu_usage_ratio"), "a metric of the agent")
    assert cpu["metric"]["application"] == "shop"
    assert query(url, 'up{service="ill"}') == []
    catalogue.unregister("shop", "dev")
    targets = f"{url}/api/v1/targets?state=active"
    wait_for(lambda: json.loads(get(targets))["data"]["activeTargets"] == [], "the target gone")


def test_promtool_finds_nothing_wrong_with_the_metrics(agent_port: int) -> None:
    text = wait_for(
        lambda: (t := get(f"http://127.0.0.1:{agent_port}/metrics")) and "cpu_usage" in t and t, "metrics"
    )
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert len(names) >= 12
    command = ["promtool", "check", "metrics"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    broken = text.replace("orchestrator_processes", "orchestrator_Processes_total")
    done = subprocess.run(command, input=broken, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode != 0
