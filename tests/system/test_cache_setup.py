"""The script of a cache's first boot, with the real Redis of Debian: a source and a copy of it."""

import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from orchestrator.adapters.openstack.cache_setup import Setup, script
from orchestrator.adapters.openstack.first_boot import PACKAGES
from orchestrator.clouds import Target
from orchestrator.graph import Base64, Concat, Secret
from orchestrator.model.resources import Cache

PASSWORD, SEED = secrets.token_hex(20), secrets.token_hex(24)


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """Redis, installed where it is missing."""
    if which("redis-server") and which("redis-cli"):
        return
    # Run level 1: the package must not start a Redis of its own.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "redis-server"]):
        subprocess.run(["apt-get", *command], env=environment, timeout=600, check=True, capture_output=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cache(**spec: Any) -> Cache:
    return Cache.model_validate(
        {
            "name": "pages",
            "logicalName": "pages",
            "type": "Cache@v1",
            "target": Target("openstack", "RegionOne"),
            "spec": {"network": "net", **spec},
        }
    )


def written(setup: Setup) -> str:
    """The script as a machine gets it, with its secrets."""
    made = script(setup)
    assert isinstance(made, Concat)
    text = ""
    for part in made.parts:
        if isinstance(part, Base64):
            assert isinstance(part.value, Secret)
            secret = str(part.value.value)
            done = subprocess.run(["base64", "-w0"], input=secret, text=True, capture_output=True, check=True)
            text += done.stdout
        else:
            text += str(part)
    return text


class Server:
    """A Redis with the configuration that the script writes, in a folder instead of on its own machine."""

    def __init__(self, folder: Path, **spec: Any) -> None:
        self.cache, self.folder, self.port = cache(**spec), folder, free_port()
        folder.mkdir()
        (folder / "redis.conf").write_text(f"dir {folder}\nlogfile {folder}/log\n")

    def set_up(self, source: "Server | None" = None, seed: str = SEED) -> None:
        setup = Setup(
            self.cache, "127.0.0.1", 64, Secret(PASSWORD), Secret(seed), "127.0.0.1" if source else None
        )
        text = written(setup)
        # The machine's own packages, services and settings are not for a test to change.
        for original, instead in (
            (PACKAGES, "packages() { :; }\n"),
            ("etc=/etc/redis", f"etc={self.folder}"),
            ("/etc/sysctl.d", str(self.folder)),
            ("sysctl -q", "true"),
            ("systemctl", "true"),
            ("bind 0.0.0.0", "bind 127.0.0.1"),
            (f"replicaof 127.0.0.1 {self.cache.spec.port}", f"replicaof 127.0.0.1 {source and source.port}"),
            ("plain=6379", f"plain={self.port}"),
            ("tls=6379", f"tls={self.port}"),
            ("redis:redis", "root:root"),
            ('redis "$address"', 'root "$address"'),
        ):
            text = text.replace(original, instead)
        done = subprocess.run(["bash"], input=text, text=True, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        assert PASSWORD not in done.stdout + done.stderr

    @contextmanager
    def running(self) -> Iterator["Server"]:
        process = subprocess.Popen(["redis-server", str(self.folder / "redis.conf")])
        try:
            until(lambda: "PONG" in self.ask("PING"), True, self)
            yield self
        finally:
            process.terminate()
            process.wait(20)

    def ask(self, *words: str, password: str = PASSWORD, tls: bool = True) -> str:
        trust = ["--tls", "--cacert", str(self.folder / "authority.crt")] if tls else []
        command = ["redis-cli", "-h", "127.0.0.1", "-p", str(self.port), *trust, *words]
        environment = {**os.environ, **({"REDISCLI_AUTH": password} if password else {})}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=20, check=False
        )
        return (done.stdout + done.stderr).strip()


def until(ask: Any, wanted: object, server: Server) -> None:
    """Servers come, and copies follow, a moment later."""
    for _ in range(100):
        if (found := ask()) == wanted:
            return
        time.sleep(0.1)
    raise AssertionError(f"{found}, never {wanted}: {(server.folder / 'log').read_text()[-2000:]}")


def test_a_source_wants_tls_and_a_password_and_a_copy_follows_it(tmp_path: Path) -> None:
    source, copy = Server(tmp_path / "source"), Server(tmp_path / "copy")
    source.set_up()
    copy.set_up(source)
    with ExitStack() as stack:
        stack.enter_context(source.running())
        stack.enter_context(copy.running())
        assert source.ask("SET", "page", "seven") == "OK"
        until(lambda: copy.ask("GET", "page"), "seven", copy)
        assert "READONLY" in copy.ask("SET", "page", "eight")
        assert "NOAUTH" in source.ask("GET", "page", password="")
        assert "seven" not in source.ask("GET", "page", tls=False)
        assert source.ask("CONFIG", "GET", "save").split() == ["save"]
        assert source.ask("CONFIG", "GET", "maxmemory").split()[-1] == str(64 * 1024 * 1024)
        assert "master_link_status:up" in copy.ask("INFO", "replication")


def test_a_copy_of_another_seed_is_not_trusted(tmp_path: Path) -> None:
    source, stranger = Server(tmp_path / "source"), Server(tmp_path / "stranger")
    source.set_up()
    stranger.set_up(source, seed="another-seed")
    with ExitStack() as stack:
        stack.enter_context(source.running())
        stack.enter_context(stranger.running())
        source.ask("SET", "page", "seven")
        until(lambda: "certificate verify failed" in (stranger.folder / "log").read_text(), True, stranger)
        assert stranger.ask("GET", "page") == ""


def test_without_tls_it_speaks_plainly_but_not_to_everybody(tmp_path: Path) -> None:
    server = Server(tmp_path / "plain", requireTls=False)
    server.set_up()
    process = subprocess.Popen(["redis-server", str(server.folder / "redis.conf")])
    try:
        until(lambda: server.ask("PING", tls=False), "PONG", server)
        assert "NOAUTH" in server.ask("GET", "page", password="", tls=False)
    finally:
        process.terminate()
        process.wait(20)


def test_the_script_may_run_again(tmp_path: Path) -> None:
    server = Server(tmp_path / "again")
    server.set_up()
    server.set_up()
    text = (server.folder / "redis.conf").read_text()
    assert text.count("include ") == 1
