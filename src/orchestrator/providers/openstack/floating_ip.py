"""openstack:networking/floatingIp:FloatingIp, an address of the outside."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Self

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
from orchestrator.providers.openstack.search import network_named


@dataclass(frozen=True, kw_only=True)
class FloatingIp(ProviderResource[Cloud]):
    """An address of an external network."""

    token: ClassVar[str] = "openstack:networking/floatingIp:FloatingIp"

    pool: Immutable[CloudChosen[str | None]] = None
    address: Immutable[CloudChosen[str | None]] = None
    description: str = ""
    port_id: CloudChosen[str | None] = None
    fixed_ip: CloudChosen[str | None] = None
    subnet_id: Immutable[WriteOnly[str | None]] = None
    tags: Unordered[list[str]] = field(default_factory=list)
    all_tags: Annotated[Volatile[list[str] | None], DerivedFrom(("tags",))] = None

    def create(self, cloud: Cloud) -> str:
        body: Record = {
            "floating_network_id": network_named(cloud, self.pool, external=True)["id"],
            "floating_ip_address": self.address,
            "subnet_id": self.subnet_id,
            **self._body(),
            "description": birth_mark(self.tags, self.description),
        }
        return str(cloud.network.post("/floatingips", {"floatingip": changed({}, body)})["floatingip"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        set_tags(cloud, "floatingips", id, self.tags, self.description)

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self:
        found = cloud.network.get(f"/floatingips/{id}")["floatingip"]
        network = found["floating_network_id"]
        path = f"/networks/{network}"
        return cls(
            pool=cloud.kept("network", network, lambda: str(cloud.network.get(path)["network"]["name"])),
            address=found["floating_ip_address"],
            description=found["description"],
            port_id=found["port_id"],
            fixed_ip=found["fixed_ip_address"],
            tags=found["tags"],
            all_tags=found["tags"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        if body := changed(old._body(), self._body()):
            cloud.network.put(f"/floatingips/{id}", {"floatingip": body})

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.once_free(lambda: cloud.network.delete(f"/floatingips/{id}"))

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        return find_tagged(cloud, "floatingips", self.tags, known)

    def _body(self) -> Record:
        return {"description": self.description, "port_id": self.port_id, "fixed_ip_address": self.fixed_ip}
