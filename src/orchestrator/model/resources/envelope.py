"""What every resource has beside its spec: where it goes, how it lives, who watches it."""

from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from orchestrator.clouds import Cloud, Target
from orchestrator.model.values import Labels, Model, Name, OutputType, Seconds


class Requirements(Model):
    """What a place must have."""

    providers: tuple[Cloud, ...] = ()
    """One of these; without any, every cloud of the environment."""
    capabilities: tuple[str, ...] = ()
    """Fields of the spec that the cloud must be able to honour, whatever this resource asks of them."""
    data_residency: str | None = Field(default=None, pattern="^[a-z]{2}$")
    """The jurisdiction of the region, such as eu or us."""


class Preference(Model):
    """What speaks for a place, and how much."""

    provider: Cloud | None = None
    same_provider_as: Name | None = None
    weight: int = Field(default=1, ge=1, le=100)

    @model_validator(mode="after")
    def one_reason(self) -> "Preference":
        """Exactly one; raises ValueError."""
        if (self.provider is None) == (self.same_provider_as is None):
            raise ValueError("give exactly one of 'provider' and 'sameProviderAs'")
        return self


class Placement(Model):
    """Where a resource goes: a cloud, with its region or the environment's; or what the place must have."""

    provider: Cloud | None = None
    region: str | None = None
    require: Requirements | None = None
    prefer: tuple[Preference, ...] = ()

    @model_validator(mode="after")
    def one_way(self) -> "Placement":
        """Named or chosen; raises ValueError."""
        wished = self.require is not None or bool(self.prefer)
        if (self.provider is None) != wished:
            raise ValueError("give either 'provider', or 'require' and 'prefer'")
        if self.region is not None and wished:
            raise ValueError("'region' belongs to 'provider'")
        return self


class Lifecycle(Model):
    """What may happen to a resource that exists."""

    protect: bool = False
    on_delete: Literal["delete", "retain"] = "delete"


class Gate(Model):
    """Whether apply waits for the check, and how many seconds at the most."""

    apply: bool = False
    within: Seconds = Field(default=300, gt=0, le=3600)


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
    interval: Seconds = Field(default=10, ge=1)
    timeout: Seconds = Field(default=3, gt=0)
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
    interval: Seconds = Field(default=10, ge=1, le=300)
    """Seconds between two collections of the agent."""


class Register(Model):
    """How the service is entered in the catalogue."""

    service: Name
    port: int = Field(ge=1, le=65535)
    protocol: Literal["http", "https", "tcp"] = "tcp"
    tags: tuple[str, ...] = ()


class RawMatch(Model):
    """Which of the cloud resources are meant."""

    pulumi_type: str


class RawPatch(Model):
    """A change to what the adapter generated, with the reason that policies and reviewers see."""

    match: RawMatch
    set: dict[str, Any]
    reason: str = Field(min_length=3, max_length=200)


class Resource(Model):
    """The fields that every type has. `name` and `target` are set when the stack is put together."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {}
    """What `${{ resources.NAME.outputs.… }}` may read, and its type: the same on every cloud."""
    ANY_OUTPUT: ClassVar[bool] = False
    """Whether outputs beyond those may be read, whose types only the provider knows."""

    name: Name
    logical_name: Name
    """The key in the file: with `count` or `spans`, several resources come from one key."""
    target: Target
    labels: Labels = Field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    lifecycle: Lifecycle = Lifecycle()
    health: Health = Health()
    monitoring: Monitoring = Monitoring()
    degrade: tuple[str, ...] = ()
    """Fields of the spec that may stay unfulfilled where the cloud cannot honour them."""
    raw: tuple[RawPatch, ...] = ()
    register_: Register | None = Field(default=None, alias="register")
    import_id: str = Field(default="", exclude=True)
    """The id of what exists in the cloud already, and becomes this."""
    moved_from: tuple[Name, ...] = Field(default=(), exclude=True)
    """Names that it had before, the first one first: what was made under them is kept."""
    path: tuple[str | int, ...] = Field(default=(), exclude=True)
    """Where it stands in the stack file, for messages: ("resources", "db")."""

    @field_validator("degrade")
    @classmethod
    def of_the_spec(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        """Only fields that the type's spec has; raises ValueError."""
        spec = cls.model_fields["spec"].annotation
        known = {field.alias or name for name, field in getattr(spec, "model_fields", {}).items()}
        if unknown := [name for name in names if name not in known]:
            raise ValueError(f"the spec has no {', '.join(unknown)}; its fields: {', '.join(sorted(known))}")
        return names

    def document(self) -> dict[str, Any]:
        """The resource as plain data with YAML's own key names, for policies."""
        return self.model_dump(mode="json", by_alias=True)
