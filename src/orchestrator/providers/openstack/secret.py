"""openstack:keymanager/secretV1:SecretV1, a secret in Barbican."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from orchestrator.providers.kit.adoption import ownership
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import (
    CloudChosen,
    Computed,
    DerivedFrom,
    Immutable,
    Secret,
    Volatile,
    WriteOnly,
)
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.wire import UNREAD, Path
from orchestrator.providers.openstack.cloud import Cloud, Record
from orchestrator.providers.openstack.errors import forbidden, gone
from orchestrator.providers.openstack.owned import changed


@dataclass(frozen=True, kw_only=True)
class SecretV1(ProviderResource[Cloud]):
    """A secret; Barbican takes its payload once and never changes it."""

    token: ClassVar[str] = "openstack:keymanager/secretV1:SecretV1"
    autoname: ClassVar[Autoname | None] = Autoname("name")

    name: Immutable[CloudChosen[str | None]] = None
    secret_type: Immutable[CloudChosen[str | None]] = None
    algorithm: Immutable[CloudChosen[str | None]] = None
    bit_length: Immutable[CloudChosen[int | None]] = None
    mode: Immutable[CloudChosen[str | None]] = None
    expiration: Immutable[str | None] = None
    payload: Immutable[Secret[str | None]] = None
    payload_content_type: Immutable[str | None] = None
    payload_content_encoding: Immutable[WriteOnly[str | None]] = None
    metadata: dict[str, str] = field(default_factory=dict)
    all_metadata: Annotated[Volatile[dict[str, str] | None], DerivedFrom(("metadata",))] = None
    content_types: Volatile[dict[str, str] | None] = None
    created_at: Computed[str] = ""
    creator_id: Computed[str | None] = None
    secret_ref: Computed[str] = ""
    status: Volatile[str] = ""
    updated_at: Volatile[str] = ""

    def create(self, cloud: Cloud) -> str:
        body: Record = {
            "name": self.name,
            "secret_type": self.secret_type,
            "algorithm": self.algorithm,
            "bit_length": self.bit_length,
            "mode": self.mode,
            "expiration": self.expiration,
        }
        made = cloud.key_manager.post("/secrets", changed({}, body))
        return str(made["secret_ref"]).rsplit("/", 1)[1]

    def settle(self, cloud: Cloud, id: str) -> None:
        """The owner first: what has a payload is then never nobody's."""
        path = f"/secrets/{id}"
        if cloud.key_manager.get(f"{path}/metadata")["metadata"] != _lower(self.metadata):
            cloud.key_manager.put(f"{path}/metadata", {"metadata": self.metadata})
        found = _active(cloud, id)
        if self.payload is not None and not found.get("content_types"):
            kind = {"Content-Type": self.payload_content_type or "text/plain"}
            encoding = self.payload_content_encoding
            headers = {**kind, **({"Content-Encoding": encoding} if encoding else {})}
            cloud.key_manager.put_bytes(path, self.payload.encode(), headers)

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self:
        found = cloud.key_manager.get(f"/secrets/{id}")
        metadata = cloud.key_manager.get(f"/secrets/{id}/metadata")["metadata"]
        content = (found.get("content_types") or {}).get("default")
        return cls(
            name=found["name"],
            secret_type=found["secret_type"],
            algorithm=found["algorithm"],
            bit_length=found["bit_length"],
            mode=found["mode"],
            expiration=found["expiration"],
            payload=_payload(cloud, id, content),
            payload_content_type=content,
            metadata=metadata,
            all_metadata=metadata,
            content_types=found.get("content_types"),
            created_at=found["created"],
            creator_id=found["creator_id"],
            secret_ref=found["secret_ref"],
            status=found["status"],
            updated_at=found["updated"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        """Only the metadata can change, and settling does that."""

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.key_manager.delete(f"/secrets/{id}")

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        """By the owner; or, where the run died before it could be set, by the name of an empty secret."""
        owner = ownership(self.metadata)
        if owner is None:
            return None
        for row in cloud.key_manager.get("/secrets", name=self.name or "", limit="100")["secrets"]:
            id = str(row["secret_ref"]).rsplit("/", 1)[1]
            if id in known:
                continue
            metadata = cloud.key_manager.get(f"/secrets/{id}/metadata")["metadata"]
            if ownership(metadata) == owner or not (metadata or row.get("content_types")):
                return id
        return None

    @classmethod
    def same(cls, cloud: Cloud, path: Path, old: Any, new: Any) -> bool:
        match path, old, new:
            case ("payload",), str(), str():
                return old.strip() == new.strip()
            case ("payloadContentType",), str(), str():
                return old.split(";")[0].lower() == new.split(";")[0].lower()
            case ("metadata",), dict(), dict():
                return _lower(old) == _lower(new)
            case ("expiration",), str(), str():
                return _moment(old) == _moment(new)
        return False


def _active(cloud: Cloud, id: str) -> Record:
    def poll() -> Record | None:
        found = cloud.key_manager.get(f"/secrets/{id}")
        if found["status"] == "ERROR":
            hint = "the log of barbican-worker has the reason"
            raise ProviderError(f"secret {id} is in status ERROR", hint=hint)
        return found if found["status"] == "ACTIVE" else None

    return cloud.wait(poll, f"secret {id} to be active")


def _payload(cloud: Cloud, id: str, content: str | None) -> Any:
    """As the user gives it: text, or base64 of what is none; unread where the role may not decrypt."""
    if content is None:
        return None
    try:
        payload = cloud.key_manager.get_bytes(f"/secrets/{id}/payload", content)
    except Exception as error:
        if forbidden(error) or gone(error):
            return UNREAD
        raise
    return payload.decode() if content.startswith("text/") else base64.b64encode(payload).decode()


def _lower(metadata: dict[str, str]) -> dict[str, str]:
    """Barbican keeps its keys in small letters."""
    return {key.lower(): value for key, value in metadata.items()}


def _moment(text: str) -> datetime | str:
    """Barbican leaves the zone out, and means UTC."""
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=None)
    except ValueError:
        return text
