"""openstack:networking/routerInterface:RouterInterface, a router's foot in a subnet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Immutable, WriteOnly
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.cloud import Cloud, Record

# With high availability or distributed routers the owner has another name.
OWNERS = (
    "network:router_interface",
    "network:ha_router_replicated_interface",
    "network:router_interface_distributed",
)


@dataclass(frozen=True, kw_only=True)
class RouterInterface(ProviderResource[Cloud]):
    """A router's foot in a subnet; its id is that of the port."""

    token: ClassVar[str] = "openstack:networking/routerInterface:RouterInterface"

    router_id: Immutable[str]
    subnet_id: Immutable[CloudChosen[str | None]] = None
    port_id: Immutable[CloudChosen[str | None]] = None
    force_destroy: WriteOnly[bool] = False

    def check(self) -> Iterable[Fault]:
        if bool(self.subnet_id) == bool(self.port_id):
            yield Fault(("subnetId",), "give either subnetId or portId")

    def create(self, cloud: Cloud) -> str:
        body = {"port_id": self.port_id} if self.port_id else {"subnet_id": self.subnet_id}
        return str(cloud.network.put(f"/routers/{self.router_id}/add_router_interface", body)["port_id"])

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        port = cloud.network.get(f"/ports/{id}")["port"]
        if port["device_owner"] not in OWNERS:
            return None
        subnet = port["fixed_ips"][0]["subnet_id"] if port["fixed_ips"] else None
        return cls(router_id=port["device_id"], subnet_id=subnet, port_id=id)

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        """Nothing of it can change but forceDestroy, which only `delete` looks at."""

    def delete(self, cloud: Cloud, id: str) -> None:
        if self.force_destroy:
            cloud.network.put(f"/routers/{self.router_id}", {"router": {"routes": []}})
        path = f"/routers/{self.router_id}/remove_router_interface"
        cloud.once_free(lambda: cloud.network.put(path, {"port_id": id}))

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        ports = cloud.network.get("/ports", device_id=self.router_id)["ports"]
        return next((str(port["id"]) for port in ports if port["id"] not in known and self._is(port)), None)

    def _is(self, port: Record) -> bool:
        if self.port_id:
            return bool(port["id"] == self.port_id)
        inside = any(address["subnet_id"] == self.subnet_id for address in port["fixed_ips"])
        return inside and port["device_owner"] in OWNERS
