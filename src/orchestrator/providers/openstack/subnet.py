"""openstack:networking/subnet:Subnet, a range of addresses of a network."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, DerivedFrom, Immutable, Unordered, Volatile
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.cloud import Cloud, Record
from orchestrator.providers.openstack.owned import birth_mark, changed, find_tagged, set_tags


@dataclass(frozen=True, kw_only=True)
class AllocationPool:
    """Addresses from `start` to `end`."""

    start: str
    end: str


@dataclass(frozen=True, kw_only=True)
class Subnet(ProviderResource[Cloud]):
    """A range of addresses of a network."""

    token: ClassVar[str] = "openstack:networking/subnet:Subnet"
    autoname: ClassVar[Autoname | None] = Autoname("name")

    network_id: Immutable[str]
    name: CloudChosen[str | None] = None
    description: str = ""
    cidr: Immutable[CloudChosen[str | None]] = None
    ip_version: Immutable[int] = 4
    gateway_ip: CloudChosen[str | None] = None
    no_gateway: bool = False
    enable_dhcp: bool = True
    allocation_pools: Unordered[CloudChosen[list[AllocationPool] | None]] = None
    dns_nameservers: list[str] = field(default_factory=list)
    service_types: list[str] = field(default_factory=list)
    ipv6_address_mode: Immutable[CloudChosen[str | None]] = None
    ipv6_ra_mode: Immutable[CloudChosen[str | None]] = None
    tags: Unordered[list[str]] = field(default_factory=list)
    all_tags: Annotated[Volatile[list[str] | None], DerivedFrom(("tags",))] = None

    def create(self, cloud: Cloud) -> str:
        fixed = {
            "network_id": self.network_id,
            "cidr": self.cidr,
            "ip_version": self.ip_version,
            "ipv6_address_mode": self.ipv6_address_mode,
            "ipv6_ra_mode": self.ipv6_ra_mode,
        }
        body = changed({}, {**fixed, **self._body(), "description": birth_mark(self.tags, self.description)})
        if self.no_gateway:
            body["gateway_ip"] = None
        return str(cloud.network.post("/subnets", {"subnet": body})["subnet"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        set_tags(cloud, "subnets", id, self.tags, self.description)

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self:
        found = cloud.network.get(f"/subnets/{id}")["subnet"]
        return cls(
            network_id=found["network_id"],
            name=found["name"],
            description=found["description"],
            cidr=found["cidr"],
            ip_version=found["ip_version"],
            gateway_ip=found["gateway_ip"],
            no_gateway=found["gateway_ip"] is None,
            enable_dhcp=found["enable_dhcp"],
            allocation_pools=[AllocationPool(**pool) for pool in found["allocation_pools"]],
            dns_nameservers=found["dns_nameservers"],
            service_types=found.get("service_types") or [],
            ipv6_address_mode=found["ipv6_address_mode"],
            ipv6_ra_mode=found["ipv6_ra_mode"],
            tags=found["tags"],
            all_tags=found["tags"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        body = changed(old._body(), self._body())
        if self.no_gateway != old.no_gateway:
            body["gateway_ip"] = None if self.no_gateway else self.gateway_ip
        if body:
            cloud.network.put(f"/subnets/{id}", {"subnet": body})

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.once_free(lambda: cloud.network.delete(f"/subnets/{id}"))

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        return find_tagged(cloud, "subnets", self.tags, known)

    def _body(self) -> Record:
        pools = self.allocation_pools or []
        return {
            "name": self.name,
            "description": self.description,
            "gateway_ip": self.gateway_ip,
            "enable_dhcp": self.enable_dhcp,
            "allocation_pools": [{"start": pool.start, "end": pool.end} for pool in pools] or None,
            "dns_nameservers": self.dns_nameservers,
            # Not every cloud knows them: say nothing when nothing is asked for.
            "service_types": self.service_types or None,
        }
