"""The store of the services: one SQLite file that only its owner can read."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestrator.errors import OrchestratorError
from orchestrator.outcome import Service

VERSION = 1
TABLE = """
CREATE TABLE IF NOT EXISTS service (
    stack TEXT NOT NULL, environment TEXT NOT NULL, name TEXT NOT NULL, resource TEXT NOT NULL,
    cloud TEXT NOT NULL, region TEXT NOT NULL, address TEXT NOT NULL, port INTEGER NOT NULL,
    protocol TEXT NOT NULL, tags TEXT NOT NULL, healthy INTEGER NOT NULL,
    PRIMARY KEY (stack, environment, name, resource, address, port)
) STRICT
"""
COLUMNS = "name, stack, environment, resource, cloud, region, address, port, protocol, tags, healthy"


class Catalogue:
    """The services of all stacks. Each call is one transaction: threads and processes can share the file."""

    def __init__(self, file: Path) -> None:
        """Open or make the store; raises OrchestratorError."""
        self._file = file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            # SQLite gives its journal the mode of the file, so the file must exist with the right one first.
            file.touch(mode=0o600)
            file.chmod(0o600)
        except OSError as error:
            hint = "choose a folder that you can write to"
            raise OrchestratorError(f"the catalogue cannot be opened: {error}", str(file), hint) from error
        with self._transaction() as database:
            found = database.execute("PRAGMA user_version").fetchone()[0]
            if found > VERSION:
                hint = "use the orchestrator that made it, or a newer one"
                raise OrchestratorError(
                    f"the catalogue has format {found}, this is {VERSION}", str(file), hint
                )
            database.execute(TABLE)
            database.execute(f"PRAGMA user_version = {VERSION}")

    def register(self, services: Iterable[Service]) -> None:
        """Enter services. What their stacks had in those environments before is replaced, in one step."""
        entries = list(services)
        with self._transaction() as database:
            for place in sorted({(service.stack, service.environment) for service in entries}):
                database.execute("DELETE FROM service WHERE stack = ? AND environment = ?", place)
            rows = [_row(service) for service in entries]
            marks = ", ".join("?" * len(COLUMNS.split(",")))
            database.executemany(f"INSERT OR REPLACE INTO service ({COLUMNS}) VALUES ({marks})", rows)

    def unregister(self, stack: str, environment: str) -> None:
        """Remove all services of a stack in an environment."""
        with self._transaction() as database:
            database.execute("DELETE FROM service WHERE stack = ? AND environment = ?", (stack, environment))

    def services(
        self,
        name: str | None = None,
        stack: str | None = None,
        environment: str | None = None,
        *,
        healthy_only: bool = False,
    ) -> tuple[Service, ...]:
        """The services that fit, sorted by stack, environment, name and address."""
        query = f"""
            SELECT {COLUMNS} FROM service
            WHERE name = coalesce(?, name) AND stack = coalesce(?, stack)
              AND environment = coalesce(?, environment) AND healthy >= ?
            ORDER BY stack, environment, name, resource, address, port
        """
        with self._transaction() as database:
            rows = database.execute(query, (name, stack, environment, int(healthy_only))).fetchall()
        return tuple(_service(row) for row in rows)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One connection for one transaction; raises OrchestratorError for what SQLite refuses."""
        try:
            database = sqlite3.connect(self._file, timeout=10)
            try:
                database.execute("PRAGMA journal_mode = WAL")
                with database:
                    yield database
            finally:
                database.close()
        except sqlite3.Error as error:
            hint = "if the file is no catalogue, name another; if its disk is full, make room"
            raise OrchestratorError(f"the catalogue failed: {error}", str(self._file), hint) from error


def _row(service: Service) -> tuple[str | int, ...]:
    return (
        service.name,
        service.stack,
        service.environment,
        service.resource,
        service.cloud,
        service.region,
        service.address,
        service.port,
        service.protocol,
        json.dumps(service.tags),
        int(service.healthy),
    )


def _service(row: tuple[Any, ...]) -> Service:
    fields = dict(zip(COLUMNS.split(", "), row, strict=True))
    return Service(
        **{**fields, "tags": tuple(json.loads(fields["tags"])), "healthy": bool(fields["healthy"])}
    )
