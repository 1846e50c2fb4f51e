"""The catalogue over real HTTP, in this process and as a program of its own."""

import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestrator.errors import UsageError
from orchestrator.monitor import Catalogue, catalogue_server
from orchestrator.outcome import Service

TOKEN = "0123456789abcdef"


def get(url: str, token: str = TOKEN, method: str = "GET") -> tuple[int, Any]:
    """Status and JSON body, also of an error."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            assert answer.headers["Content-Type"] == "application/json"
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.fixture
def url(catalogue: Catalogue) -> Iterator[str]:
    """A server on a free port."""
    with catalogue_server(catalogue, "127.0.0.1", 0, TOKEN) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_prometheus_gets_the_healthy_ones(url: str) -> None:
    status, groups = get(f"{url}/v1/prometheus/sd")
    assert status == 200
    assert [group["targets"] for group in groups] == [
        ["[fd00::5]:80"],
        ["db.example.org:3306"],
        ["10.40.128.5:443"],
    ]
    assert groups[2]["labels"] == {
        "__meta_orchestrator_service": "shop-web",
        "__meta_orchestrator_stack": "shop",
        "__meta_orchestrator_environment": "prod",
        "__meta_orchestrator_resource": "web-0",
        "__meta_orchestrator_cloud": "openstack",
        "__meta_orchestrator_region": "RegionOne",
        "__meta_orchestrator_protocol": "https",
        "__meta_orchestrator_tags": ",edge,a,",
        "__meta_orchestrator_healthy": "true",
    }


def test_prometheus_gets_all_if_it_asks(url: str) -> None:
    groups = get(f"{url}/v1/prometheus/sd?all=true")[1]
    assert (
        sorted(group["labels"]["__meta_orchestrator_healthy"] for group in groups) == ["false"] + ["true"] * 3
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [("service=shop-web", 1), ("stack=shop", 2), ("environment=dev", 1), ("tag=edge", 1), ("tag=none", 0)],
)
def test_queries_narrow(url: str, query: str, count: int) -> None:
    assert len(get(f"{url}/v1/prometheus/sd?{query}")[1]) == count
    assert len(get(f"{url}/v1/services?{query}")[1]) == count


def test_services_as_json(url: str) -> None:
    status, found = get(f"{url}/v1/services/shop-db")
    assert status == 200
    assert found == [
        {
            "name": "shop-db",
            "stack": "shop",
            "environment": "prod",
            "resource": "db",
            "cloud": "azure",
            "region": "westeurope",
            "address": "db.example.org",
            "port": 3306,
            "protocol": "tcp",
            "tags": [],
            "healthy": True,
        }
    ]
    assert len(get(f"{url}/v1/services/shop-web?all=true")[1]) == 2


@pytest.mark.parametrize("path", ["/v1/services", "/v1/services/shop-db", "/v1/prometheus/sd", "/nothing"])
def test_nothing_without_the_token(url: str, path: str) -> None:
    for token in ("", "wrong", TOKEN[:-1], TOKEN + "x", "ü"):
        status, body = get(url + path, token)
        assert (status, body["error"]) == (401, "a bearer token is required")


def test_health_needs_no_token(url: str) -> None:
    assert get(f"{url}/healthz", "") == (200, {"status": "healthy"})


@pytest.mark.parametrize(
    ("path", "status"),
    [("/v1/services/none", 404), ("/v1/nothing", 404), ("/v1/services?colour=red", 400)],
)
def test_errors_are_json_with_a_hint(url: str, path: str, status: int) -> None:
    found, body = get(url + path)
    assert found == status
    assert body["error"]
    assert body["hint"]


def test_other_methods_are_refused_in_json(url: str) -> None:
    status, body = get(f"{url}/v1/services", method="DELETE")
    assert status == 501
    assert body["hint"] == "only GET is answered"


def test_a_store_that_breaks_is_told(url: str, file: Path) -> None:
    for path in file.parent.iterdir():
        path.unlink()
    file.write_bytes(b"no database" * 100)
    status, body = get(f"{url}/v1/services")
    assert status == 500
    assert "the catalogue failed" in body["error"]
    assert get(f"{url}/healthz")[0] == 200


def test_a_short_token_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="a token of 16"):
        catalogue_server(catalogue, "127.0.0.1", 0, "short")


def test_a_port_in_use_is_refused(catalogue: Catalogue, url: str) -> None:
    with pytest.raises(UsageError, match="cannot be listened on"):
        catalogue_server(catalogue, "127.0.0.1", int(url.rsplit(":", 1)[1]), TOKEN)


def test_the_program_serves_until_sigterm(
    catalogue: Catalogue, file: Path, services: tuple[Service, ...]
) -> None:
    command = [sys.executable, "-m", "orchestrator.monitor", "serve", "--database", str(file), "--port", "0"]
    environment = {**os.environ, "ORCHESTRATOR_CATALOGUE_TOKEN": TOKEN}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith("listening on 127.0.0.1:")
        assert len(get(f"http://{line.split()[-1]}/v1/services?all=true")[1]) == len(services)
        # What another process registers shows at once.
        catalogue.unregister("blog", "dev")
        assert len(get(f"http://{line.split()[-1]}/v1/services?all=true")[1]) == len(services) - 1
    finally:
        process.terminate()
    assert process.wait(timeout=10) == 0


def test_the_program_says_what_is_missing(file: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "orchestrator.monitor", "serve", "--database", str(file)]
    no_token = {key: value for key, value in os.environ.items() if key != "ORCHESTRATOR_CATALOGUE_TOKEN"}
    done = subprocess.run(command, env=no_token, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a token" in done.stderr
    command += ["--token-file", str(tmp_path / "none")]
    done = subprocess.run(command, env=no_token, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert "the token cannot be read" in done.stderr
