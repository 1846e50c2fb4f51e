"""openstack:networking/network:Network, a virtual network."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, DerivedFrom, Unordered, Volatile
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.cloud import Cloud, Record
from orchestrator.providers.openstack.owned import birth_mark, changed, find_tagged, set_tags


@dataclass(frozen=True, kw_only=True)
class Network(ProviderResource[Cloud]):
    """A virtual network."""

    token: ClassVar[str] = "openstack:networking/network:Network"
    autoname: ClassVar[Autoname | None] = Autoname("name")

    name: CloudChosen[str | None] = None
    description: str = ""
    admin_state_up: CloudChosen[bool | None] = None
    shared: CloudChosen[bool | None] = None
    external: CloudChosen[bool | None] = None
    mtu: CloudChosen[int | None] = None
    port_security_enabled: CloudChosen[bool | None] = None
    tags: Unordered[list[str]] = field(default_factory=list)
    all_tags: Annotated[Volatile[list[str] | None], DerivedFrom(("tags",))] = None

    def create(self, cloud: Cloud) -> str:
        body = {**changed({}, self._body()), "description": birth_mark(self.tags, self.description)}
        return str(cloud.network.post("/networks", {"network": body})["network"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        set_tags(cloud, "networks", id, self.tags, self.description)

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self:
        found = cloud.network.get(f"/networks/{id}")["network"]
        return cls(
            name=found["name"],
            description=found["description"],
            admin_state_up=found["admin_state_up"],
            shared=found["shared"],
            external=found.get("router:external"),
            mtu=found.get("mtu"),
            port_security_enabled=found.get("port_security_enabled"),
            tags=found["tags"],
            all_tags=found["tags"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        if body := changed(old._body(), self._body()):
            cloud.network.put(f"/networks/{id}", {"network": body})

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.once_free(lambda: cloud.network.delete(f"/networks/{id}"))

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        return find_tagged(cloud, "networks", self.tags, known)

    def _body(self) -> Record:
        return {
            "name": self.name,
            "description": self.description,
            "admin_state_up": self.admin_state_up,
            "shared": self.shared,
            "router:external": self.external,
            "mtu": self.mtu,
            "port_security_enabled": self.port_security_enabled,
        }
