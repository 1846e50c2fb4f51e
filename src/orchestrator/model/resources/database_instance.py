"""DatabaseInstance: a relational database that somebody else keeps running."""

from typing import ClassVar, Literal

from pydantic import Field

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Generate, Model, Name, NetworkRef, SecretSource

DatabaseSize = Literal["small", "medium", "large"]
PORTS = {"mysql": 3306}


class Backup(Model):
    """Automatic backups; 0 days: none."""

    retention_days: int = Field(default=7, ge=0, le=35)


class Admin(Model):
    """The first account."""

    username: Name = "orchestrator"
    password: SecretSource = SecretSource(generate=Generate())


class DatabaseInstanceSpec(Model):
    """What the database is."""

    engine: Literal["mysql"]
    version: Literal["8.0"]
    size: DatabaseSize = "small"
    storage_gib: int = Field(default=20, ge=20, le=16384, alias="storageGiB")
    high_availability: Literal["none", "zone"] = "none"
    backup: Backup = Backup()
    network: NetworkRef
    encrypted: bool = True
    publicly_accessible: bool = False
    require_tls: bool = True
    admin: Admin = Admin()

    @property
    def port(self) -> int:
        """The port of the engine."""
        return PORTS[self.engine]


class DatabaseInstance(Resource):
    """A relational database."""

    OUTPUTS: ClassVar[tuple[str, ...]] = ("id", "host", "port", "username", "password")
    type: Literal["DatabaseInstance@v1"]
    spec: DatabaseInstanceSpec
