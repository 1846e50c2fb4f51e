"""The networks of a server: as they are asked for, as Nova tells them, and whether both mean the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orchestrator.providers.kit.fields import CloudChosen, WriteOnly
from orchestrator.providers.openstack.cloud import Cloud, Record
from orchestrator.providers.openstack.owned import changed
from orchestrator.providers.openstack.search import network_named

VERSIONS = {4: "fixed_ip_v4", 6: "fixed_ip_v6"}


@dataclass(frozen=True, kw_only=True)
class InstanceNetwork:
    """A network to be plugged into, by id, by name, or by a port that exists."""

    uuid: CloudChosen[str | None] = None
    name: CloudChosen[str | None] = None
    port: CloudChosen[str | None] = None
    fixed_ip_v4: CloudChosen[str | None] = None
    fixed_ip_v6: CloudChosen[str | None] = None
    mac: CloudChosen[str | None] = None
    access_network: WriteOnly[bool] = False


def asked(cloud: Cloud, network: InstanceNetwork) -> Record:
    """One network as Nova wants it: a port says it all."""
    if network.port:
        return {"port": network.port}
    uuid = network.uuid or str(network_named(cloud, network.name)["id"])
    return changed({}, {"uuid": uuid, "fixed_ip": network.fixed_ip_v4 or network.fixed_ip_v6})


def server_networks(cloud: Cloud, server: Record) -> list[InstanceNetwork]:
    """The networks that a server has, in the order in which Nova plugged them."""
    if server["status"] == "BUILD":
        return []
    plugs = cloud.compute.get(f"/servers/{server['id']}/os-interface")["interfaceAttachments"]
    names = {
        address["OS-EXT-IPS-MAC:mac_addr"]: name
        for name, addresses in server["addresses"].items()
        for address in addresses
    }
    return [_told(plug, names.get(plug["mac_addr"])) for plug in plugs]


def _told(plug: Record, name: str | None) -> InstanceNetwork:
    addresses = [str(address["ip_address"]) for address in plug["fixed_ips"]]
    return InstanceNetwork(
        uuid=plug["net_id"],
        name=name,
        port=plug["port_id"],
        mac=plug["mac_addr"],
        fixed_ip_v4=next((address for address in addresses if ":" not in address), ""),
        fixed_ip_v6=next((address for address in addresses if ":" in address), ""),
    )


def access_address(networks: Sequence[InstanceNetwork], version: int) -> str:
    """The first address by which the server can be reached."""
    found = (n.fixed_ip_v4 if version == 4 else n.fixed_ip_v6 for n in networks)
    return next((address for address in found if address), "")


def same_networks(old: Any, new: Any) -> bool:
    """Whether what Nova tells is what was asked for: it adds to it, and has an order of its own."""
    for asked_for, told in ((old, new), (new, old)):
        # Only Nova's own words have a hardware address on every network.
        if told and all(_is_told(each) for each in told) and len(asked_for or []) == len(told):
            return _each_has_its_own(asked_for, list(told))
    return False


def _is_told(network: Any) -> bool:
    return isinstance(network, dict) and bool(network.get("mac"))


def _each_has_its_own(asked_for: list[Any], told: list[Any]) -> bool:
    for wanted in asked_for:
        match = next((each for each in told if _fits(wanted, each)), None)
        if match is None:
            return False
        told.remove(match)
    return True


def _fits(wanted: Record, told: Record) -> bool:
    given = {key: value for key, value in wanted.items() if value and key != "accessNetwork"}
    return all(told.get(key) == value for key, value in given.items())
