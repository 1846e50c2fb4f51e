"""The top level of stack files and environment files, and what every document starts with."""

from typing import Any, Final, Literal

from pydantic import Field, model_validator

from orchestrator.model.environment import Policies, Providers, SecretStore, State
from orchestrator.model.resources import Gate, Monitoring, Placement
from orchestrator.model.resources.network import Cidr
from orchestrator.model.values import Labels, Model, Name, Seconds
from orchestrator.spec.nodes import ScalarValue

API_VERSION: Final = "orchestrator.dev/v1"


class Metadata(Model):
    """What a document is called."""

    name: Name
    labels: Labels = Field(default_factory=dict)


class Param(Model):
    """A setting of a stack: its type, its limits, and its value where nobody gives another."""

    type: Literal["string", "integer", "number", "boolean"]
    description: str = ""
    enum: tuple[ScalarValue, ...] | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    pattern: str | None = None
    default: ScalarValue = None


class TypeSource(Model):
    """Where composite types come from, besides the folder `types` and installed packages."""

    git: str | None = None
    ref: str | None = None
    path: str | None = None
    folder: str | None = None

    @model_validator(mode="after")
    def one_place(self) -> "TypeSource":
        """A repository or a folder; raises ValueError."""
        if (self.git is None) == (self.folder is None):
            raise ValueError("give exactly one of 'git' and 'folder'")
        if self.folder is not None and (self.ref or self.path):
            raise ValueError("'ref' and 'path' belong to 'git'")
        return self


class OtherStack(Model):
    """A stack whose outputs are read: where, and what they are."""

    environment: Name | None = None
    """Without one, the environment of the same name as that of the reader."""
    outputs: dict[str, Literal["string", "integer", "number", "boolean", "strings"]] = Field(min_length=1)


class SharedOutput(Model):
    """An output that other stacks may read."""

    value: ScalarValue
    share: tuple[str, ...] = Field(min_length=1)
    """Names of stacks; * is every one."""


class Moved(Model):
    """A resource that had another name."""

    from_: Name = Field(alias="from")
    to: Name


class Import(Model):
    """Something that exists in the cloud already, under the id that the official provider imports by."""

    to: Name
    id: str = Field(min_length=1, max_length=2048)


class Forget(Model):
    """A resource that leaves the state and stays in the cloud."""

    resource: Name


class Refactor(Model):
    """One change of the books, not of the clouds."""

    moved: Moved | None = None
    import_: Import | None = Field(default=None, alias="import")
    forget: Forget | None = None

    @model_validator(mode="after")
    def one_change(self) -> "Refactor":
        """Exactly one; raises ValueError."""
        if sum(one is not None for one in (self.moved, self.import_, self.forget)) != 1:
            raise ValueError("give exactly one of 'moved', 'import' and 'forget'")
        return self


class StackFile(Model):
    """A stack as written. Resources and outputs are read later, when parameters are known."""

    api_version: Literal["orchestrator.dev/v1"]
    kind: Literal["Stack"]
    metadata: Metadata
    types: tuple[TypeSource, ...] = ()
    params: dict[str, Param] = Field(default_factory=dict)
    resources: dict[str, Any]
    outputs: dict[str, Any] = Field(default_factory=dict)
    stacks: dict[Name, OtherStack] = Field(default_factory=dict)
    refactors: tuple[Refactor, ...] = ()


class PatchTarget(Model):
    """Which resources a patch changes: those for which everything given here holds."""

    type: str | None = None
    resource: str | None = None
    labels: Labels = Field(default_factory=dict)


class Patch(Model):
    """A change to resources, merged key by key into what the stack says."""

    target: PatchTarget
    merge: dict[str, Any]


class HealthDefaults(Model):
    """The rhythm of health checks; what is checked is said by each resource, or by its type."""

    interval: Seconds = Field(default=10, ge=1)
    timeout: Seconds = Field(default=3, gt=0)
    unhealthy_after: int = Field(default=3, ge=1)
    gate: Gate = Gate()


class Defaults(Model):
    """What lies below every resource of the stack, which may say otherwise."""

    monitoring: Monitoring = Monitoring()
    health: HealthDefaults = HealthDefaults()


class EnvironmentFile(Model):
    """An environment as written, after what it extends was laid below it."""

    api_version: Literal["orchestrator.dev/v1"]
    kind: Literal["Environment"]
    metadata: Metadata
    abstract: bool = False
    """Only there to be extended; it cannot be chosen."""
    extends: Name | None = None
    params: dict[str, ScalarValue] = Field(default_factory=dict)
    providers: Providers
    plugins: Literal["official", "builtin"] = "builtin"
    state: State = State()
    policies: Policies = Policies()
    secrets: dict[str, SecretStore] = Field(default_factory=dict)
    """Where secrets are kept, by name; `secretRef: NAME/KEY` reads one."""
    defaults: Defaults = Defaults()
    patches: tuple[Patch, ...] = ()


class Span(Model):
    """One realisation of a logical network."""

    placement: Placement
    cidr: Cidr
