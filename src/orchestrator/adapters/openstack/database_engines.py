"""What differs between the engines that run on servers of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orchestrator.adapters.openstack import mysql_setup, postgresql_setup
from orchestrator.adapters.openstack.database_setup import Setup
from orchestrator.graph import Value
from orchestrator.model.resources import DatabaseInstance


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine."""

    images: Mapping[str, str]
    """By version: the image whose own packages have it."""
    home: str
    """Where its volumes are mounted: below lib and below backups."""
    reserved: frozenset[str]
    longest_user: int
    script: Callable[[Setup, str], Value]
    """The first boot of a server, in a network with that range."""


ENGINES: dict[str, Engine] = {
    "mysql": Engine(
        # Debian ships MariaDB instead.
        images={"8.0": "ubuntu-22.04"},
        home="mysql",
        reserved=frozenset({"root", "mysql"}),
        longest_user=32,
        script=mysql_setup.script,
    ),
    "postgresql": Engine(
        images={"14": "ubuntu-22.04", "15": "debian-12", "16": "ubuntu-24.04", "17": "debian-13"},
        home="postgresql",
        reserved=frozenset({"postgres", "public", "none"}),
        longest_user=63,
        script=postgresql_setup.script,
    ),
}


def engine_of(db: DatabaseInstance) -> Engine:
    """The engine of a database."""
    return ENGINES[db.spec.engine]
