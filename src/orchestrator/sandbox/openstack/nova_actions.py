"""What can be done to a server that exists: resize, stop, start, rebuild, firewall, console."""

from typing import Any

from orchestrator.sandbox.openstack.cinder import refusal
from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route
from orchestrator.sandbox.openstack.nova_servers import PAUSED, ROOT, RUNNING, STOPPED, Servers, flavor_of
from orchestrator.sandbox.openstack.store import Store


class Actions:
    def __init__(self, store: Store, servers: Servers) -> None:
        self._store = store
        self._servers = servers

    def routes(self) -> list[Route]:
        return [Route("POST", f"{ROOT}/([^/]+)/action", self._act)]

    def _act(self, request: Request, key: str) -> Answer:
        server = self._servers.get(key)
        given: list[tuple[str, Any]] = list(request.json().items())
        name, value = given[0] if given else ("", {})
        match name:
            case "resize":
                self._resize(server, value)
            case "confirmResize" | "revertResize":
                return self._end_resize(server, name)
            case "os-stop":
                self._require(server, ("ACTIVE", "ERROR"), "stop")
                self._become(server, "SHUTOFF", "stopped", STOPPED)
            case "os-start":
                self._require(server, ("SHUTOFF",), "start")
                self._become(server, "ACTIVE", "active", RUNNING)
            case "pause":
                self._require(server, ("ACTIVE",), "pause")
                self._become(server, "PAUSED", "paused", PAUSED)
            case "unpause":
                self._require(server, ("PAUSED",), "unpause")
                self._become(server, "ACTIVE", "active", RUNNING)
            case "forceDelete":
                return self._servers.remove(key)
            case "reboot":
                self._require(server, ("ACTIVE", "SHUTOFF"), "reboot")
            case "rebuild":
                return self._rebuild(server, value)
            case "addSecurityGroup" | "removeSecurityGroup":
                self._firewall(server, value["name"], name == "addSecurityGroup")
            case "os-getConsoleOutput":
                return Answer(200, {"output": "The sandbox boots nothing.\n"})
            case "changePassword" | "lock" | "unlock":
                pass
            case _:
                raise refusal(400, "badRequest", f"There is no such action: {name}")
        return Answer(202)

    def _require(self, server: Record, statuses: tuple[str, ...], action: str) -> None:
        if server["status"] not in statuses:
            state = server["OS-EXT-STS:vm_state"]
            text = f"Cannot '{action}' instance {server['id']} while it is in vm_state {state}"
            raise refusal(409, "conflictingRequest", text)

    def _become(self, server: Record, status: str, state: str, power: int) -> None:
        change = {"status": status, "OS-EXT-STS:vm_state": state, "OS-EXT-STS:power_state": power}
        self._store.later(lambda: server.update(change))

    def _resize(self, server: Record, wanted: Record) -> None:
        self._require(server, ("ACTIVE", "SHUTOFF"), "resize")
        key = wanted.get("flavorRef")
        if key not in self._store.flavors:
            raise refusal(404, "itemNotFound", f"Flavor {key} could not be found.")
        if key == server["_flavor_id"]:
            raise refusal(400, "badRequest", "When resizing, instances must change flavor!")
        server["_old_flavor_id"] = server["_flavor_id"]
        server["status"] = "RESIZE"
        self._store.later(lambda: self._resized(server, key))

    def _resized(self, server: Record, flavor: str) -> None:
        server.update({"status": "VERIFY_RESIZE", "OS-EXT-STS:vm_state": "resized"})
        server.update({"flavor": flavor_of(self._store, flavor), "_flavor_id": flavor})

    def _end_resize(self, server: Record, action: str) -> Answer:
        if server["status"] != "VERIFY_RESIZE":
            text = f"Cannot '{action}' instance {server['id']} while it is in vm_state "
            raise refusal(409, "conflictingRequest", text + server["OS-EXT-STS:vm_state"])
        if action == "revertResize":
            self._resized(server, server["_old_flavor_id"])
        server.update({"status": "ACTIVE", "OS-EXT-STS:vm_state": "active"})
        return Answer(204 if action == "confirmResize" else 202)

    def _rebuild(self, server: Record, wanted: Record) -> Answer:
        if wanted.get("imageRef") not in self._store.images:
            raise refusal(400, "badRequest", "Can not find requested image")
        server["image"] = {"id": wanted["imageRef"], "links": []}
        server["status"] = "REBUILD"
        self._become(server, "ACTIVE", "active", RUNNING)
        return Answer(202, {"server": self._servers.shown(server)})

    def _firewall(self, server: Record, name: str, add: bool) -> None:
        key = next((k for k, g in self._store.security_groups.items() if name in (k, g["name"])), None)
        if key is None:
            raise refusal(404, "itemNotFound", f"Security group {name} does not exist")
        for port in self._servers.ports_of(server["id"]):
            groups = [group for group in port["security_groups"] if group != key]
            port["security_groups"] = [*groups, key] if add else groups
