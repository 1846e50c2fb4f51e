"""An instance of a composite type: what was asked for, and the resources that it became."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance; its spec is that of the type's hub version, with defaults."""

    name: str
    type: str
    """As the stack writes it, with the version."""
    revision: str
    spec: Mapping[str, Any]
    labels: Mapping[str, str]
    resources: Mapping[str, str]
    """The names in the template, and the keys in the stack that they became."""
    path: tuple[str | int, ...] = ()
    ready_when: str = ""
    policy: Path | None = None
    """The pack that judges it."""

    def document(self) -> dict[str, Any]:
        """The instance as plain data, for policies."""
        return {
            "name": self.name,
            "type": self.type,
            "revision": self.revision,
            "labels": dict(self.labels),
            "spec": dict(self.spec),
            "resources": dict(self.resources),
        }
