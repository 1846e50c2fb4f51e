"""Nova's servers: created, shown, renamed, and deleted, with the ports and volumes that they hold."""

import base64
import binascii
import secrets

from orchestrator.sandbox.openstack.cinder import Cinder, refusal
from orchestrator.sandbox.openstack.http import Answer, Record, Refusal, Request, Route, select
from orchestrator.sandbox.openstack.neutron_ports import Ports
from orchestrator.sandbox.openstack.nova_server_groups import ServerGroups
from orchestrator.sandbox.openstack.store import Store, new_id, now

ROOT = "/compute/v2.1/servers"
LONGEST_USER_DATA = 65535
RUNNING, PAUSED, STOPPED = 1, 3, 4
FIELDS = {"flavor": "flavor_id", "image": "image_id"}


class Servers:
    """A record's keys that begin with an underscore are the emulator's own, and never shown."""

    def __init__(self, store: Store, ports: Ports, cinder: Cinder, groups: ServerGroups) -> None:
        self._store = store
        self._ports = ports
        self._cinder = cinder
        self._groups = groups

    def routes(self) -> list[Route]:
        return [
            Route("GET", f"{ROOT}(?:/detail)?", self._list),
            Route("POST", ROOT, self._post),
            Route("GET", f"{ROOT}/([^/]+)", self._show),
            Route("PUT", f"{ROOT}/([^/]+)", self._update),
            Route("DELETE", f"{ROOT}/([^/]+)", self._delete),
            Route("GET", f"{ROOT}/([^/]+)/metadata", self._show_metadata),
            Route("POST", f"{ROOT}/([^/]+)/metadata", self._merge_metadata),
            Route("PUT", f"{ROOT}/([^/]+)/metadata", self._replace_metadata),
            Route("DELETE", f"{ROOT}/([^/]+)/metadata/([^/]+)", self._delete_metadata),
            Route("GET", f"{ROOT}/([^/]+)/tags", self._show_tags),
            Route("PUT", f"{ROOT}/([^/]+)/tags", self._set_tags),
            Route("GET", f"{ROOT}/([^/]+)/os-interface", self._interfaces),
            Route("GET", f"{ROOT}/([^/]+)/os-security-groups", self._security_groups),
        ]

    def get(self, key: str) -> Record:
        if key not in self._store.servers:
            raise refusal(404, "itemNotFound", f"Instance {key} could not be found.")
        return self._store.servers[key]

    def ports_of(self, key: str) -> list[Record]:
        return [port for port in self._store.ports.values() if port["device_id"] == key]

    def shown(self, server: Record) -> Record:
        visible = {name: value for name, value in server.items() if not name.startswith("_")}
        names = {
            self._store.security_groups[g]["name"]
            for p in self.ports_of(server["id"])
            for g in p["security_groups"]
        }
        built = server["status"] != "BUILD"
        groups = [{"name": name} for name in sorted(names)]
        return {
            **visible,
            "addresses": self._addresses(server["id"]) if built else {},
            "security_groups": groups,
        }

    def _addresses(self, key: str) -> Record:
        result: dict[str, list[Record]] = {}
        for port in self.ports_of(key):
            rows = result.setdefault(self._store.networks[port["network_id"]]["name"], [])
            for address in port["fixed_ips"]:
                rows.append(_address(address["ip_address"], "fixed", port["mac_address"]))
            for floating in self._store.floating_ips.values():
                if floating["port_id"] == port["id"]:
                    rows.append(_address(floating["floating_ip_address"], "floating", port["mac_address"]))
        return result

    def _list(self, request: Request) -> Answer:
        servers = [{**s, "name": s["name"]} for s in self._store.servers.values()]
        query = {name: values for name, values in request.query.items() if name not in ("name", "deleted")}
        names = request.query.get("name")  # a regular expression in Nova; a substring does for plain names
        if names:
            servers = [server for server in servers if names[0].strip("^$") in server["name"]]
        chosen = select(servers, Request("GET", request.base, request.path, query, {}), FIELDS)
        return Answer(200, {"servers": [self.shown(server) for server in chosen]})

    def _show(self, request: Request, key: str) -> Answer:
        return Answer(200, {"server": self.shown(self.get(key))})

    def _update(self, request: Request, key: str) -> Answer:
        body = request.item("server")
        self.get(key).update(
            {k: body[k] for k in ("name", "description", "accessIPv4", "accessIPv6") if k in body}
        )
        return Answer(200, {"server": self.shown(self.get(key))})

    def _post(self, request: Request) -> Answer:
        body = request.item("server")
        self._check(body)
        groups = self._born_into(request)
        key = new_id()
        made: list[str] = []
        try:
            for wanted in body["networks"] if isinstance(body["networks"], list) else []:
                self._plug(key, wanted, body, made)
        except Refusal as error:
            for port in made:
                self._ports.remove(port)
            words = (
                error.answer.body["NeutronError"]["message"] if isinstance(error.answer.body, dict) else ""
            )
            raise refusal(400, "badRequest", words) from error
        server = self._server(key, body)
        server["server_groups"] = groups
        server["_own_ports"] = made
        self._store.servers[key] = server
        self._block_devices(server, body.get("block_device_mapping_v2") or [])
        self._store.later(lambda: self._started(server))
        links = [{"rel": "self", "href": f"{request.base}{ROOT}/{key}"}]
        answer = {
            "id": key,
            "links": links,
            "OS-DCF:diskConfig": "MANUAL",
            "adminPass": body.get("adminPass") or secrets.token_urlsafe(9),
        }
        return Answer(202, {"server": answer}, {"Location": links[0]["href"]})

    def _born_into(self, request: Request) -> list[str]:
        """The server group that the scheduler's hints name, if any."""
        body = request.json()
        hints = body.get("os:scheduler_hints") or body.get("OS-SCH-HNT:scheduler_hints") or {}
        group = hints.get("group")
        if not group:
            return []
        if group not in self._store.server_groups:
            raise refusal(400, "badRequest", f"Instance group {group} could not be found.")
        return [str(self._groups.get(group)["id"])]

    def _check(self, body: Record) -> None:
        if "networks" not in body:
            text = "Invalid input for field/attribute server. Value: {}. 'networks' is a required property"
            raise refusal(400, "badRequest", text)
        if body.get("flavorRef") not in self._store.flavors:
            raise refusal(400, "badRequest", f"Flavor {body.get('flavorRef')} could not be found.")
        if body.get("imageRef") and body["imageRef"] not in self._store.images:
            raise refusal(400, "badRequest", "Can not find requested image")
        if not body.get("imageRef") and not body.get("block_device_mapping_v2"):
            raise refusal(
                400,
                "badRequest",
                "Block Device Mapping is Invalid: You must specify an image or a boot volume.",
            )
        if body.get("key_name") and body["key_name"] not in self._store.keypairs:
            raise refusal(400, "badRequest", "Invalid key_name provided.")
        for group in body.get("security_groups") or []:
            self._group(group["name"])
        _check_user_data(body.get("user_data"))
        used, allowed = len(self._store.servers), self._store.quotas["instances"]
        if used >= allowed:
            text = (
                f"Quota exceeded for instances: Requested 1, but already used {used} of {allowed} instances"
            )
            raise refusal(403, "forbidden", text)

    def _group(self, name: str) -> str:
        for key, group in self._store.security_groups.items():
            if name in (key, group["name"]):
                return key
        raise refusal(400, "badRequest", f"Unable to find security_group with name or id '{name}'")

    def _plug(self, server: str, wanted: Record, body: Record, made: list[str]) -> None:
        """Use the port that is given, or make one on the network; Nova deletes only those it made."""
        if wanted.get("port"):
            port = self._ports.get(wanted["port"])
            if port["device_id"]:
                raise refusal(409, "conflictingRequest", f"Port {port['id']} is still in use.")
        else:
            groups = [
                self._group(group["name"]) for group in body.get("security_groups") or [{"name": "default"}]
            ]
            fixed = [{"ip_address": wanted["fixed_ip"]}] if wanted.get("fixed_ip") else None
            address = {"fixed_ips": fixed} if fixed else {}
            port = self._ports.create(
                {"network_id": wanted.get("uuid", ""), "security_groups": groups, **address}
            )
            made.append(port["id"])
        port.update(device_id=server, device_owner="compute:nova")

    def _server(self, key: str, body: Record) -> Record:
        image = {"id": body["imageRef"], "links": []} if body.get("imageRef") else ""
        return {
            "id": key,
            "name": body["name"],
            "status": "BUILD",
            "tenant_id": self._store.project_id,
            "user_id": self._store.user_id,
            "metadata": dict(body.get("metadata") or {}),
            "hostId": "",
            "image": image,
            "flavor": flavor_of(self._store, body["flavorRef"]),
            "created": now(),
            "updated": now(),
            "accessIPv4": "",
            "accessIPv6": "",
            "links": [],
            "OS-DCF:diskConfig": "MANUAL",
            "progress": 0,
            "OS-EXT-AZ:availability_zone": body.get("availability_zone") or "nova",
            "key_name": body.get("key_name"),
            "config_drive": "True" if body.get("config_drive") else "",
            "OS-SRV-USG:launched_at": None,
            "OS-EXT-STS:task_state": "spawning",
            "OS-EXT-STS:vm_state": "building",
            "OS-EXT-STS:power_state": 0,
            "os-extended-volumes:volumes_attached": [],
            "tags": list(body.get("tags") or []),
            "locked": False,
            "description": body.get("description"),
            "server_groups": [],
            "trusted_image_certificates": None,
            "_flavor_id": body["flavorRef"],
            "_user_data": body.get("user_data"),
            "_ends_with": [],
        }

    def _block_devices(self, server: Record, mapping: list[Record]) -> None:
        for index, device in enumerate(mapping):
            if device.get("destination_type", "volume") != "volume":
                continue
            if device["source_type"] == "volume":
                volume = self._cinder.reserve(device["uuid"])
            else:
                image = device.get("uuid") if device["source_type"] == "image" else None
                volume = self._cinder.create({"size": device.get("volume_size", 1), "imageRef": image})
            if device.get("delete_on_termination"):
                server["_ends_with"].append(volume["id"])
            server["os-extended-volumes:volumes_attached"].append(
                {"id": volume["id"], "delete_on_termination": False}
            )
            self._attach_later(server, volume, f"/dev/vd{chr(ord('a') + index)}")

    def _attach_later(self, server: Record, volume: Record, device: str) -> None:
        self._store.later(lambda: self._cinder.attach(volume, server["id"], device))

    def _started(self, server: Record) -> None:
        if server["status"] != "BUILD":
            return
        server.update({"status": "ACTIVE", "OS-EXT-STS:vm_state": "active", "OS-EXT-STS:task_state": None})
        server.update({"OS-EXT-STS:power_state": RUNNING, "OS-SRV-USG:launched_at": now(), "progress": 100})
        for port in self.ports_of(server["id"]):
            port["status"] = "ACTIVE"

    def _delete(self, request: Request, key: str) -> Answer:
        return self.remove(key)

    def remove(self, key: str) -> Answer:
        """Begin to delete a server; what it held is free when it is gone."""
        self.get(key)["OS-EXT-STS:task_state"] = "deleting"
        self._store.later(lambda: self._gone(key))
        return Answer(204)

    def _gone(self, key: str) -> None:
        server = self._store.servers.pop(key, None)
        if server is None:
            return
        for port in self.ports_of(key):
            if port["id"] in server["_own_ports"]:
                self._ports.remove(port["id"])
            else:
                port.update(device_id="", device_owner="", status="DOWN")
        for attached in server["os-extended-volumes:volumes_attached"]:
            self._cinder.detach(attached["id"])
        for volume in server["_ends_with"]:
            self._store.volumes.pop(volume, None)

    def _show_metadata(self, request: Request, key: str) -> Answer:
        return Answer(200, {"metadata": self.get(key)["metadata"]})

    def _merge_metadata(self, request: Request, key: str) -> Answer:
        self.get(key)["metadata"].update(request.item("metadata"))
        return self._show_metadata(request, key)

    def _replace_metadata(self, request: Request, key: str) -> Answer:
        self.get(key)["metadata"] = request.item("metadata")
        return self._show_metadata(request, key)

    def _delete_metadata(self, request: Request, key: str, name: str) -> Answer:
        if self.get(key)["metadata"].pop(name, None) is None:
            raise refusal(404, "itemNotFound", "Metadata item was not found")
        return Answer(204)

    def _show_tags(self, request: Request, key: str) -> Answer:
        return Answer(200, {"tags": self.get(key)["tags"]})

    def _set_tags(self, request: Request, key: str) -> Answer:
        self.get(key)["tags"] = sorted(set(request.json().get("tags", [])))
        return self._show_tags(request, key)

    def _interfaces(self, request: Request, key: str) -> Answer:
        self.get(key)
        return Answer(200, {"interfaceAttachments": [_interface(port) for port in self.ports_of(key)]})

    def _security_groups(self, request: Request, key: str) -> Answer:
        self.get(key)
        keys = sorted({group for port in self.ports_of(key) for group in port["security_groups"]})
        return Answer(200, {"security_groups": [self._store.security_groups[group] for group in keys]})


def flavor_of(store: Store, key: str) -> Record:
    """A flavor as it is embedded in a server: by its numbers, not by its id."""
    flavor = store.flavors[key]
    numbers = {name: flavor[name] for name in ("vcpus", "ram", "disk", "swap", "extra_specs")}
    return {**numbers, "ephemeral": 0, "original_name": flavor["name"]}


def _check_user_data(text: str | None) -> None:
    if text is None:
        return
    try:
        base64.b64decode(text)
    except binascii.Error as error:
        shown = text[:20]
        message = f"Invalid input for field/attribute user_data. Value: {shown}. '{shown}' is not a 'base64'"
        raise refusal(400, "badRequest", message) from error
    if len(text) > LONGEST_USER_DATA:
        raise refusal(400, "badRequest", "Invalid input for field/attribute user_data. The value is too long")


def _address(address: str, kind: str, mac: str) -> Record:
    version = 6 if ":" in address else 4
    return {"addr": address, "version": version, "OS-EXT-IPS:type": kind, "OS-EXT-IPS-MAC:mac_addr": mac}


def _interface(port: Record) -> Record:
    names = (
        ("port_id", "id"),
        ("net_id", "network_id"),
        ("mac_addr", "mac_address"),
        ("port_state", "status"),
    )
    return {**{name: port[key] for name, key in names}, "fixed_ips": port["fixed_ips"], "tag": None}
