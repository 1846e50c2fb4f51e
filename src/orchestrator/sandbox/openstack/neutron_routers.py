"""Neutron's routers, their gateways and interfaces."""

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
from orchestrator.sandbox.openstack.store import Store

OWNER = {"tenant_id", "project_id"}
ROUTER = frozenset({"name", "description", "admin_state_up", "external_gateway_info", "routes"})
INTERFACE, GATEWAY = "network:router_interface", "network:router_gateway"


class Routers:
    def __init__(self, store: Store, ports: Ports) -> None:
        self._store = store
        self._ports = ports

    def routes(self) -> list[Route]:
        routers = "/network/v2.0/routers"
        return [
            Route("GET", routers, self._list),
            Route("POST", routers, self._create),
            Route("GET", f"{routers}/([^/]+)", self._show),
            Route("PUT", f"{routers}/([^/]+)", self._update),
            Route("DELETE", f"{routers}/([^/]+)", self._delete),
            Route("PUT", f"{routers}/([^/]+)/add_router_interface", self._add_interface),
            Route("PUT", f"{routers}/([^/]+)/remove_router_interface", self._remove_interface),
        ]

    def _router(self, key: str) -> Record:
        if key not in self._store.routers:
            raise not_found("Router", key)
        return self._store.routers[key]

    def interfaces(self, router: str) -> list[Record]:
        ports = self._store.ports.values()
        return [port for port in ports if port["device_id"] == router and port["device_owner"] == INTERFACE]

    def _list(self, request: Request) -> Answer:
        return Answer(200, {"routers": select(list(self._store.routers.values()), request)})

    def _show(self, request: Request, key: str) -> Answer:
        return Answer(200, {"router": self._router(key)})

    def _create(self, request: Request) -> Answer:
        body = request.item("router")
        accept(body, ROUTER | OWNER | {"availability_zone_hints"}, "POST")
        within_quota(self._store, "router", len(self._store.routers))
        router = {
            **common(self._store),
            "admin_state_up": True,
            "status": "ACTIVE",
            "routes": [],
            "flavor_id": None,
            "availability_zone_hints": [],
            "availability_zones": [],
            **body,
            "external_gateway_info": None,
        }
        self._set_gateway(router, body.get("external_gateway_info"))
        self._store.routers[router["id"]] = router
        return Answer(201, {"router": router})

    def _update(self, request: Request, key: str) -> Answer:
        body = request.item("router")
        accept(body, ROUTER, "PUT")
        router = self._router(key)
        if "external_gateway_info" in body:
            self._set_gateway(router, body.pop("external_gateway_info"))
        router.update(body)
        touch(router)
        return Answer(200, {"router": router})

    def _set_gateway(self, router: Record, wanted: Record | None) -> None:
        old = [
            p
            for p in self._store.ports.values()
            if p["device_id"] == router["id"] and p["device_owner"] == GATEWAY
        ]
        if not wanted:
            if any(fip["router_id"] == router["id"] for fip in self._store.floating_ips.values()):
                message = (
                    f"Gateway cannot be updated for router {router['id']}, since a gateway to "
                    "external network is required by one or more floating IPs."
                )
                raise refusal(409, "RouterExternalGatewayInUseByFloatingIp", message)
            router["external_gateway_info"] = None
        else:
            router["external_gateway_info"] = self._gateway(router["id"], wanted)
        for port in old:
            self._ports.remove(port["id"])

    def _gateway(self, router: str, wanted: Record) -> Record:
        network = self._store.networks.get(wanted["network_id"])
        if network is None:
            raise not_found("Network", wanted["network_id"])
        if not network["router:external"]:
            message = f"Bad router request: Network {network['id']} is not an external network."
            raise refusal(400, "BadRequest", message)
        body = {
            "network_id": network["id"],
            "device_id": router,
            "device_owner": GATEWAY,
            "security_groups": [],
        }
        if wanted.get("external_fixed_ips"):
            body["fixed_ips"] = wanted["external_fixed_ips"]
        port = self._ports.create({**body, "project_id": ""})
        snat = wanted.get("enable_snat", True)
        return {"network_id": network["id"], "external_fixed_ips": port["fixed_ips"], "enable_snat": snat}

    def _delete(self, request: Request, key: str) -> Answer:
        router = self._router(key)
        used = [port["id"] for port in self.interfaces(key)]
        if used:
            raise refusal(409, "RouterInUse", f"Router {key} has ports still attached: {', '.join(used)}")
        self._set_gateway(router, None)
        del self._store.routers[key]
        return Answer(204)

    def _add_interface(self, request: Request, key: str) -> Answer:
        self._router(key)
        body = request.json()
        port = self._ports.get(body["port_id"]) if body.get("port_id") else None
        subnet = port["fixed_ips"][0]["subnet_id"] if port else body.get("subnet_id", "")
        if subnet not in self._store.subnets:
            raise not_found("Subnet", subnet)
        if any(ip["subnet_id"] == subnet for p in self.interfaces(key) for ip in p["fixed_ips"]):
            raise refusal(
                400, "BadRequest", f"Bad router request: Router already has a port on subnet {subnet}."
            )
        if port is None:
            port = self._interface_port(self._store.subnets[subnet])
        port.update(device_id=key, device_owner=INTERFACE, security_groups=[], port_security_enabled=False)
        return Answer(200, self._interface(key, port))

    def _interface_port(self, subnet: Record) -> Record:
        """A port with the subnet's gateway address, as a router's first interface gets."""
        if not subnet["gateway_ip"]:
            raise refusal(
                400, "BadRequest", "Bad router request: Subnet for router interface must have a gateway IP."
            )
        address = {"subnet_id": subnet["id"], "ip_address": subnet["gateway_ip"]}
        return self._ports.create(
            {"network_id": subnet["network_id"], "fixed_ips": [address], "security_groups": []}
        )

    def _interface(self, router: str, port: Record) -> Record:
        subnets = [ip["subnet_id"] for ip in port["fixed_ips"]]
        return {
            "id": router,
            "tenant_id": self._store.project_id,
            "port_id": port["id"],
            "network_id": port["network_id"],
            "subnet_id": subnets[0],
            "subnet_ids": subnets,
        }

    def _remove_interface(self, request: Request, key: str) -> Answer:
        self._router(key)
        body = request.json()
        port = next((p for p in self.interfaces(key) if _fits(p, body)), None)
        if port is None:
            wanted = body.get("port_id") or body.get("subnet_id")
            message = f"Router {key} does not have an interface with id {wanted}"
            raise refusal(404, "RouterInterfaceNotFound", message)
        subnet = port["fixed_ips"][0]["subnet_id"]
        for floating in self._store.floating_ips.values():
            inside = self._store.ports.get(floating["port_id"] or "")
            if (
                floating["router_id"] == key
                and inside
                and any(ip["subnet_id"] == subnet for ip in inside["fixed_ips"])
            ):
                message = (
                    f"Router interface for subnet {subnet} on router {key} cannot be deleted, "
                    "as it is required by one or more floating IPs."
                )
                raise refusal(409, "RouterInterfaceInUseByFloatingIP", message)
        self._ports.remove(port["id"])
        return Answer(200, self._interface(key, port))


def _fits(port: Record, body: Record) -> bool:
    if body.get("port_id"):
        return bool(port["id"] == body["port_id"])
    return any(ip["subnet_id"] == body.get("subnet_id") for ip in port["fixed_ips"])
