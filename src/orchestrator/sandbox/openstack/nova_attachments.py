"""The volumes of a server: attached and detached while it lives."""

from orchestrator.sandbox.openstack.cinder import Cinder, refusal
from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route
from orchestrator.sandbox.openstack.nova_servers import ROOT, Servers
from orchestrator.sandbox.openstack.store import Store

ATTACHED = "os-extended-volumes:volumes_attached"


class Attachments:
    def __init__(self, store: Store, servers: Servers, cinder: Cinder) -> None:
        self._store = store
        self._servers = servers
        self._cinder = cinder

    def routes(self) -> list[Route]:
        path = f"{ROOT}/([^/]+)/os-volume_attachments"
        return [
            Route("GET", path, self._list),
            Route("POST", path, self._attach),
            Route("GET", f"{path}/([^/]+)", self._show),
            Route("DELETE", f"{path}/([^/]+)", self._detach),
        ]

    def _described(self, server: str, volume: Record) -> Record:
        attachment = volume["attachments"][0] if volume["attachments"] else {}
        return {
            "serverId": server,
            "volumeId": volume["id"],
            "device": attachment.get("device"),
            "tag": None,
            "delete_on_termination": False,
            "attachment_id": attachment.get("attachment_id"),
            "bdm_uuid": attachment.get("attachment_id"),
        }

    def _list(self, request: Request, key: str) -> Answer:
        volumes = [self._store.volumes[entry["id"]] for entry in self._servers.get(key)[ATTACHED]]
        return Answer(200, {"volumeAttachments": [self._described(key, volume) for volume in volumes]})

    def _show(self, request: Request, key: str, volume: str) -> Answer:
        if all(entry["id"] != volume for entry in self._servers.get(key)[ATTACHED]):
            text = f"Instance {key} is not attached to volume {volume}"
            raise refusal(404, "itemNotFound", text)
        return Answer(200, {"volumeAttachment": self._described(key, self._cinder.get(volume))})

    def _attach(self, request: Request, key: str) -> Answer:
        server, body = self._servers.get(key), request.item("volumeAttachment")
        if server["status"] not in ("ACTIVE", "SHUTOFF"):
            state = server["OS-EXT-STS:vm_state"]
            text = f"Cannot 'attach_volume' instance {key} while it is in vm_state {state}"
            raise refusal(409, "conflictingRequest", text)
        volume = self._cinder.reserve(body["volumeId"])
        device = body.get("device") or f"/dev/vd{chr(ord('b') + len(server[ATTACHED]))}"
        server[ATTACHED].append({"id": volume["id"], "delete_on_termination": False})
        self._store.later(lambda: self._cinder.attach(volume, key, device))
        return Answer(200, {"volumeAttachment": {**self._described(key, volume), "device": device}})

    def _detach(self, request: Request, key: str, volume: str) -> Answer:
        self._show(request, key, volume)
        if self._cinder.get(volume)["status"] != "in-use":
            text = (
                "Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. "
                "Volume status must be 'in-use' and attach_status must be 'attached' to detach."
            )
            raise refusal(400, "badRequest", text)
        self._cinder.get(volume)["status"] = "detaching"
        self._store.later(lambda: self._gone(key, volume))
        return Answer(202)

    def _gone(self, key: str, volume: str) -> None:
        self._cinder.detach(volume)
        if key in self._store.servers:
            server = self._store.servers[key]
            server[ATTACHED] = [entry for entry in server[ATTACHED] if entry["id"] != volume]
