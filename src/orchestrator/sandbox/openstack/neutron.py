"""Neutron as a whole: its version, its collections, and the tags that all of them carry."""

from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route
from orchestrator.sandbox.openstack.neutron_errors import not_found, refusal, touch
from orchestrator.sandbox.openstack.neutron_floating import FloatingIps
from orchestrator.sandbox.openstack.neutron_networks import Networks
from orchestrator.sandbox.openstack.neutron_ports import Ports
from orchestrator.sandbox.openstack.neutron_routers import Routers
from orchestrator.sandbox.openstack.neutron_security import Security
from orchestrator.sandbox.openstack.store import Store

LONGEST_TAG = 255
EXTENSIONS = (
    "router",
    "external-net",
    "security-group",
    "port-security",
    "standard-attr-tag",
    "ext-gw-mode",
    "binding",
)


class Neutron:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.ports = Ports(store)
        routers = Routers(store, self.ports)
        self._collections = (
            Networks(store),
            Security(store),
            routers,
            FloatingIps(store, self.ports, routers),
        )

    def routes(self) -> list[Route]:
        tags = "/network/v2.0/([^/]+)/([^/]+)/tags"
        return [
            Route("GET", "/network/?", self._versions),
            Route("GET", "/network/v2.0/extensions", self._extensions),
            Route("GET", tags, self._show_tags),
            Route("PUT", tags, self._set_tags),
            *self.ports.routes(),
            *(route for collection in self._collections for route in collection.routes()),
        ]

    def _versions(self, request: Request) -> Answer:
        link = {"rel": "self", "href": f"{request.base}/network/v2.0/"}
        return Answer(200, {"versions": [{"id": "v2.0", "status": "CURRENT", "links": [link]}]})

    def _extensions(self, request: Request) -> Answer:
        return Answer(
            200, {"extensions": [{"alias": alias, "name": alias, "links": []} for alias in EXTENSIONS]}
        )

    def _tagged(self, collection: str, key: str) -> Record:
        tables = {
            "networks": self._store.networks,
            "subnets": self._store.subnets,
            "ports": self._store.ports,
            "routers": self._store.routers,
            "security-groups": self._store.security_groups,
            "floatingips": self._store.floating_ips,
        }
        if key not in tables.get(collection, {}):
            raise not_found("TagResource", key)
        return tables[collection][key]

    def _show_tags(self, request: Request, collection: str, key: str) -> Answer:
        return Answer(200, {"tags": self._tagged(collection, key)["tags"]})

    def _set_tags(self, request: Request, collection: str, key: str) -> Answer:
        record = self._tagged(collection, key)
        tags = request.json().get("tags", [])
        if any(not isinstance(tag, str) or len(tag) > LONGEST_TAG for tag in tags):
            raise refusal(
                400,
                "HTTPBadRequest",
                f"Invalid input for tags. Reason: a tag exceeds {LONGEST_TAG} characters.",
            )
        record["tags"] = sorted(set(tags))
        touch(record)
        return Answer(200, {"tags": record["tags"]})
