"""The script that makes a MySQL server: it parses, formats nothing that has data, and quotes any password."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from orchestrator.adapters.openstack.database_setup import Setup
from orchestrator.adapters.openstack.first_boot import PREPARE
from orchestrator.adapters.openstack.mysql_setup import ACCOUNTS, script
from orchestrator.adapters.openstack.server import USER_DATA_LIMIT
from orchestrator.clouds import Target
from orchestrator.graph import Base64, Concat, Output, Secret
from orchestrator.model.resources import DatabaseInstance

NETWORK = "10.1.0.0/16"
TOOLS = {"PATH": "/usr/sbin:/sbin:/usr/bin:/bin"}
PASSWORDS = ["plain", "it's", r"back\slash", "'; DROP USER root; --", '"$HOME`id`"', r"\'"]


def database(**spec: Any) -> DatabaseInstance:
    return DatabaseInstance.model_validate(
        {
            "name": "db",
            "logicalName": "db",
            "type": "DatabaseInstance@v1",
            "target": Target("openstack", "RegionOne"),
            "spec": {"engine": "mysql", "version": "8.0", "network": "net", **spec},
        }
    )


def written(**spec: Any) -> str:
    """The script with values in the places of those known later."""
    disks = ((Output("data", ("id",)), "/var/lib/mysql"),)
    key = Secret(Output("key", ("result",)))
    address = Output("port", ("ip",))
    made = script(Setup(database(**spec), address, NETWORK, Secret("pw"), key, disks, Secret("c")), NETWORK)
    assert isinstance(made, Concat)
    return "".join(part if isinstance(part, str) else "c2VjcmV0" for part in made.parts)


@pytest.mark.parametrize(
    "spec", [{}, {"requireTls": False}, {"backup": {"retentionDays": 0}}, {"encrypted": False}], ids=str
)
def test_it_is_a_script(spec: dict[str, Any]) -> None:
    text = written(**spec)
    assert text.startswith("#!/bin/bash\n")
    assert len(text) < USER_DATA_LIMIT / 4
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)


def test_it_does_what_the_spec_says() -> None:
    assert "require_secure_transport = ON" in written()
    assert "require_secure_transport = OFF" in written(requireTls=False)
    assert "keep_days=21" in written(backup={"retentionDays": 21})
    assert "mysql-backup.timer" in written()
    assert "mysqldump" not in written(backup={"retentionDays": 0})


def test_a_copy_takes_everything_from_its_source() -> None:
    source = Output("first", ("ip",))
    setup = Setup(
        database(), Output("port", ("ip",)), NETWORK, Secret("pw"), None, (), Secret("copying"), source, 2
    )
    made = script(setup, NETWORK)
    assert isinstance(made, Concat)
    assert source in made.parts
    # The owner's password comes with the data.
    assert [part for part in made.parts if isinstance(part, Base64)] == [Base64(Secret("copying"))]
    text = "".join(part if isinstance(part, str) else "x" for part in made.parts)
    assert "server_id = 3\n" in text
    assert "CLONE INSTANCE" in text
    assert "mysqldump" not in text
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)


def test_secrets_travel_as_secrets() -> None:
    made = script(
        Setup(database(), Output("port", ("ip",)), NETWORK, Secret("pw"), None, (), Secret("c")), NETWORK
    )
    assert isinstance(made, Concat)
    assert Base64(Secret("pw")) in made.parts
    assert not any("pw" in part for part in made.parts if isinstance(part, str))


@pytest.mark.parametrize("command", [["mkfs.ext4", "-q", "-F"], ["mkswap"]])
def test_only_an_empty_disk_is_empty(command: list[str], tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.write_bytes(bytes(4 << 20))
    assert is_empty(disk)
    subprocess.run(
        [*command, disk], check=True, capture_output=True, env={"PATH": "/usr/sbin:/sbin:/usr/bin:/bin"}
    )
    assert not is_empty(disk)


def test_a_disk_that_cannot_be_read_is_not_empty(tmp_path: Path) -> None:
    assert not is_empty(tmp_path / "nothing")


def is_empty(disk: Path) -> bool:
    """What the script's own function says."""
    done = subprocess.run(
        ["bash", "-c", f"{PREPARE}\nif is_empty '{disk}'; then echo empty; else echo used; fi"],
        capture_output=True,
        text=True,
        check=True,
        env=TOOLS,
    )
    return done.stdout.strip() == "empty"


@pytest.mark.parametrize(
    "password", ["plain", "it's", r"back\slash", "'; DROP USER root; --", '"$HOME`id`"', r"\'"]
)
def test_any_password_stays_one_string_of_sql(password: str) -> None:
    """Read back as MySQL reads a string: a backslash makes the next sign mean itself."""
    statement = re.search(r"^quoted=.*$", ACCOUNTS, re.MULTILINE)
    heredoc = re.search(r"<<SQL\n(CREATE USER.*?)\n", ACCOUNTS)
    assert statement and heredoc
    code = f"password=$1 username=shop\n{statement[0]}\ncat <<SQL\n{heredoc[1]}\nSQL\n"
    sql = subprocess.run(
        ["bash", "-c", code, "x", password], capture_output=True, text=True, check=True
    ).stdout
    literal = re.fullmatch(r"CREATE USER IF NOT EXISTS 'shop'@'%' IDENTIFIED BY '((?:\\.|[^'\\])*)';\n", sql)
    assert literal, sql
    assert re.sub(r"\\(.)", r"\1", literal[1]) == password
