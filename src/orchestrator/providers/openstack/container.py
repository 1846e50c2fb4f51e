"""openstack:objectstorage/container:Container, a place for objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self
from urllib.parse import quote

from orchestrator.providers.kit.adoption import ownership
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Immutable, WriteOnly
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.wire import Path
from orchestrator.providers.openstack.cloud import Cloud
from orchestrator.providers.openstack.errors import gone

META = "x-container-meta-"
# Swift keeps these settings of its own among the metadata.
NOT_OURS = ("quota-bytes", "quota-count", "temp-url-key", "temp-url-key-2")


@dataclass(frozen=True, kw_only=True)
class Container(ProviderResource[Cloud]):
    """A place for objects; its id is its name."""

    token: ClassVar[str] = "openstack:objectstorage/container:Container"
    autoname: ClassVar[Autoname | None] = Autoname("name")

    name: Immutable[CloudChosen[str | None]] = None
    container_read: str = ""
    container_write: str = ""
    content_type: WriteOnly[str | None] = None
    metadata: dict[str, str] = field(default_factory=dict)
    versioning: bool = False
    storage_policy: Immutable[CloudChosen[str | None]] = None
    force_destroy: WriteOnly[bool] = False

    def create(self, cloud: Cloud) -> str:
        name = str(self.name)
        # Swift's PUT is also its update: without a look it would take somebody's container over.
        if _headers(cloud, name) is not None:
            raise ProviderError(f"container {name} exists already", hint="import it, or choose another name")
        headers = {**self._headers(), **{META + key: value for key, value in self.metadata.items()}}
        if self.versioning:
            headers["x-versions-enabled"] = "true"
        if self.storage_policy:
            headers["x-storage-policy"] = self.storage_policy
        cloud.object_store.send_headers("PUT", _path(name), {k: v for k, v in headers.items() if v})
        return name

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        headers = _headers(cloud, id)
        if headers is None:
            return None
        return cls(
            name=id,
            container_read=headers.get("x-container-read", ""),
            container_write=headers.get("x-container-write", ""),
            metadata=_metadata(headers),
            versioning=headers.get("x-versions-enabled", "").lower() == "true",
            storage_policy=headers.get("x-storage-policy"),
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        wanted = {key.lower() for key in self.metadata}
        gone_keys = {
            f"x-remove-container-meta-{key}": "x" for key in old.metadata if key.lower() not in wanted
        }
        kept = {META + key: value for key, value in self.metadata.items()}
        # Not every Swift knows versions: say nothing as long as nothing changes.
        versions = {"x-versions-enabled": str(self.versioning)} if self.versioning != old.versioning else {}
        headers = {**self._headers(), **kept, **gone_keys, **versions}
        cloud.object_store.send_headers("POST", _path(id), headers)

    def delete(self, cloud: Cloud, id: str) -> None:
        if self.force_destroy:
            _empty(cloud, id, versions=self.versioning)
        cloud.once_free(lambda: cloud.object_store.delete(_path(id)))

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        headers = _headers(cloud, str(self.name))
        owner = ownership(self.metadata)
        if headers is None or owner is None or self.name in known:
            return None
        return self.name if ownership(_metadata(headers)) == owner else None

    @classmethod
    def same(cls, cloud: Cloud, path: Path, old: Any, new: Any) -> bool:
        """Keys of metadata travel as headers, where capitals mean nothing."""
        if path != ("metadata",) or not isinstance(old, dict) or not isinstance(new, dict):
            return False
        return {key.lower(): value for key, value in old.items()} == {k.lower(): v for k, v in new.items()}

    def _headers(self) -> dict[str, str]:
        return {
            "x-container-read": self.container_read,
            "x-container-write": self.container_write,
            **({"content-type": self.content_type} if self.content_type else {}),
        }


def _path(name: str) -> str:
    return "/" + quote(name, safe="")


def _headers(cloud: Cloud, name: str) -> dict[str, str] | None:
    try:
        headers = cloud.object_store.head(_path(name))
    except Exception as error:
        if gone(error):
            return None
        raise
    return {key.lower(): value for key, value in headers.items()}


def _metadata(headers: Mapping[str, str]) -> dict[str, str]:
    found = {key.removeprefix(META): value for key, value in headers.items() if key.startswith(META)}
    return {key: value for key, value in found.items() if key not in NOT_OURS}


def _empty(cloud: Cloud, name: str, *, versions: bool) -> None:
    """Delete all objects, page by page, and their older versions."""
    query = {"versions": ""} if versions else {}
    while rows := cloud.object_store.rows(_path(name), format="json", limit="1000", **query):
        for row in rows:
            version = {"version-id": str(row["version_id"])} if versions else {}
            try:
                cloud.object_store.delete(f"{_path(name)}/{quote(row['name'])}", **version)
            except Exception as error:
                if not gone(error):
                    raise
