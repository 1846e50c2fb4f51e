"""Resources on their way: one draft per instance, and the registry that finds them by name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from orchestrator.clouds import Target
from orchestrator.model.source import Path
from orchestrator.spec.nodes import MappingNode, Mark


@dataclass(frozen=True, slots=True)
class Draft:
    """One instance before its spec is validated."""

    name: str
    logical_name: str
    type: str
    node: MappingNode
    """What the file and the patches say of this instance."""
    path: Path
    mark: Mark
    """The resource's key."""
    target: Target
    index: int | str | None = None
    """Which one of `count`, or the key of `forEach`."""
    value: Any = None
    """What `forEach` gives for that key."""

    @property
    def short_type(self) -> str:
        """The type without its version, as references name it."""
        return self.type.partition("@")[0]


@dataclass(slots=True)
class Registry:
    """All instances by name, and the keys of the file that they come from."""

    by_name: dict[str, Draft] = field(default_factory=dict)
    by_key: dict[str, list[Draft]] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    """Keys whose `when` is false."""
    faulty: set[str] = field(default_factory=set)
    """Keys whose faults were noted already: that they have no instance is not a second fault."""

    moved: dict[str, str] = field(default_factory=dict)
    """Earlier names, and which instance bore each of them."""

    def find(self, name: str) -> list[Draft]:
        """The instances that a name means: all of a key, or the one of that name."""
        if name in self.by_key:
            return self.by_key[name]
        return [self.by_name[name]] if name in self.by_name else []

    def hide(self, keys: Iterable[str]) -> None:
        """Make known keys that stand for nothing, since their faults were told."""
        for key in keys:
            self.by_key.setdefault(key, [])
            self.faulty.add(key)

    def names(self) -> list[str]:
        """Every name that may be written."""
        return [*self.by_key, *self.by_name]
