"""openstack:networking/router:Router, which joins networks and leads out."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, DerivedFrom, Unordered, Volatile
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.cloud import Cloud, Record
from orchestrator.providers.openstack.owned import birth_mark, changed, find_tagged, set_tags


@dataclass(frozen=True, kw_only=True)
class ExternalFixedIp:
    """An address on the external network."""

    subnet_id: CloudChosen[str | None] = None
    ip_address: CloudChosen[str | None] = None


@dataclass(frozen=True, kw_only=True)
class Router(ProviderResource[Cloud]):
    """A router between networks, with or without a way out."""

    token: ClassVar[str] = "openstack:networking/router:Router"
    autoname: ClassVar[Autoname | None] = Autoname("name")

    name: CloudChosen[str | None] = None
    description: str = ""
    admin_state_up: CloudChosen[bool | None] = None
    external_network_id: str | None = None
    enable_snat: CloudChosen[bool | None] = None
    external_fixed_ips: Unordered[CloudChosen[list[ExternalFixedIp] | None]] = None
    tags: Unordered[list[str]] = field(default_factory=list)
    all_tags: Annotated[Volatile[list[str] | None], DerivedFrom(("tags",))] = None

    def create(self, cloud: Cloud) -> str:
        body = changed({}, {**self._body(), "description": birth_mark(self.tags, self.description)})
        if self.external_network_id:
            body["external_gateway_info"] = self._gateway()
        return str(cloud.network.post("/routers", {"router": body})["router"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        set_tags(cloud, "routers", id, self.tags, self.description)

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self:
        found = cloud.network.get(f"/routers/{id}")["router"]
        gateway = found.get("external_gateway_info") or {}
        addresses = gateway.get("external_fixed_ips") or []
        return cls(
            name=found["name"],
            description=found["description"],
            admin_state_up=found["admin_state_up"],
            external_network_id=gateway.get("network_id"),
            enable_snat=gateway.get("enable_snat"),
            external_fixed_ips=[
                ExternalFixedIp(subnet_id=address["subnet_id"], ip_address=address["ip_address"])
                for address in addresses
            ],
            tags=found["tags"],
            all_tags=found["tags"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        body = changed(old._body(), self._body())
        if changed(old._gateway(), self._gateway()) or self.external_network_id != old.external_network_id:
            body["external_gateway_info"] = self._gateway() if self.external_network_id else None
        if body:
            cloud.once_free(lambda: cloud.network.put(f"/routers/{id}", {"router": body}))

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.once_free(lambda: cloud.network.delete(f"/routers/{id}"))

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        return find_tagged(cloud, "routers", self.tags, known)

    def _body(self) -> Record:
        return {"name": self.name, "description": self.description, "admin_state_up": self.admin_state_up}

    def _gateway(self) -> Record:
        addresses = [
            changed({}, {"subnet_id": address.subnet_id, "ip_address": address.ip_address})
            for address in self.external_fixed_ips or []
        ]
        # enable_snat may be set by administrators only: say it when the user does.
        gateway = {"network_id": self.external_network_id, "enable_snat": self.enable_snat}
        return changed({}, {**gateway, "external_fixed_ips": addresses or None})
