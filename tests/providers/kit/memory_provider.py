"""A cloud in a JSON file, two resource types and a function: the kit's tests run on it, also as a program."""

import fcntl
import json
import os
import threading
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from orchestrator.providers.kit.adoption import ownership
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import (
    CloudChosen,
    Computed,
    DerivedFrom,
    Immutable,
    Secret,
    Unordered,
    Volatile,
    WriteOnly,
)
from orchestrator.providers.kit.handler import Provider
from orchestrator.providers.kit.program import main
from orchestrator.providers.kit.resource import FunctionType, ProviderFunction, ProviderResource, ResourceType
from orchestrator.providers.kit.schema import STRING, MapOf, Property
from orchestrator.providers.kit.trouble import ProviderError


class Missing(Exception):
    """The object does not exist."""


class Cloud:
    """Objects by id, in a file, so that tests may look and meddle."""

    def __init__(self, file: Path, region: str, default_tags: dict[str, str]) -> None:
        self.file, self.region, self.default_tags = file, region, default_tags

    @contextmanager
    def objects(self) -> Any:
        with self.file.open("a+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            handle.seek(0)
            data = json.loads(handle.read() or "{}")
            yield data
            handle.seek(0)
            handle.truncate()
            handle.write(json.dumps(data))

    def add(self, kind: str, properties: dict[str, Any]) -> str:
        with self.objects() as objects:
            if properties.get("name") in [o.get("name") for o in objects.values() if o.get("name")]:
                raise ProviderError("NameTaken: an object of this name exists")
            serial = 1 + max((int(id.split("-")[1]) for id in objects), default=0)
            id = f"{kind}-{serial}"
            objects[id] = {**properties, "region": self.region}
        return id

    def get(self, id: str) -> dict[str, Any]:
        with self.objects() as objects:
            if id not in objects:
                raise Missing(id)
            return dict(objects[id])

    def change(self, id: str, **properties: Any) -> None:
        with self.objects() as objects:
            objects[id] |= properties

    def drop(self, id: str) -> None:
        with self.objects() as objects:
            if id not in objects:
                raise Missing(id)
            del objects[id]


@dataclass(frozen=True, kw_only=True)
class Disk:
    """A nested object."""

    size: int
    kind: CloudChosen[str | None] = None
    encrypted: Immutable[bool] = False


@dataclass(frozen=True, kw_only=True)
class Rule:
    """An element of an unordered list."""

    port: int
    ranges: Unordered[list[str]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Thing(ProviderResource[Cloud]):
    """A thing with every sort of property."""

    token: ClassVar[str] = "mem:things/thing:Thing"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=20, lower=True)

    name: Immutable[CloudChosen[str | None]] = None
    zone: Immutable[CloudChosen[str | None]] = None
    size: int
    engine: Literal["a", "b"] = "a"
    label: str | None = None
    disk: Disk | None = None
    rules: Unordered[list[Rule]] = field(default_factory=list)
    parent_id: Immutable[str | None] = None
    password: WriteOnly[Secret[str | None]] = None
    force_destroy: WriteOnly[bool] = False
    replace_on_label: WriteOnly[bool] = False
    tags: dict[str, str] = field(default_factory=dict)
    tags_all: Annotated[Computed[dict[str, str] | None], DerivedFrom(("tags",))] = None
    arn: Computed[str] = ""
    generation: Volatile[int] = 0
    token_value: Computed[Secret[str]] = ""

    def check(self) -> Iterable[Fault]:
        if self.size > 100:
            yield Fault(("size",), "'size' must be at most 100")

    def predict(self, client: Cloud) -> dict[str, Any]:
        return {"tagsAll": {**client.default_tags, **self.tags}}

    def replaces(self, old: Self) -> Iterable[str]:
        if self.replace_on_label and self.label != old.label:
            yield "label"

    def create(self, client: Cloud) -> str:
        return client.add("thing", {"name": self.name, **self._wanted(client)})

    def _wanted(self, client: Cloud) -> dict[str, Any]:
        disk = self.disk and {
            "size": self.disk.size,
            "kind": self.disk.kind or "ssd",
            "enc": self.disk.encrypted,
        }
        return {
            "zone": self.zone or f"{client.region}-1",
            "size": self.size,
            "engine": self.engine.upper(),
            "label": self.label,
            "disk": disk,
            "rules": sorted([[r.port, sorted(r.ranges)] for r in self.rules]),
            "parent": self.parent_id,
            "tags": {**client.default_tags, **self.tags},
        }

    def settle(self, client: Cloud, id: str) -> None:
        if self.label == "broken" and not Path(os.environ["MEMORY_CLOUD"] + ".mended").exists():
            raise ProviderError(f"{id} does not become ready with {self.password}", hint="mend it")
        client.change(id, ready=True)

    @classmethod
    def read(cls, client: Cloud, id: str) -> Self:
        o = client.get(id)
        return cls(
            name=o["name"],
            zone=o["zone"],
            size=o["size"],
            engine=o["engine"],
            label=o["label"],
            disk=o["disk"]
            and Disk(size=o["disk"]["size"], kind=o["disk"]["kind"], encrypted=o["disk"]["enc"]),
            rules=[Rule(port=port, ranges=ranges) for port, ranges in o["rules"]],
            parent_id=o["parent"],
            tags={k: v for k, v in o["tags"].items() if client.default_tags.get(k) != v},
            tags_all=o["tags"],
            arn=f"arn:mem:{o['region']}:{id}",
            generation=o.get("generation", 0),
            token_value=f"token-of-{id}",
        )

    @classmethod
    def same(cls, client: Cloud, path: tuple[str | int, ...], old: Any, new: Any) -> bool:
        return path == ("engine",) and str(old).lower() == str(new).lower()

    def update(self, client: Cloud, id: str, old: Self) -> None:
        client.change(id, **self._wanted(client), generation=client.get(id).get("generation", 0) + 1)

    def delete(self, client: Cloud, id: str) -> None:
        client.drop(id)

    def find(self, client: Cloud, known: frozenset[str]) -> str | None:
        owner = ownership(self.tags)
        if owner is None:
            return None
        with client.objects() as objects:
            for id, o in objects.items():
                if id not in known and owner.items() <= o["tags"].items():
                    return str(id)
        return None


@dataclass(frozen=True, kw_only=True)
class Fixed(ProviderResource[Cloud]):
    """A thing of which there can be only one at a time."""

    token: ClassVar[str] = "mem:things/fixed:Fixed"
    delete_before_replace: ClassVar[bool] = True
    value: Immutable[str]

    def create(self, client: Cloud) -> str:
        return client.add("fixed", {"name": "the-one", "value": self.value})

    @classmethod
    def read(cls, client: Cloud, id: str) -> Self:
        return cls(value=client.get(id)["value"])

    def delete(self, client: Cloud, id: str) -> None:
        client.drop(id)


@dataclass(frozen=True, kw_only=True)
class GetThing(ProviderFunction[Cloud]):
    """Looks a thing up by name."""

    token: ClassVar[str] = "mem:things/getThing:getThing"
    name: str
    id: Computed[str] = ""
    region: Computed[str] = ""

    def call(self, client: Cloud) -> Self:
        with client.objects() as objects:
            for id, o in objects.items():
                if o["name"] == self.name:
                    return replace(self, id=id, region=o["region"])
        raise ProviderError(f"NoSuchThing: no thing is called {self.name}")


def connect(config: dict[str, Any], cancelled: threading.Event) -> Cloud:
    file = Path(os.environ["MEMORY_CLOUD"])
    return Cloud(file, config.get("region", "nowhere"), config.get("defaultTags", {}))


PROVIDER = Provider(
    package="mem",
    version="1.0.0",
    connect=connect,
    resources=[ResourceType(Thing), ResourceType(Fixed)],
    functions=[FunctionType(GetThing)],
    config={
        "region": Property(type=STRING, immutable=True),
        "defaultTags": Property(type=MapOf(STRING)),
    },
    gone=lambda error: isinstance(error, Missing),
    appears_within=1.0,
)

if __name__ == "__main__":
    main(PROVIDER)
