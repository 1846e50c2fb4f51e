"""Cinder: volumes that become available, grow, are attached, and go away."""

from orchestrator.sandbox.openstack.http import Answer, Record, Refusal, Request, Route, select
from orchestrator.sandbox.openstack.store import Store, new_id, now

IDLE = ("available", "error")
DELETABLE = (
    "Invalid volume: Volume status must be available or error or error_restoring or error_extending or "
    "error_managing and must not be migrating, attached, belong to a group, have snapshots, awaiting a "
    "transfer, or be disassociated from snapshots after volume transfer."
)
ATTACHABLE = (
    "Invalid volume: volume {} status must be available or downloading to reserve, "
    "but the current status is {}."
)
TAKEN = "Invalid volume: volume {} is already attached to instances: {}"

# LUKS is the encrypted type of OpenStack's own guides; others are named as their operators like.
TYPES = {
    "__DEFAULT__": "7f0a9a2e-90ee-4be9-a4b5-3e2d7bba6f7b",
    "LUKS": "2b3a5a3e-6a0f-4d0c-a0f3-0f0a3f3b7a51",
    "fast": "c9b1f3c5-52b8-4a3c-8a52-5f6c7f1f1c0d",
}


def refusal(status: int, kind: str, message: str) -> Refusal:
    """Nova and Cinder word their errors alike."""
    return Refusal(Answer(status, {kind: {"code": status, "message": message}}))


class Cinder:
    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        volumes = "/volume/v3/[^/]+/volumes"
        return [
            Route("GET", "/volume/?", self._versions),
            Route("GET", "/volume/v3/?", self._versions),
            Route("GET", "/volume/v3/[^/]+/types", self._types),
            Route("GET", f"{volumes}(?:/detail)?", self._list),
            Route("POST", volumes, self._create),
            Route("GET", f"{volumes}/([^/]+)", self._show),
            Route("PUT", f"{volumes}/([^/]+)", self._update),
            Route("DELETE", f"{volumes}/([^/]+)", self._delete),
            Route("POST", f"{volumes}/([^/]+)/action", self._act),
            Route("GET", f"{volumes}/([^/]+)/metadata", self._show_metadata),
            Route("PUT", f"{volumes}/([^/]+)/metadata", self._replace_metadata),
            Route("POST", f"{volumes}/([^/]+)/metadata", self._merge_metadata),
            Route("DELETE", f"{volumes}/([^/]+)/metadata/([^/]+)", self._delete_metadata),
        ]

    def get(self, key: str) -> Record:
        if key not in self._store.volumes:
            raise refusal(404, "itemNotFound", f"Volume {key} could not be found.")
        return self._store.volumes[key]

    def create(self, body: Record) -> Record:
        """A volume that becomes available soon; Nova calls this too, for boot volumes."""
        image, kind = body.get("imageRef"), _known(body.get("volume_type") or "__DEFAULT__")
        if image and image not in self._store.images:
            raise refusal(400, "badRequest", "Invalid image identifier or unable to access requested image.")
        if len(self._store.volumes) >= self._store.quotas["volumes"]:
            allowed = self._store.quotas["volumes"]
            text = f"Maximum number of volumes allowed ({allowed}) exceeded for quota 'volumes'."
            raise refusal(413, "overLimit", f"VolumeLimitExceeded: {text}")
        volume = {
            "id": new_id(),
            "name": body.get("name") or "",
            "description": body.get("description"),
            "size": body["size"],
            "status": "creating",
            "availability_zone": body.get("availability_zone") or "nova",
            "volume_type": kind,
            "snapshot_id": None,
            "source_volid": None,
            "metadata": dict(body.get("metadata") or {}),
            "bootable": "true" if image else "false",
            "encrypted": kind == "LUKS",
            "multiattach": False,
            "attachments": [],
            "user_id": self._store.user_id,
            "links": [],
            "created_at": now(),
            "updated_at": None,
            "os-vol-tenant-attr:tenant_id": self._store.project_id,
        }
        if image:
            volume["volume_image_metadata"] = {"image_id": image}
        self._store.volumes[volume["id"]] = volume
        self._store.later(lambda: volume.update(status="available"))
        return volume

    def reserve(self, key: str) -> Record:
        """A volume that is about to be attached."""
        volume = self.get(key)
        if volume["attachments"]:
            servers = ", ".join(attachment["server_id"] for attachment in volume["attachments"])
            raise refusal(400, "badRequest", TAKEN.format(key, servers))
        if volume["status"] != "available":
            raise refusal(400, "badRequest", ATTACHABLE.format(key, volume["status"]))
        volume["status"] = "attaching"
        return volume

    def attach(self, volume: Record, server: str, device: str) -> None:
        attachment = {
            "id": volume["id"],
            "volume_id": volume["id"],
            "attachment_id": new_id(),
            "server_id": server,
        }
        volume["attachments"] = [
            {**attachment, "device": device, "attached_at": now(), "host_name": "sandbox"}
        ]
        volume["status"] = "in-use"

    def detach(self, key: str) -> None:
        if key in self._store.volumes:
            self._store.volumes[key].update(attachments=[], status="available")

    def _versions(self, request: Request) -> Answer:
        version = {"id": "v3.0", "status": "CURRENT", "version": "3.70", "min_version": "3.0"}
        link = {"rel": "self", "href": f"{request.base}/volume/v3/"}
        return Answer(200 if "v3" in request.path else 300, {"versions": [{**version, "links": [link]}]})

    def _types(self, request: Request) -> Answer:
        kinds = [
            {"id": key, "name": name, "is_public": True, "description": "", "extra_specs": {}}
            for name, key in TYPES.items()
        ]
        return Answer(200, {"volume_types": kinds})

    def _list(self, request: Request) -> Answer:
        return Answer(200, {"volumes": select(list(self._store.volumes.values()), request)})

    def _show(self, request: Request, key: str) -> Answer:
        return Answer(200, {"volume": self.get(key)})

    def _create(self, request: Request) -> Answer:
        body = request.item("volume")
        size = body.get("size")
        if not isinstance(size, int) or size < 1:
            raise refusal(400, "badRequest", f"Invalid input for field/attribute size. Value: {size}.")
        return Answer(202, {"volume": self.create(body)})

    def _update(self, request: Request, key: str) -> Answer:
        body = request.item("volume")
        self.get(key).update({k: body[k] for k in ("name", "description", "metadata") if k in body})
        return Answer(200, {"volume": self.get(key)})

    def _delete(self, request: Request, key: str) -> Answer:
        volume = self.get(key)
        if volume["status"] not in IDLE or volume["attachments"]:
            raise refusal(400, "badRequest", DELETABLE)
        volume["status"] = "deleting"
        self._store.later(lambda: self._gone(key))
        return Answer(202)

    def _gone(self, key: str) -> None:
        self._store.volumes.pop(key, None)

    def _act(self, request: Request, key: str) -> Answer:
        volume, body = self.get(key), request.json()
        match body:
            case {"os-extend": {"new_size": int(size)}}:
                self._extend(volume, size)
            case {"os-retype": {"new_type": str(kind)}}:
                self._change(volume, "retyping", {"volume_type": _known(kind)})
            case _:
                raise refusal(400, "badRequest", f"There is no such action: {next(iter(body), '')}.")
        return Answer(202)

    def _extend(self, volume: Record, size: int) -> None:
        if size <= volume["size"]:
            text = "New size for extend must be greater than current size."
            sizes = f"(current: {volume['size']}, extended: {size})"
            raise refusal(400, "badRequest", f"Invalid input received: {text} {sizes}.")
        self._change(volume, "extending", {"size": size})

    def _change(self, volume: Record, meanwhile: str, change: Record) -> None:
        before = volume["status"]
        if before not in ("available", "in-use"):
            text = f"Invalid volume: Volume {volume['id']} status must be available, but it is {before}."
            raise refusal(400, "badRequest", text)
        volume["status"] = meanwhile
        self._store.later(lambda: volume.update(change, status=before))

    def _show_metadata(self, request: Request, key: str) -> Answer:
        return Answer(200, {"metadata": self.get(key)["metadata"]})

    def _replace_metadata(self, request: Request, key: str) -> Answer:
        self.get(key)["metadata"] = request.item("metadata")
        return Answer(200, {"metadata": self.get(key)["metadata"]})

    def _merge_metadata(self, request: Request, key: str) -> Answer:
        self.get(key)["metadata"].update(request.item("metadata"))
        return Answer(200, {"metadata": self.get(key)["metadata"]})

    def _delete_metadata(self, request: Request, key: str, name: str) -> Answer:
        if self.get(key)["metadata"].pop(name, None) is None:
            raise refusal(404, "itemNotFound", f"Volume {key} has no metadata with key {name}.")
        return Answer(200)


def _known(kind: str) -> str:
    """A type by its name, or by its id."""
    found = next((name for name, key in TYPES.items() if kind in (name, key)), None)
    if found is None:
        raise refusal(404, "itemNotFound", f"Volume type with name {kind} could not be found.")
    return found
