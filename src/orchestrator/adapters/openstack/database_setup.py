"""What the set-up script of a database's server is told, whichever engine it runs."""

from dataclasses import dataclass

from orchestrator.graph import Value
from orchestrator.model.resources import DatabaseInstance


@dataclass(frozen=True, slots=True)
class Setup:
    """One server of a database: the one that is written to, or a copy of it."""

    db: DatabaseInstance
    address: Value
    reach: str
    """The range that may log in."""
    password: Value
    disk_key: Value
    """None: the volumes are not encrypted."""
    disks: tuple[tuple[Value, str], ...]
    """The id of each volume, and where it is mounted."""
    replication: Value = None
    """The password by which copies log in at their source."""
    source: Value = None
    """The address of what this is a copy of; None: of nothing."""
    number: int = 0
    """Which of the copies."""
