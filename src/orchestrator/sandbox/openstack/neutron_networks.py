"""Neutron's networks and subnets."""

import ipaddress

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

NETWORK_PUT = frozenset(
    {"name", "description", "admin_state_up", "shared", "mtu", "port_security_enabled", "router:external"}
)
NETWORK_POST = NETWORK_PUT | {"availability_zone_hints", "tenant_id", "project_id"}
SUBNET_PUT = frozenset(
    {
        "name",
        "description",
        "enable_dhcp",
        "gateway_ip",
        "dns_nameservers",
        "allocation_pools",
        "host_routes",
        "service_types",
    }
)
SUBNET_POST = SUBNET_PUT | {
    "network_id",
    "ip_version",
    "cidr",
    "ipv6_ra_mode",
    "ipv6_address_mode",
    "tenant_id",
    "project_id",
}


class Networks:
    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        networks, subnets = "/network/v2.0/networks", "/network/v2.0/subnets"
        return [
            Route("GET", networks, self._list_networks),
            Route("POST", networks, self._create_network),
            Route("GET", f"{networks}/([^/]+)", self._show_network),
            Route("PUT", f"{networks}/([^/]+)", self._update_network),
            Route("DELETE", f"{networks}/([^/]+)", self._delete_network),
            Route("GET", subnets, self._list_subnets),
            Route("POST", subnets, self._create_subnet),
            Route("GET", f"{subnets}/([^/]+)", self._show_subnet),
            Route("PUT", f"{subnets}/([^/]+)", self._update_subnet),
            Route("DELETE", f"{subnets}/([^/]+)", self._delete_subnet),
        ]

    def _network(self, key: str) -> Record:
        if key not in self._store.networks:
            raise not_found("Network", key)
        return self._store.networks[key]

    def _subnet(self, key: str) -> Record:
        if key not in self._store.subnets:
            raise not_found("Subnet", key)
        return self._store.subnets[key]

    def _list_networks(self, request: Request) -> Answer:
        return Answer(200, {"networks": select(list(self._store.networks.values()), request)})

    def _show_network(self, request: Request, key: str) -> Answer:
        return Answer(200, {"network": self._network(key)})

    def _create_network(self, request: Request) -> Answer:
        body = request.item("network")
        accept(body, NETWORK_POST, "POST")
        mine = [n for n in self._store.networks.values() if n["project_id"] == self._store.project_id]
        within_quota(self._store, "network", len(mine))
        network = {
            **common(self._store),
            "admin_state_up": True,
            "status": "ACTIVE",
            "mtu": 1450,
            "shared": False,
            "router:external": False,
            "is_default": False,
            "port_security_enabled": True,
            "subnets": [],
            "availability_zone_hints": [],
            "availability_zones": [],
            **body,
        }
        self._store.networks[network["id"]] = network
        return Answer(201, {"network": network})

    def _update_network(self, request: Request, key: str) -> Answer:
        body = request.item("network")
        accept(body, NETWORK_PUT, "PUT")
        self._network(key).update(body)
        touch(self._network(key))
        return Answer(200, {"network": self._network(key)})

    def _delete_network(self, request: Request, key: str) -> Answer:
        network = self._network(key)
        used = [port["id"] for port in self._store.ports.values() if port["network_id"] == key]
        if used:
            message = (
                f"Unable to complete operation on network {key}. There are one or more ports still in use on "
                f"the network, id for these ports is: {','.join(used)}."
            )
            raise refusal(409, "NetworkInUse", message)
        for subnet in network["subnets"]:
            self._store.subnets.pop(subnet, None)
        del self._store.networks[key]
        return Answer(204)

    def _list_subnets(self, request: Request) -> Answer:
        return Answer(200, {"subnets": select(list(self._store.subnets.values()), request)})

    def _show_subnet(self, request: Request, key: str) -> Answer:
        return Answer(200, {"subnet": self._subnet(key)})

    def _create_subnet(self, request: Request) -> Answer:
        body = request.item("subnet")
        accept(body, SUBNET_POST, "POST")
        network = self._network(body.get("network_id", ""))
        within_quota(self._store, "subnet", len(self._store.subnets) - 1)
        cidr = _cidr(body.get("cidr", ""))
        self._refuse_overlap(network, cidr)
        gateway = body.get("gateway_ip", str(cidr[1]))
        subnet = {
            **common(self._store),
            "ip_version": cidr.version,
            "enable_dhcp": True,
            "dns_nameservers": [],
            "host_routes": [],
            "service_types": [],
            "subnetpool_id": None,
            "ipv6_ra_mode": None,
            "ipv6_address_mode": None,
            **body,
            "cidr": str(cidr),
            "gateway_ip": gateway,
        }
        if not subnet.get("allocation_pools"):
            subnet["allocation_pools"] = _pools(cidr, gateway)
        self._store.subnets[subnet["id"]] = subnet
        network["subnets"].append(subnet["id"])
        return Answer(201, {"subnet": subnet})

    def _refuse_overlap(self, network: Record, cidr: ipaddress.IPv4Network | ipaddress.IPv6Network) -> None:
        for key in network["subnets"]:
            other = ipaddress.ip_network(self._store.subnets[key]["cidr"])
            if other.version == cidr.version and other.overlaps(cidr):
                text = (
                    f"Requested subnet with cidr: {cidr} for network: {network['id']} overlaps with another"
                )
                raise invalid(f"{text} subnet.")

    def _update_subnet(self, request: Request, key: str) -> Answer:
        body = request.item("subnet")
        accept(body, SUBNET_PUT, "PUT")
        self._subnet(key).update(body)
        touch(self._subnet(key))
        return Answer(200, {"subnet": self._subnet(key)})

    def _delete_subnet(self, request: Request, key: str) -> Answer:
        subnet = self._subnet(key)
        if any(key == ip["subnet_id"] for port in self._store.ports.values() for ip in port["fixed_ips"]):
            message = (
                f"Unable to complete operation on subnet {key}: "
                "One or more ports have an IP allocation from this subnet."
            )
            raise refusal(409, "SubnetInUse", message)
        self._store.networks[subnet["network_id"]]["subnets"].remove(key)
        del self._store.subnets[key]
        return Answer(204)


def _cidr(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise invalid(f"{text} is not in a CIDR format.") from error


def _pools(cidr: ipaddress.IPv4Network | ipaddress.IPv6Network, gateway: str | None) -> list[Record]:
    """All usable addresses but the gateway's: one range, or the two around it."""
    first, last = int(cidr[1]), int(cidr[-2] if cidr.version == 4 else cidr[-1])
    hole = int(ipaddress.ip_address(gateway)) if gateway else first - 1
    ranges = [(first, hole - 1), (hole + 1, last)] if first <= hole <= last else [(first, last)]
    kind = type(cidr[0])
    return [{"start": str(kind(low)), "end": str(kind(high))} for low, high in ranges if low <= high]
