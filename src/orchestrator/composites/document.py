"""A CompositeType as it is written: closed models; what holds expressions is kept as nodes."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from orchestrator.composites.schema import Schema, SpecSchema
from orchestrator.model.values import Labels, Model


def _like(pattern: str, wanted: str) -> AfterValidator:
    """Text of one form, refused in words that say which; raises ValueError."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"write {wanted}")
        return text

    return AfterValidator(check)


TypeName = Annotated[str, _like("[A-Z][A-Za-z0-9]{0,39}", "a name such as WebShop, at most 40 characters")]
VersionName = Annotated[str, _like("v[1-9][0-9]{0,3}((alpha|beta)[1-9][0-9]?)?", "v1, v2beta1 …")]
_NUMBER = r"(0|[1-9]\d{0,5})"
Revision = Annotated[str, _like(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}", "three numbers such as 2.1.0")]
Day = Annotated[str, _like(r"\d{4}-\d{2}-\d{2}", "a day such as 2027-03-01, in quotes")]


class TypeMetadata(Model):
    """What the type is called, and who looks after it."""

    name: TypeName
    annotations: dict[str, str] = Field(default_factory=dict)


class Deprecated(Model):
    """Since when a version should not be used any more, and until when it works."""

    since: Day
    remove_after: Day | None = None
    message: str = ""

    @model_validator(mode="after")
    def real_days(self) -> "Deprecated":
        """Days of the calendar, in their order; raises ValueError."""
        days = [date.fromisoformat(day) for day in (self.since, self.remove_after) if day is not None]
        if days != sorted(days):
            raise ValueError("'removeAfter' is before 'since'")
        return self


class TypeOutput(Model):
    """One output of an instance."""

    type: Literal["string"] = "string"
    description: str = ""


class Version(Model):
    """One schema that users may write; the template sees the hub only."""

    name: VersionName
    hub: bool = False
    deprecated: Deprecated | None = None
    schema_: SpecSchema = Field(alias="schema")
    outputs: dict[str, TypeOutput] = Field(default_factory=dict)


class Conversion(Model):
    """How the spec of one version is written in another; `set` holds expressions over `old`."""

    from_: VersionName = Field(alias="from")
    to: VersionName
    set: Any


class TemplateText(Model):
    """What an instance becomes. Both hold expressions and are read when there is an instance."""

    resources: Any
    outputs: Any = None


class OwnPolicy(Model):
    """The policy pack that judges every instance of the type; a folder, relative to the type's file."""

    pack: str


class TestEnv(Model):
    """The environment of a test."""

    name: str = "test"
    labels: Labels = Field(default_factory=dict)


class Given(Model):
    """The instance of a test."""

    version: VersionName
    spec: Any
    provider: Literal["aws", "azure", "openstack"] = "aws"


class TypeTest(Model):
    """One test in the type's own file: exactly one of what is expected, denied, or round-trips."""

    name: str
    env: TestEnv = TestEnv()
    given: Given
    with_: Any = Field(default=None, alias="with")
    """Other resources of the stack, which the instance refers to."""
    expect: tuple[str, ...] = ()
    denied: str | None = None
    round_trip: tuple[VersionName, ...] = ()

    @model_validator(mode="after")
    def one_demand(self) -> "TypeTest":
        """Exactly one demand; raises ValueError."""
        if sum((bool(self.expect), self.denied is not None, bool(self.round_trip))) != 1:
            raise ValueError("give exactly one of 'expect', 'denied' and 'roundTrip'")
        return self


class TypeSpec(Model):
    """The body of a composite type."""

    revision: Revision
    versions: tuple[Version, ...] = Field(min_length=1)
    conversions: tuple[Conversion, ...] = ()
    template: TemplateText
    policy: OwnPolicy | None = None
    ready_when: str | None = None
    tests: tuple[TypeTest, ...] = ()


class TypeFile(Model):
    """The whole document."""

    api_version: Literal["orchestrator.dev/v1"]
    kind: Literal["CompositeType"]
    metadata: TypeMetadata
    spec: TypeSpec


__all__ = [
    "Conversion",
    "Deprecated",
    "Given",
    "Schema",
    "TemplateText",
    "TypeFile",
    "TypeOutput",
    "TypeTest",
    "Version",
]
