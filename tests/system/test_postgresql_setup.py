"""The script of a PostgreSQL server's first boot, with the real PostgreSQL of Debian: a source and a copy."""

import os
import re
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from orchestrator.adapters.openstack import postgresql_setup
from orchestrator.adapters.openstack.database_setup import Setup
from orchestrator.adapters.openstack.first_boot import PACKAGES, PREPARE
from orchestrator.clouds import Target
from orchestrator.graph import Base64, Concat, Secret
from orchestrator.model.resources import DatabaseInstance

VERSION = "15"
PASSWORD = 'it\'s \\a "$HOME" `id`; --'
REPLICATION = "r3plicationPassword"
USER = "shop-app"


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """PostgreSQL, installed where it is missing."""
    if which("pg_createcluster") and Path(f"/usr/lib/postgresql/{VERSION}/bin/initdb").exists():
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-qq"], ["install", "-qq", "-y", f"postgresql-{VERSION}"]):
        subprocess.run(["apt-get", *command], env=environment, timeout=600, check=True, capture_output=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def database(**spec: Any) -> DatabaseInstance:
    return DatabaseInstance.model_validate(
        {
            "name": "db",
            "logicalName": "db",
            "type": "DatabaseInstance@v1",
            "target": Target("openstack", "RegionOne"),
            "spec": {
                "engine": "postgresql", "version": VERSION, "network": "net",
                "admin": {"username": USER}, **spec,
            },
        }
    )  # fmt: skip


def written(setup: Setup) -> str:
    """The script as a machine gets it, with its secrets."""
    made = postgresql_setup.script(setup, "127.0.0.0/8")
    assert isinstance(made, Concat)
    text = ""
    for part in made.parts:
        if isinstance(part, Base64):
            assert isinstance(part.value, Secret)
            coded = subprocess.run(
                ["base64", "-w0"], input=str(part.value.value), text=True, capture_output=True, check=True
            )
            text += coded.stdout
        else:
            text += str(part)
    return text


@dataclass
class Server:
    """One cluster of the test, made by the script on this machine instead of on one of its own."""

    cluster: str
    port: int
    folder: Path

    def set_up(self, setup: Setup) -> subprocess.CompletedProcess[str]:
        text = written(setup)
        # The machine's own packages, volumes and folders are not for a test to change.
        for original, instead in (
            (PACKAGES, "packages() { :; }\n"),
            (PREPARE, "prepare() { :; }\n"),
            ("cluster=main", f"cluster={self.cluster}"),
            ("port=5432", f"port={self.port}"),
            ("/etc/postgresql-common", f"{self.folder}/common"),
            ("/etc/postgresql/replication.pgpass", f"/etc/postgresql/{self.cluster}.pgpass"),
            ("/usr/local/sbin", str(self.folder)),
            ("/etc/systemd/system", str(self.folder)),
            ("/var/backups/postgresql", str(self.folder)),
            ('mountpoint -q "$folder"', ":"),
            ("systemctl", "true"),
        ):
            text = text.replace(original, instead)
        # Unlike on a server, the source listens on another port of the same address.
        text = re.sub(r"host=\$source port=\$port", f"host=$source port={setup.number or self.port}", text)
        return subprocess.run(["bash"], input=text, text=True, capture_output=True, timeout=120, check=False)

    def sql(self, statement: str, user: str = USER, password: str = PASSWORD, **options: str) -> str:
        login = {"host": "127.0.0.1", "port": str(self.port), "user": user, "dbname": "postgres", **options}
        done = subprocess.run(
            ["psql", "-qAtX", " ".join(f"{key}={value}" for key, value in login.items()), "-c", statement],
            env={**os.environ, "PGPASSWORD": password},
            text=True,
            capture_output=True,
            timeout=30,
            check=False,
        )
        return done.stdout.strip() if done.returncode == 0 else f"refused: {done.stderr}"

    def drop(self) -> None:
        subprocess.run(["pg_dropcluster", "--stop", VERSION, self.cluster], capture_output=True, check=False)
        Path(f"/etc/postgresql/{self.cluster}.pgpass").unlink(missing_ok=True)


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    """Two clusters beside whatever the machine has."""
    tmp_path.chmod(0o755)
    pair = tuple(Server(f"t{secrets.token_hex(4)}", free_port(), tmp_path) for _ in range(2))
    try:
        yield pair[0], pair[1]
    finally:
        for server in reversed(pair):
            server.drop()


def setup(**changes: Any) -> Setup:
    given: dict[str, Any] = {
        "db": database(), "address": "127.0.0.1", "reach": "127.0.0.0/8", "password": Secret(PASSWORD),
        "disk_key": None, "disks": (), "replication": Secret(REPLICATION), **changes,
    }  # fmt: skip
    return Setup(**given)


def test_a_source_serves_over_tls_only_and_a_copy_follows_it(servers: tuple[Server, Server]) -> None:
    source, copy = servers
    made = source.set_up(setup())
    assert made.returncode == 0, made.stderr
    assert PASSWORD not in made.stdout + made.stderr

    tls = {"sslmode": "require", "channel_binding": "require"}
    assert source.sql("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()", **tls) == (
        "t|TLSv1.3"
    )
    assert "no encryption" in source.sql("SELECT 1", sslmode="disable")
    assert "password authentication failed" in source.sql("SELECT 1", password="wrong", **tls)
    assert source.sql("CREATE DATABASE orders", **tls) == ""
    assert source.sql("CREATE TABLE one (n int); INSERT INTO one VALUES (7)", **tls) == ""
    # Neither a shell on the server nor the copies' account is for the owner's clients.
    assert "must be superuser" in source.sql("COPY one TO PROGRAM 'cat'", **tls)
    replication = source.sql("SELECT 1", user="orchestrator_replication", password=REPLICATION, **tls)
    assert "rejects connection" in replication

    followed = copy.set_up(setup(source="127.0.0.1", number=source.port))
    assert followed.returncode == 0, followed.stderr
    until(lambda: copy.sql("SELECT n FROM one", **tls), "7")
    assert "read-only transaction" in copy.sql("INSERT INTO one VALUES (8)", **tls)
    source.sql("INSERT INTO one VALUES (9)", **tls)
    until(lambda: copy.sql("SELECT max(n) FROM one", **tls), "9")
    state = "SELECT state, ssl FROM pg_stat_replication JOIN pg_stat_ssl USING (pid)"
    assert source.sql(state, **tls) == "streaming|t"
    assert source.sql("SELECT slot_name, active FROM pg_replication_slots", **tls).endswith("|t")

    backup = source.folder / "postgresql-backup"
    subprocess.run(["bash", str(backup), "7", str(source.port)], check=True, capture_output=True)
    (dump,) = source.folder.glob("*.sql.gz")
    text = subprocess.run(["zcat", str(dump)], capture_output=True, text=True, check=True).stdout
    assert "CREATE TABLE public.one" in text
    assert "CREATE DATABASE orders" in text


def test_a_new_machine_finds_the_data_of_the_old_one(servers: tuple[Server, Server]) -> None:
    source, _ = servers
    loose = database(requireTls=False, backup={"retentionDays": 0})
    assert source.set_up(setup(db=loose)).returncode == 0
    assert source.sql("SELECT 1", sslmode="disable") == "1"
    assert source.sql("CREATE TABLE kept (n int)", sslmode="disable") == ""
    # The machine goes, the volume stays: configuration is lost, data is not.
    subprocess.run(["pg_ctlcluster", VERSION, source.cluster, "stop"], check=True, capture_output=True)
    subprocess.run(["rm", "-rf", f"/etc/postgresql/{VERSION}/{source.cluster}"], check=True)
    again = source.set_up(setup(password=Secret("another")))
    assert again.returncode == 0, again.stderr
    tls = {"sslmode": "require"}
    assert source.sql("SELECT count(*) FROM kept", password="another", **tls) == "0"
    assert "no encryption" in source.sql("SELECT 1", password="another", sslmode="disable")
    assert "password authentication failed" in source.sql("SELECT 1", **tls)


def until(ask: Any, wanted: str) -> None:
    """Copies follow a moment later."""
    for _ in range(100):
        if (found := ask()) == wanted:
            return
        time.sleep(0.1)
    raise AssertionError(f"{found}, never {wanted}")
