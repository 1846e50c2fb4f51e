"""What a resource type accepts and gives: property types, and the rules of each property."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from orchestrator.providers.kit.autoname import Autoname


@dataclass(frozen=True)
class Scalar:
    """One value; `any` takes everything, `choices` (if not empty) are the only accepted strings."""

    kind: Literal["string", "boolean", "integer", "number", "any"]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListOf:
    """A list; `unordered` says that the order means nothing to the cloud."""

    item: "Type"
    unordered: bool = False


@dataclass(frozen=True)
class MapOf:
    """A map from free strings."""

    item: "Type"


@dataclass(frozen=True)
class ObjectOf:
    """A nested object with known properties; the name is unique within the resource type."""

    name: str
    properties: Mapping[str, "Property"]


Type: TypeAlias = Scalar | ListOf | MapOf | ObjectOf

STRING = Scalar("string")
BOOLEAN = Scalar("boolean")
INTEGER = Scalar("integer")
NUMBER = Scalar("number")
ANY = Scalar("any")


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property of a resource type, a function, or a provider's configuration."""

    type: Type
    required: bool = False
    immutable: bool = False
    """A change makes a new object. Within a nested object too."""
    default: Any = None
    """Filled in by Check."""
    secret: bool = False
    write_only: bool = False
    """The cloud never tells it: reading keeps what was there."""
    cloud_chosen: bool = False
    """Left out, the cloud chooses: leaving it out is never a change."""
    volatile: bool = False
    """An output that any update may change: not known in the preview of an update."""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Schema:
    """One resource type. `outputs` are the properties beyond the inputs; every input is an output too."""

    token: str
    inputs: Mapping[str, Property]
    outputs: Mapping[str, Property] = field(default_factory=dict)
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Output → the inputs it is made of: it is secret where they are (tagsAll from tags)."""
    autoname: Autoname | None = None
    delete_before_replace: bool = False
    """Two such objects cannot exist at once."""
    description: str = ""
