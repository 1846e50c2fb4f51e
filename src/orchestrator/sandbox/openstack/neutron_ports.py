"""Neutron's ports, and the addresses that they take from their subnets."""

import ipaddress
import secrets

from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.neutron_errors import (
    accept,
    common,
    invalid,
    not_found,
    refusal,
    touch,
    within_quota,
)
from orchestrator.sandbox.openstack.store import Store

PUT = frozenset(
    {
        "name",
        "description",
        "admin_state_up",
        "fixed_ips",
        "device_id",
        "device_owner",
        "security_groups",
        "allowed_address_pairs",
        "port_security_enabled",
        "extra_dhcp_opts",
        "binding:vnic_type",
        "dns_name",
    }
)
POST = PUT | {"network_id", "mac_address", "tenant_id", "project_id"}


class Ports:
    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/network/v2.0/ports", self._list),
            Route("POST", "/network/v2.0/ports", self._post),
            Route("GET", "/network/v2.0/ports/([^/]+)", self._show),
            Route("PUT", "/network/v2.0/ports/([^/]+)", self._update),
            Route("DELETE", "/network/v2.0/ports/([^/]+)", self._delete),
        ]

    def get(self, key: str) -> Record:
        if key not in self._store.ports:
            raise not_found("Port", key)
        return self._store.ports[key]

    def create(self, body: Record) -> Record:
        """A port with addresses, for the API and for the services that need one."""
        network = self._store.networks.get(body.get("network_id", ""))
        if network is None:
            raise not_found("Network", body.get("network_id", ""))
        within_quota(self._store, "port", len(self._store.ports))
        port = {
            **common(self._store),
            "admin_state_up": True,
            "status": "DOWN",
            "device_id": "",
            "device_owner": "",
            "mac_address": _mac(),
            "port_security_enabled": True,
            "allowed_address_pairs": [],
            "extra_dhcp_opts": [],
            "binding:vnic_type": "normal",
            "security_groups": [self._default_group()],
            **body,
        }
        if not port["port_security_enabled"] and "security_groups" not in body:
            port["security_groups"] = []
        self._check_groups(port["security_groups"])
        port["fixed_ips"] = self._addresses(network, body.get("fixed_ips"), None)
        self._store.ports[port["id"]] = port
        return port

    def remove(self, key: str) -> None:
        """Take a port away, and let go of the floating IPs that point at it."""
        self._store.ports.pop(key, None)
        for floating in self._store.floating_ips.values():
            if floating["port_id"] == key:
                floating.update(
                    port_id=None, fixed_ip_address=None, router_id=None, status="DOWN", port_details=None
                )

    def _default_group(self) -> str:
        return next(str(g["id"]) for g in self._store.security_groups.values() if g["name"] == "default")

    def _check_groups(self, groups: list[str]) -> None:
        for group in groups:
            if group not in self._store.security_groups:
                raise not_found("SecurityGroup", group)

    def _addresses(self, network: Record, wanted: list[Record] | None, port: Record | None) -> list[Record]:
        own = {ip["ip_address"] for ip in port["fixed_ips"]} if port else set()
        if wanted is None:
            four = [key for key in network["subnets"] if self._store.subnets[key]["ip_version"] == 4]
            wanted = [{"subnet_id": key} for key in four[:1]]
        return [self._address(network, request, own) for request in wanted]

    def _address(self, network: Record, wanted: Record, own: set[str]) -> Record:
        address = wanted.get("ip_address")
        key = wanted.get("subnet_id") or self._around(network, address)
        if key not in network["subnets"]:
            text = f"IP address {address} is not a valid IP for any of the subnets on the specified network."
            raise invalid(text)
        used = self._used(key) - own
        if address is None:
            return {"subnet_id": key, "ip_address": self._free(key, used)}
        if not self._holds(key, address):
            raise refusal(
                400, "InvalidIpForSubnet", f"IP address {address} is not a valid IP for the specified subnet."
            )
        if address in used:
            raise refusal(
                409, "IpAddressAlreadyAllocated", f"IP address {address} already allocated in subnet {key}"
            )
        return {"subnet_id": key, "ip_address": address}

    def _around(self, network: Record, address: str | None) -> str:
        """The subnet of a network that an address belongs to, or no name at all."""
        return next((str(key) for key in network["subnets"] if address and self._holds(key, address)), "")

    def _holds(self, subnet: str, address: str) -> bool:
        return ipaddress.ip_address(address) in ipaddress.ip_network(self._store.subnets[subnet]["cidr"])

    def _used(self, subnet: str) -> set[str]:
        return {
            ip["ip_address"]
            for port in self._store.ports.values()
            for ip in port["fixed_ips"]
            if ip["subnet_id"] == subnet
        }

    def _free(self, key: str, used: set[str]) -> str:
        subnet = self._store.subnets[key]
        for pool in subnet["allocation_pools"]:
            low, high = ipaddress.ip_address(pool["start"]), ipaddress.ip_address(pool["end"])
            for number in range(int(low), int(high) + 1):
                text = str(type(low)(number))
                if text not in used:
                    return text
        message = f"No more IP addresses available on network {subnet['network_id']}."
        raise refusal(409, "IpAddressGenerationFailure", message)

    def _list(self, request: Request) -> Answer:
        return Answer(200, {"ports": select(list(self._store.ports.values()), request)})

    def _show(self, request: Request, key: str) -> Answer:
        return Answer(200, {"port": self.get(key)})

    def _post(self, request: Request) -> Answer:
        body = request.item("port")
        accept(body, POST, "POST")
        return Answer(201, {"port": self.create(body)})

    def _update(self, request: Request, key: str) -> Answer:
        body = request.item("port")
        accept(body, PUT, "PUT")
        port = self.get(key)
        self._check_groups(body.get("security_groups") or [])
        if "fixed_ips" in body:
            network = self._store.networks[port["network_id"]]
            body["fixed_ips"] = self._addresses(network, body["fixed_ips"], port)
        port.update(body)
        touch(port)
        return Answer(200, {"port": port})

    def _delete(self, request: Request, key: str) -> Answer:
        owner = self.get(key)["device_owner"]
        if owner.startswith("network:"):
            message = f"Port {key} cannot be deleted directly via the port API: has device owner {owner}."
            raise refusal(409, "ServicePortInUse", message)
        self.remove(key)
        return Answer(204)


def _mac() -> str:
    return "fa:16:3e:" + ":".join(f"{byte:02x}" for byte in secrets.token_bytes(3))
