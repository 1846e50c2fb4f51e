"""What every resource has beside its spec: where it goes, how it lives, who watches it."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from orchestrator.clouds import Cloud, Target
from orchestrator.model.values import Labels, Model, Name


class Placement(Model):
    """Where a resource goes. Without a region, the environment's region of that provider."""

    provider: Cloud
    region: str | None = None


class Lifecycle(Model):
    """What may happen to a resource that exists."""

    protect: bool = False
    on_delete: Literal["delete", "retain"] = "delete"


class Gate(Model):
    """Whether apply waits for the check, and how many seconds at the most."""

    apply: bool = False
    within: float = Field(default=300, gt=0, le=3600)


class HttpHealth(Model):
    """A GET that must answer the expected status."""

    port: int = Field(ge=1, le=65535)
    path: str = Field(default="/healthz", pattern="^/")
    scheme: Literal["http", "https"] = "http"
    expect: int = Field(default=200, ge=100, le=599)


class Health(Model):
    """The user's health check; without one each type has its own. Durations in seconds."""

    http: HttpHealth | None = None
    tcp: int | None = Field(default=None, ge=1, le=65535)
    interval: float = Field(default=10, ge=1)
    timeout: float = Field(default=3, gt=0)
    unhealthy_after: int = Field(default=3, ge=1)
    gate: Gate = Gate()


class Thresholds(Model):
    """When the agent warns: percent, and milliseconds of disk I/O wait."""

    cpu_percent: float = Field(default=85, gt=0, le=100)
    memory_percent: float = Field(default=90, gt=0, le=100)
    disk_percent: float = Field(default=90, gt=0, le=100)
    io_wait_ms: float = Field(default=50, gt=0)


class Monitoring(Model):
    """What differs from the standard monitoring; there is no way to switch it off."""

    thresholds: Thresholds = Thresholds()
    interval: float = Field(default=10, ge=1, le=300)
    """Seconds between two collections of the agent."""


class Register(Model):
    """How the service is entered in the catalogue."""

    service: Name
    port: int = Field(ge=1, le=65535)
    protocol: Literal["http", "https", "tcp"] = "tcp"
    tags: tuple[str, ...] = ()


class Resource(Model):
    """The fields that every type has. `name` and `target` are set when the stack is put together."""

    OUTPUTS: ClassVar[tuple[str, ...]] = ()
    """What `${{ resources.NAME.outputs.… }}` may read, the same on every cloud."""

    name: Name
    logical_name: Name
    """The key in the file: with `count` or `spans`, several resources come from one key."""
    target: Target
    labels: Labels = Field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    lifecycle: Lifecycle = Lifecycle()
    health: Health = Health()
    monitoring: Monitoring = Monitoring()
    register_: Register | None = Field(default=None, alias="register")
    path: tuple[str | int, ...] = Field(default=(), exclude=True)
    """Where it stands in the stack file, for messages: ("resources", "db")."""

    def document(self) -> dict[str, Any]:
        """The resource as plain data with YAML's own key names, for policies."""
        return self.model_dump(mode="json", by_alias=True)
