"""What exists in the emulated cloud: resources by id, and the references that they hold."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from orchestrator.sandbox.azure.ids import ArmId, parse


@dataclass(slots=True)
class Resource:
    """One existing resource: its body as stored, secrets included, and what it refers to."""

    id: ArmId
    body: dict[str, Any]
    uses: frozenset[str] = frozenset()
    """Keys of the resources that its own request named."""
    etag: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    """What is true of it without being part of its body, such as its power state."""

    @property
    def properties(self) -> dict[str, Any]:
        """The `properties` of the body, made when missing."""
        found: dict[str, Any] = self.body.setdefault("properties", {})
        return found

    def touch(self) -> None:
        """Give it a new ETag: it was changed."""
        self.etag = f'W/"{uuid.uuid4()}"'


@dataclass(slots=True)
class Store:
    """All resources, by lower-case id."""

    resources: dict[str, Resource] = field(default_factory=dict)
    buried: set[str] = field(default_factory=set)
    """Names that what was deleted still holds."""
    base: str = ""
    """Where the emulator is."""

    def get(self, id: ArmId) -> Resource | None:
        """The resource of an id."""
        return self.resources.get(id.key)

    def find(self, reference: str) -> Resource | None:
        """The resource that a reference names."""
        return self.resources.get(reference.rstrip("/").lower())

    def put(self, resource: Resource) -> None:
        """Add or replace a resource."""
        resource.touch()
        self.resources[resource.id.key] = resource

    def remove(self, id: ArmId) -> list[Resource]:
        """Take out a resource and everything below it."""
        return [self.resources.pop(found.id.key) for found in self.within(id)]

    def within(self, id: ArmId) -> list[Resource]:
        """The resource and everything below it."""
        return [r for key, r in self.resources.items() if key == id.key or key.startswith(id.key + "/")]

    def children(self, id: ArmId, kind: str) -> list[Resource]:
        """The direct children of one kind."""
        return self.list(f"{id}/{kind}")

    def list(self, collection: str) -> "list[Resource]":
        """The resources directly in a collection such as …/providers/Microsoft.Network/virtualNetworks."""
        start = collection.rstrip("/").lower() + "/"
        return [
            r for key, r in self.resources.items() if key.startswith(start) and "/" not in key[len(start) :]
        ]

    def users(self, id: ArmId) -> Iterator[Resource]:
        """Resources outside an id that refer to it or to something below it."""
        inside = {found.id.key for found in self.within(id)}
        for resource in self.resources.values():
            if resource.id.key not in inside and resource.uses & inside:
                yield resource


def references(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """(place, resource id) of every reference within a body."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from references(item, f"{at}.{key}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            yield from references(item, at)
    elif isinstance(value, str) and value.lower().startswith("/subscriptions/") and parse(value):
        yield at, value.rstrip("/")
