"""Neutron's floating IPs: addresses of an external network that point at ports."""

from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.neutron_errors import (
    accept,
    common,
    not_found,
    refusal,
    touch,
    within_quota,
)
from orchestrator.sandbox.openstack.neutron_ports import Ports
from orchestrator.sandbox.openstack.neutron_routers import OWNER, Routers
from orchestrator.sandbox.openstack.store import Store

PUT = frozenset({"port_id", "fixed_ip_address", "description"})
POST = PUT | OWNER | {"floating_network_id", "floating_ip_address", "subnet_id"}
_WANTED = (("floating_ip_address", "ip_address"), ("subnet_id", "subnet_id"))


class FloatingIps:
    def __init__(self, store: Store, ports: Ports, routers: Routers) -> None:
        self._store = store
        self._ports = ports
        self._routers = routers

    def routes(self) -> list[Route]:
        path = "/network/v2.0/floatingips"
        return [
            Route("GET", path, self._list),
            Route("POST", path, self._create),
            Route("GET", f"{path}/([^/]+)", self._show),
            Route("PUT", f"{path}/([^/]+)", self._update),
            Route("DELETE", f"{path}/([^/]+)", self._delete),
        ]

    def _get(self, key: str) -> Record:
        if key not in self._store.floating_ips:
            raise not_found("FloatingIP", key)
        return self._store.floating_ips[key]

    def _list(self, request: Request) -> Answer:
        return Answer(200, {"floatingips": select(list(self._store.floating_ips.values()), request)})

    def _show(self, request: Request, key: str) -> Answer:
        return Answer(200, {"floatingip": self._get(key)})

    def _create(self, request: Request) -> Answer:
        body = request.item("floatingip")
        accept(body, POST, "POST")
        within_quota(self._store, "floatingip", len(self._store.floating_ips))
        network = self._store.networks.get(body.get("floating_network_id", ""))
        if network is None:
            raise not_found("Network", body.get("floating_network_id", ""))
        if not network["router:external"]:
            message = f"Bad floatingip request: Network {network['id']} is not a valid external network."
            raise refusal(400, "BadRequest", message)
        floating = {
            **common(self._store),
            "floating_network_id": network["id"],
            "port_id": None,
            "fixed_ip_address": None,
            "router_id": None,
            "status": "DOWN",
            "port_details": None,
            "description": body.get("description", ""),
        }
        floating.pop("name")
        self._associate(floating, body, network["id"])
        wanted = {name: body[key] for key, name in _WANTED if body.get(key)}
        outside = {
            "network_id": network["id"],
            "device_owner": "network:floatingip",
            "device_id": floating["id"],
        }
        addresses = {"fixed_ips": [wanted]} if wanted else {}
        port = self._ports.create({**outside, **addresses, "security_groups": [], "project_id": ""})
        floating["floating_ip_address"] = port["fixed_ips"][0]["ip_address"]
        self._store.floating_ips[floating["id"]] = floating
        return Answer(201, {"floatingip": floating})

    def _associate(self, floating: Record, body: Record, network: str) -> None:
        """Point a floating IP at a port that a router with a gateway can reach, or at none."""
        if "port_id" not in body:
            return
        if body["port_id"] is None:
            floating.update(
                port_id=None, fixed_ip_address=None, router_id=None, status="DOWN", port_details=None
            )
            return
        port = self._ports.get(body["port_id"])
        inside = next(
            (ip for ip in port["fixed_ips"] if body.get("fixed_ip_address") in (None, ip["ip_address"])), None
        )
        subnet = inside["subnet_id"] if inside else None
        router = next(
            (key for key, r in self._store.routers.items() if self._reaches(key, r, subnet, network)), None
        )
        if inside is None or router is None:
            message = (
                f"External network {network} is not reachable from subnet {subnet}.  "
                f"Therefore, cannot associate Port {port['id']} with a Floating IP."
            )
            raise refusal(404, "ExternalGatewayForFloatingIPNotFound", message)
        details = {
            key: port[key]
            for key in ("name", "network_id", "mac_address", "status", "device_id", "device_owner")
        }
        floating.update(
            port_id=port["id"], fixed_ip_address=inside["ip_address"], router_id=router, status="ACTIVE"
        )
        floating["port_details"] = details

    def _reaches(self, key: str, router: Record, subnet: str | None, network: str) -> bool:
        gateway = router["external_gateway_info"] or {}
        inside = any(
            ip["subnet_id"] == subnet for port in self._routers.interfaces(key) for ip in port["fixed_ips"]
        )
        return inside and gateway.get("network_id") == network

    def _update(self, request: Request, key: str) -> Answer:
        body = request.item("floatingip")
        accept(body, PUT, "PUT")
        floating = self._get(key)
        self._associate(floating, body, floating["floating_network_id"])
        floating["description"] = body.get("description", floating["description"])
        touch(floating)
        return Answer(200, {"floatingip": floating})

    def _delete(self, request: Request, key: str) -> Answer:
        self._get(key)
        for port in [port["id"] for port in self._store.ports.values() if port["device_id"] == key]:
            self._ports.remove(port)
        del self._store.floating_ips[key]
        return Answer(204)
