"""Nova as a whole: its version, flavors, keypairs, and the servers."""

import base64
import binascii
import hashlib

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from orchestrator.sandbox.openstack.cinder import Cinder, refusal
from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.neutron import Neutron
from orchestrator.sandbox.openstack.nova_actions import Actions
from orchestrator.sandbox.openstack.nova_attachments import Attachments
from orchestrator.sandbox.openstack.nova_server_groups import ServerGroups
from orchestrator.sandbox.openstack.nova_servers import Servers
from orchestrator.sandbox.openstack.store import Store, now

ROOT = "/compute/v2.1"


class Nova:
    def __init__(self, store: Store, neutron: Neutron, cinder: Cinder) -> None:
        self._store = store
        groups = ServerGroups(store)
        servers = Servers(store, neutron.ports, cinder, groups)
        self._parts = (groups, servers, Actions(store, servers), Attachments(store, servers, cinder))

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/compute/?", self._versions),
            Route("GET", f"{ROOT}/?", self._version),
            Route("GET", f"{ROOT}/flavors(?:/detail)?", self._list_flavors),
            Route("GET", f"{ROOT}/flavors/([^/]+)", self._show_flavor),
            Route("GET", f"{ROOT}/flavors/([^/]+)/os-extra_specs", self._extra_specs),
            Route("GET", f"{ROOT}/os-keypairs", self._list_keypairs),
            Route("POST", f"{ROOT}/os-keypairs", self._create_keypair),
            Route("GET", f"{ROOT}/os-keypairs/([^/]+)", self._show_keypair),
            Route("DELETE", f"{ROOT}/os-keypairs/([^/]+)", self._delete_keypair),
            *(route for part in self._parts for route in part.routes()),
        ]

    def _described(self, request: Request) -> Record:
        link = {"rel": "self", "href": f"{request.base}{ROOT}/"}
        return {"id": "v2.1", "status": "CURRENT", "version": "2.93", "min_version": "2.1", "links": [link]}

    def _versions(self, request: Request) -> Answer:
        return Answer(200, {"versions": [self._described(request)]})

    def _version(self, request: Request) -> Answer:
        return Answer(200, {"version": self._described(request)})

    def _list_flavors(self, request: Request) -> Answer:
        return Answer(200, {"flavors": select(list(self._store.flavors.values()), request)})

    def _flavor(self, key: str) -> Record:
        if key not in self._store.flavors:
            raise refusal(404, "itemNotFound", f"Flavor {key} could not be found.")
        return self._store.flavors[key]

    def _show_flavor(self, request: Request, key: str) -> Answer:
        return Answer(200, {"flavor": self._flavor(key)})

    def _extra_specs(self, request: Request, key: str) -> Answer:
        return Answer(200, {"extra_specs": self._flavor(key)["extra_specs"]})

    def _keypair(self, name: str) -> Record:
        if name not in self._store.keypairs:
            raise refusal(404, "itemNotFound", f"Keypair {name} not found for user {self._store.user_id}")
        return self._store.keypairs[name]

    def _list_keypairs(self, request: Request) -> Answer:
        hidden = ("id", "created_at", "user_id")
        pairs = [{k: v for k, v in pair.items() if k not in hidden} for pair in self._store.keypairs.values()]
        return Answer(200, {"keypairs": [{"keypair": pair} for pair in pairs]})

    def _show_keypair(self, request: Request, name: str) -> Answer:
        return Answer(200, {"keypair": self._keypair(name)})

    def _create_keypair(self, request: Request) -> Answer:
        body = request.item("keypair")
        name, private = body["name"], ""
        if name in self._store.keypairs:
            raise refusal(409, "conflictingRequest", f"Key pair '{name}' already exists.")
        public = body.get("public_key")
        if public is None:
            public, private = _generated()
        pair = {
            "id": len(self._store.keypairs) + 1,
            "name": name,
            "public_key": public,
            "type": "ssh",
            "fingerprint": _fingerprint(public),
            "user_id": self._store.user_id,
            "created_at": now(),
        }
        self._store.keypairs[name] = pair
        return Answer(201, {"keypair": {**pair, "private_key": private} if private else pair})

    def _delete_keypair(self, request: Request, name: str) -> Answer:
        self._keypair(name)
        del self._store.keypairs[name]
        return Answer(202)


def _fingerprint(public: str) -> str:
    try:
        blob = base64.b64decode(public.split()[1], validate=True)
    except (IndexError, binascii.Error) as error:
        raise refusal(400, "badRequest", "Keypair data is invalid: failed to generate fingerprint") from error
    digest = hashlib.md5(blob, usedforsecurity=False).hexdigest()
    return ":".join(digest[i : i + 2] for i in range(0, 32, 2))


def _generated() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encoding = serialization.Encoding
    private = key.private_bytes(
        encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return f"{public.decode()} Generated-by-Nova", private.decode()
