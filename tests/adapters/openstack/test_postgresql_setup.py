"""The script that makes a PostgreSQL server: it parses, and says what the spec says; tests/system runs it."""

import subprocess
from typing import Any

import pytest

from orchestrator.adapters.openstack.database_setup import Setup
from orchestrator.adapters.openstack.postgresql_setup import script
from orchestrator.adapters.openstack.server import USER_DATA_LIMIT
from orchestrator.clouds import Target
from orchestrator.graph import Base64, Concat, Output, Secret
from orchestrator.model.resources import DatabaseInstance

NETWORK = "10.1.0.0/16"


def database(**spec: Any) -> DatabaseInstance:
    return DatabaseInstance.model_validate(
        {
            "name": "db",
            "logicalName": "db",
            "type": "DatabaseInstance@v1",
            "target": Target("openstack", "RegionOne"),
            "spec": {"engine": "postgresql", "version": "16", "network": "net", **spec},
        }
    )


def made(number: int = 0, reach: str = NETWORK, **spec: Any) -> Concat:
    value = script(
        Setup(
            db=database(**spec),
            address=Output("port", ("ip",)),
            reach=reach,
            password=Secret("admin-pw"),
            disk_key=Secret("disk-key"),
            disks=((Output("data", ("id",)), "/var/lib/postgresql"),),
            replication=Secret("copying-pw"),
            source=Output("first", ("ip",)) if number else None,
            number=number,
        ),
        NETWORK,
    )
    assert isinstance(value, Concat)
    return value


def text(value: Concat) -> str:
    return "".join(part if isinstance(part, str) else "c2VjcmV0" for part in value.parts)


@pytest.mark.parametrize(
    "spec", [{}, {"requireTls": False}, {"backup": {"retentionDays": 0}}, {"number": 3}], ids=str
)
def test_it_is_a_script(spec: dict[str, Any]) -> None:
    written = text(made(**spec))
    assert written.startswith("#!/bin/bash\n")
    assert len(written) < USER_DATA_LIMIT / 4
    subprocess.run(["bash", "-n"], input=written, text=True, check=True)


def test_it_does_what_the_spec_says() -> None:
    assert "host=hostssl reach=10.1.0.0/16 network=10.1.0.0/16" in text(made())
    assert "host=host reach=0.0.0.0/0 network=10.1.0.0/16" in text(made(reach="0.0.0.0/0", requireTls=False))
    assert "keep_days=21" in text(made(backup={"retentionDays": 21}))
    assert "pg_dumpall" in text(made())
    assert "pg_dumpall" not in text(made(backup={"retentionDays": 0}))
    # A copy takes accounts and data from its source, and needs no backups of its own.
    copy = text(made(number=2))
    assert "slot=copy_2" in copy
    assert "CREATE ROLE" not in copy
    assert "pg_dumpall" not in copy


def test_secrets_travel_as_secrets() -> None:
    parts = made().parts
    assert {Base64(Secret("admin-pw")), Base64(Secret("copying-pw")), Base64(Secret("disk-key"))} <= {
        part for part in parts if isinstance(part, Base64)
    }
    assert "-pw" not in "".join(part for part in parts if isinstance(part, str))
    # A copy has no use for the owner's password.
    assert Base64(Secret("admin-pw")) not in made(number=1).parts
