"""Every error that a user may see.

OrchestratorError
├── UsageError            the command line or a setting is wrong            (exit 2)
├── SpecError             a YAML file does not say something we can build   (exit 1)
├── PolicyError           the policies could not be evaluated: fails closed (exit 1)
├── PolicyDenied          the policies were evaluated and say no            (exit 3)
├── TranslationError      a spec cannot be put into a cloud's resources     (exit 1)
│   └── Unsupported       this cloud does not offer what the spec asks for
├── InjectionError        a resource would be left without monitor or check (exit 1)
├── EngineError           Pulumi or a cloud said no                         (exit 1)
│   ├── StateLocked       somebody else is changing the same stack
│   └── Interrupted       the user stopped the run; what was done is kept
├── SecretError           a store of secrets does not give one              (exit 1)
├── HealthError           what was applied did not become healthy in time   (exit 1)
├── ToolError             pulumi or opa can be neither found, fetched nor built
├── SandboxError          a local cloud does not start or answer
└── Faults                several of these at once
"""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file; line and column count from 1."""

    file: str
    line: int = 0
    column: int = 0
    via: "Where | None" = field(default=None, compare=False)
    """The instance of a composite type for which this place of the type was read."""

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        return f"{place} (for {self.via})" if self.via else place


class OrchestratorError(Exception):
    """What failed, where (a place in a file, or a resource), and what to do now."""

    exit_code = 1

    def __init__(self, summary: str, where: Where | str | None = None, hint: str = "") -> None:
        super().__init__(summary)
        self.summary = summary
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.summary}" + (f" ({self.hint})" if self.hint else "")

    def each(self) -> Iterator["OrchestratorError"]:
        """The single errors within; of a plain error, itself."""
        yield self


class UsageError(OrchestratorError):
    """The command line or a setting is wrong."""

    exit_code = 2


class SpecError(OrchestratorError):
    """A YAML file does not say something that can be built."""


class PolicyError(OrchestratorError):
    """The policies could not be evaluated, so nothing is allowed."""


class PolicyDenied(OrchestratorError):
    """The policies were evaluated and deny the change."""

    exit_code = 3


class TranslationError(OrchestratorError):
    """A spec cannot be put into a cloud's resources."""


class Unsupported(TranslationError):
    """A cloud does not offer what the spec asks for; the hint names the alternative."""


class InjectionError(OrchestratorError):
    """A resource would be left without a monitor or a health check."""


class EngineError(OrchestratorError):
    """Pulumi or a cloud refused or failed."""


class StateLocked(EngineError):
    """Another run holds the lock of this stack's state."""


class Interrupted(EngineError):
    """The user stopped the run; everything done so far is recorded."""

    exit_code = 130


class SecretError(OrchestratorError):
    """A store of secrets does not give what a spec asks for; the secret itself is never told."""


class HealthError(OrchestratorError):
    """What was applied did not become healthy within its window."""


class ToolError(OrchestratorError):
    """A program that we drive can be neither found, fetched nor built."""


class SandboxError(OrchestratorError):
    """A local cloud does not start or does not answer."""


class Faults(OrchestratorError):
    """Several errors at once, so that a user mends them in one go."""

    def __init__(self, errors: "list[OrchestratorError]") -> None:
        self.errors = [single for error in errors for single in error.each()]
        super().__init__(f"{len(self.errors)} faults")
        self.exit_code = max((e.exit_code for e in self.errors), default=1)

    def each(self) -> Iterator[OrchestratorError]:
        yield from self.errors

    def __str__(self) -> str:
        return "\n".join(str(e) for e in self.errors)


def raise_all(errors: "list[OrchestratorError]") -> None:
    """Raise nothing, the one error, or all of them together."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise Faults(errors)
