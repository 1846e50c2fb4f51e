"""The engines of RDS: their names there, the logs that they write, and the settings that make them safe."""

from dataclasses import dataclass
from typing import Final

from orchestrator.model.resources import DatabaseInstance


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine as RDS has it."""

    name: str
    family: str
    """What the version follows in the name of its parameter group's family."""
    logs: tuple[str, ...]
    longest_user: int
    reserved: frozenset[str]
    """User names that RDS keeps for itself."""


ENGINES: Final = {
    "mysql": Engine("mysql", "mysql", ("error", "slowquery"), 16, frozenset({"rdsadmin"})),
    "postgresql": Engine(
        "postgres", "postgres", ("postgresql", "upgrade"), 63, frozenset({"admin", "rdsadmin"})
    ),
}


def engine_of(db: DatabaseInstance) -> Engine:
    """The engine of a database."""
    return ENGINES[db.spec.engine]


def settings(db: DatabaseInstance) -> tuple[tuple[str, str], ...]:
    """Parameters by name: whether TLS is a must, and slow queries in the log."""
    tls = db.spec.require_tls
    match db.spec.engine:
        case "mysql":
            # The logs that are exported are only written when these say so.
            return (
                ("log_output", "FILE"),
                ("require_secure_transport", "ON" if tls else "OFF"),
                ("slow_query_log", "1"),
            )
        case "postgresql":
            # In milliseconds.
            return ("log_min_duration_statement", "1000"), ("rds.force_ssl", "1" if tls else "0")
