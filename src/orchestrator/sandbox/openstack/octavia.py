"""Octavia as a whole: its versions, and the load balancers with the port that holds their address."""

from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.neutron_ports import Ports
from orchestrator.sandbox.openstack.octavia_listeners import Listeners
from orchestrator.sandbox.openstack.octavia_members import Members
from orchestrator.sandbox.openstack.octavia_monitors import Monitors
from orchestrator.sandbox.openstack.octavia_pools import Pools
from orchestrator.sandbox.openstack.octavia_tree import (
    DELETE,
    UPDATE,
    Tree,
    check_id,
    ids,
    invalid,
    refusal,
    visible,
)
from orchestrator.sandbox.openstack.store import Store

CHANGEABLE = ("name", "description", "admin_state_up", "vip_qos_policy_id", "tags")


class Octavia:
    def __init__(self, store: Store, ports: Ports) -> None:
        self._store = store
        self._ports = ports
        self._tree = Tree(store)
        self._parts = tuple(kind(store, self._tree) for kind in (Listeners, Pools, Members, Monitors))

    def routes(self) -> list[Route]:
        path = "/load-balancer/v2(?:\\.0)?/lbaas/loadbalancers"
        return [
            Route("GET", "/load-balancer/?", self._versions),
            Route("GET", "/load-balancer/v2(?:\\.0)?/?", self._versions),
            Route("GET", path, self._list),
            Route("POST", path, self._create),
            Route("GET", f"{path}/([^/]+)", self._show),
            Route("PUT", f"{path}/([^/]+)", self._update),
            Route("DELETE", f"{path}/([^/]+)", self._delete),
            *(route for part in self._parts for route in part.routes()),
        ]

    def _versions(self, request: Request) -> Answer:
        link = {"href": f"{request.base}/load-balancer/v2", "rel": "self"}
        stamp = "2020-09-07T00:00:00Z"
        versions = [
            {"id": f"v2.{minor}", "status": "SUPPORTED", "updated": stamp, "links": [link]}
            for minor in range(25)
        ]
        versions[-1]["status"] = "CURRENT"
        return Answer(200, {"versions": versions})

    def _shown(self, balancer: Record) -> Record:
        mine = balancer["id"]
        return {
            **visible(balancer),
            "listeners": ids([r for r in self._store.listeners.values() if r["_balancer"] == mine]),
            "pools": ids([r for r in self._store.pools.values() if r["_balancer"] == mine]),
        }

    def _list(self, request: Request) -> Answer:
        rows = select(list(self._store.load_balancers.values()), request)
        return Answer(200, {"loadbalancers": [self._shown(row) for row in rows]})

    def _show(self, request: Request, key: str) -> Answer:
        return Answer(200, {"loadbalancer": self._shown(self._tree.balancer(key))})

    def _create(self, request: Request) -> Answer:
        body = request.item("loadbalancer")
        balancer = self._tree.fresh(body, "")
        balancer.update(
            provider=body.get("provider") or "amphora",
            flavor_id=body.get("flavor_id"),
            availability_zone=body.get("availability_zone"),
            vip_qos_policy_id=body.get("vip_qos_policy_id"),
            vip_vnic_type="normal",
            additional_vips=[],
            **self._vip(body, balancer["id"]),
        )
        key = balancer["id"]
        self._store.load_balancers[key] = balancer
        self._store.later(lambda: balancer.update(provisioning_status="ACTIVE", operating_status="ONLINE"))
        return Answer(201, {"loadbalancer": self._shown(balancer)})

    def _vip(self, body: Record, key: str) -> Record:
        """The port with the address: the given one, or one of Octavia's own."""
        if port := body.get("vip_port_id"):
            return _address(self._ports.get(port), ours=False)
        for field in ("vip_subnet_id", "vip_network_id"):
            check_id(body, field)
        subnet = self._store.subnets.get(body.get("vip_subnet_id") or "")
        network = self._store.networks.get(body.get("vip_network_id") or "")
        if body.get("vip_subnet_id") and subnet is None:
            raise refusal(400, f"Subnet {body['vip_subnet_id']} not found.")
        if subnet is None and network is None:
            raise invalid("VIP must contain one of: vip_port_id, vip_network_id, vip_subnet_id.")
        place = {"subnet_id": subnet["id"]} if subnet else {}
        wanted = {**place, **({"ip_address": body["vip_address"]} if body.get("vip_address") else {})}
        made = {
            "network_id": subnet["network_id"] if subnet else body["vip_network_id"],
            "name": f"octavia-lb-{key}",
            "device_id": f"lb-{key}",
            "device_owner": "Octavia",
        }
        return _address(
            self._ports.create({**made, **({"fixed_ips": [wanted]} if wanted else {})}), ours=True
        )

    def _update(self, request: Request, key: str) -> Answer:
        body = request.item("loadbalancer")
        balancer = self._tree.balancer(key)
        if foreign := sorted(body.keys() - set(CHANGEABLE)):
            raise invalid(f"Unknown attribute for argument: {foreign[0]}")
        self._tree.change(key, balancer, UPDATE, lambda: None)
        balancer.update(body)
        return Answer(200, {"loadbalancer": self._shown(balancer)})

    def _delete(self, request: Request, key: str) -> Answer:
        shown = self._shown(self._tree.balancer(key))
        cascade = (request.query.get("cascade") or ["false"])[0].lower() == "true"
        if (shown["listeners"] or shown["pools"]) and not cascade:
            raise invalid(f"Cannot delete Load Balancer {key} - it has children")
        self._tree.change(key, self._tree.balancer(key), DELETE, lambda: self._gone(key))
        return Answer(204)

    def _gone(self, key: str) -> None:
        balancer = self._store.load_balancers.pop(key)
        for table in (self._store.listeners, self._store.pools, self._store.health_monitors):
            for child in [k for k, record in table.items() if record["_balancer"] == key]:
                del table[child]
        if balancer["_own_port"]:
            self._ports.remove(balancer["vip_port_id"])


def _address(port: Record, *, ours: bool) -> Record:
    fixed = port["fixed_ips"][0]
    return {
        "vip_address": fixed["ip_address"],
        "vip_subnet_id": fixed["subnet_id"],
        "vip_network_id": port["network_id"],
        "vip_port_id": port["id"],
        "_own_port": ours,
    }
