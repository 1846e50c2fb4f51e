"""openstack:networking/port:Port, a server's or appliance's plug in a network."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import (
    CloudChosen,
    DerivedFrom,
    Immutable,
    Unordered,
    Volatile,
    WriteOnly,
)
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.cloud import Cloud, Record
from orchestrator.providers.openstack.owned import birth_mark, changed, find_tagged, set_tags


@dataclass(frozen=True, kw_only=True)
class FixedIp:
    """An address of a subnet."""

    subnet_id: str | None = None
    ip_address: str | None = None


@dataclass(frozen=True, kw_only=True)
class AllowedAddressPair:
    """A further address that may pass."""

    ip_address: str
    mac_address: CloudChosen[str | None] = None


@dataclass(frozen=True, kw_only=True)
class Port(ProviderResource[Cloud]):
    """A plug in a network, with addresses and a firewall."""

    token: ClassVar[str] = "openstack:networking/port:Port"
    autoname: ClassVar[Autoname | None] = Autoname("name")

    network_id: Immutable[str]
    name: CloudChosen[str | None] = None
    description: str = ""
    admin_state_up: CloudChosen[bool | None] = None
    mac_address: Immutable[CloudChosen[str | None]] = None
    device_id: CloudChosen[str | None] = None
    device_owner: Immutable[CloudChosen[str | None]] = None
    # What was asked for; what came of it is in allFixedIps.
    fixed_ips: WriteOnly[list[FixedIp]] = field(default_factory=list)
    no_fixed_ip: WriteOnly[bool] = False
    security_group_ids: Unordered[CloudChosen[list[str] | None]] = None
    no_security_groups: WriteOnly[bool] = False
    allowed_address_pairs: Unordered[list[AllowedAddressPair]] = field(default_factory=list)
    port_security_enabled: CloudChosen[bool | None] = None
    tags: Unordered[list[str]] = field(default_factory=list)
    all_tags: Annotated[Volatile[list[str] | None], DerivedFrom(("tags",))] = None
    all_fixed_ips: Volatile[list[str] | None] = None
    all_security_group_ids: Volatile[list[str] | None] = None

    def create(self, cloud: Cloud) -> str:
        fixed = {
            "network_id": self.network_id,
            "mac_address": self.mac_address,
            "device_owner": self.device_owner,
        }
        body = changed({}, {**fixed, **self._body(), "description": birth_mark(self.tags, self.description)})
        return str(cloud.network.post("/ports", {"port": body})["port"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        set_tags(cloud, "ports", id, self.tags, self.description)

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self:
        found = cloud.network.get(f"/ports/{id}")["port"]
        return cls(
            network_id=found["network_id"],
            name=found["name"],
            description=found["description"],
            admin_state_up=found["admin_state_up"],
            mac_address=found["mac_address"],
            device_id=found["device_id"],
            device_owner=found["device_owner"],
            security_group_ids=sorted(found["security_groups"]),
            allowed_address_pairs=[AllowedAddressPair(**pair) for pair in found["allowed_address_pairs"]],
            port_security_enabled=found.get("port_security_enabled"),
            tags=found["tags"],
            all_tags=found["tags"],
            all_fixed_ips=[address["ip_address"] for address in found["fixed_ips"]],
            all_security_group_ids=sorted(found["security_groups"]),
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        if body := changed(old._body(), self._body()):
            cloud.network.put(f"/ports/{id}", {"port": body})

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.once_free(lambda: cloud.network.delete(f"/ports/{id}"))

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        return find_tagged(cloud, "ports", self.tags, known)

    def _body(self) -> Record:
        addresses = [
            changed({}, {"subnet_id": address.subnet_id, "ip_address": address.ip_address})
            for address in self.fixed_ips
        ]
        pairs = [
            changed({}, {"ip_address": pair.ip_address, "mac_address": pair.mac_address})
            for pair in self.allowed_address_pairs
        ]
        return {
            "name": self.name,
            "description": self.description,
            "admin_state_up": self.admin_state_up,
            "device_id": self.device_id,
            "fixed_ips": [] if self.no_fixed_ip else addresses or None,
            "security_groups": [] if self.no_security_groups else self.security_group_ids,
            "allowed_address_pairs": pairs,
            "port_security_enabled": self.port_security_enabled,
        }
