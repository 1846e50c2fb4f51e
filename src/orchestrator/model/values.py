"""Small values that many resource types share: names, text with references, secrets, references."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

from orchestrator.expressions import Kind


class Model(BaseModel):
    """A frozen, closed model; YAML keys are camelCase."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,38}[a-z0-9]$|^[a-z]$", max_length=40)]
"""Lower case, digits and dashes: the narrowest rule of the three clouds, less room for suffixes."""

Labels = dict[str, str]


@dataclass(frozen=True, slots=True)
class OutputRef:
    """${{ resources.NAME.outputs.OUTPUT }}: known once that resource exists."""

    resource: str
    output: str
    kind: Kind = field(default=Kind.STRING, compare=False)
    """What the output will be."""

    @property
    def path(self) -> str:
        """As an expression reads it."""
        name = f'["{self.resource}"]' if "-" in self.resource else f".{self.resource}"
        return f"resources{name}.outputs.{self.output}"

    def __str__(self) -> str:
        return f"${{{{ {self.path} }}}}"


@dataclass(frozen=True, slots=True)
class StackRef:
    """${{ stacks.NAME.outputs.OUTPUT }}: what another stack shares, in an environment of its own."""

    stack: str
    environment: str
    output: str
    kind: Kind

    @property
    def path(self) -> str:
        """As an expression reads it."""
        name = f'["{self.stack}"]' if "-" in self.stack else f".{self.stack}"
        return f"stacks{name}.outputs.{self.output}"

    def __str__(self) -> str:
        return f"${{{{ {self.path} }}}}"


Ref: TypeAlias = OutputRef | StackRef


@dataclass(frozen=True, slots=True)
class Computed:
    """An expression over outputs: evaluated once they are known."""

    text: str
    """CEL over the variables of `inputs`."""
    inputs: tuple[tuple[str, Ref], ...]
    written: str
    """The same with the outputs' paths in the place of the variables, for people."""

    def __str__(self) -> str:
        return f"${{{{ {self.written} }}}}"


@dataclass(frozen=True, slots=True)
class Template:
    """Text with outputs of other resources, and what is computed from them, inside, in order."""

    parts: tuple[str | Ref | Computed, ...]

    def __str__(self) -> str:
        return "".join(str(part) for part in self.parts)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(
            cls, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )


Text = str | Template
"""A field where outputs of other resources may stand; a plain `str` field takes none."""


class Reference:
    """Marks a field that names another resource of the stack, and of which types.

    In a list, a name with a count stands for all its instances. The named resource is in the same cloud and
    region, unless it may be anywhere. What stands in it keeps it: it cannot go while that one stays.
    """

    def __init__(self, *types: str, anywhere: bool = False, keeps: bool = True) -> None:
        self.types = types
        self.anywhere = anywhere
        self.keeps = keeps


OutputType = Literal["string", "int", "strings"]
"""The type of an output: text, a whole number, or a list of texts."""


class Duration:
    """Marks a field in seconds, which a file may also write as 10s, 5m, 1h or 4d."""


Seconds = Annotated[float, Duration()]
NetworkRef = Annotated[str, Reference("Network")]


SECRET_REF = r"^[a-z][a-z0-9-]*/[^\s#]+(#[^\s#]+)?$"


class Generate(Model):
    """A secret made once at random, and kept in the encrypted state."""

    length: int = Field(default=32, ge=16, le=64)


class SecretSource(Model):
    """Where a secret comes from; a literal is never accepted."""

    generate: Generate | None = None
    environment_variable: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    """Read from the environment of the orchestrator when it plans."""
    secret_ref: str | None = Field(default=None, pattern=SECRET_REF)
    """STORE/KEY, or STORE/KEY#FIELD: read from a store of the environment when the orchestrator plans."""

    @model_validator(mode="after")
    def one_source(self) -> "SecretSource":
        """Exactly one source; raises ValueError."""
        if sum(one is not None for one in (self.generate, self.environment_variable, self.secret_ref)) != 1:
            raise ValueError("give exactly one of 'generate', 'environmentVariable' and 'secretRef'")
        return self


Severity = Literal["info", "low", "medium", "high", "critical"]
