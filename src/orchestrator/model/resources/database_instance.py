"""DatabaseInstance: a relational database that somebody else keeps running."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Generate, Model, Name, NetworkRef, OutputType, SecretSource

DatabaseSize = Literal["small", "medium", "large"]
PORTS = {"mysql": 3306, "postgresql": 5432}
VERSIONS = {"mysql": ("8.0", "8.4"), "postgresql": ("14", "15", "16", "17")}


class Backup(Model):
    """Automatic backups; 0 days: none."""

    retention_days: int = Field(default=7, ge=0, le=35)


class Admin(Model):
    """The first account."""

    username: Name = "orchestrator"
    password: SecretSource = SecretSource(generate=Generate())


class DatabaseInstanceSpec(Model):
    """What the database is."""

    engine: Literal["mysql", "postgresql"]
    version: Literal["8.0", "8.4", "14", "15", "16", "17"]
    size: DatabaseSize = "small"
    storage_gib: int = Field(default=20, ge=20, le=16384, alias="storageGiB")
    high_availability: Literal["none", "zone"] = "none"
    replicas: int = Field(default=0, ge=0, le=5)
    """Copies that answer reads; `readHost` leads to them."""
    backup: Backup = Backup()
    network: NetworkRef
    encrypted: bool = True
    publicly_accessible: bool = False
    require_tls: bool = True
    admin: Admin = Admin()

    @model_validator(mode="after")
    def known_version(self) -> "DatabaseInstanceSpec":
        """A version of the engine, and backups for what is copied from them; raises ValueError."""
        if self.version not in VERSIONS[self.engine]:
            raise ValueError(f"versions of {self.engine}: {', '.join(VERSIONS[self.engine])}")
        if self.replicas and not self.backup.retention_days:
            raise ValueError("'replicas' are made from backups: give backup.retentionDays of at least 1")
        return self

    @property
    def port(self) -> int:
        """The port of the engine."""
        return PORTS[self.engine]


class DatabaseInstance(Resource):
    """A relational database."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {
        "id": "string",
        "host": "string",
        "port": "int",
        "username": "string",
        "password": "string",
        "readHost": "string",
        "readHosts": "strings",
    }
    type: Literal["DatabaseInstance@v1"]
    spec: DatabaseInstanceSpec
