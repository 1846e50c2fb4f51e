"""openstack:networking/floatingIpAssociate:FloatingIpAssociate, what a floating IP points at."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.kit.fields import CloudChosen, Immutable
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.openstack.cloud import Cloud, one
from orchestrator.providers.openstack.owned import changed


@dataclass(frozen=True, kw_only=True)
class FloatingIpAssociate(ProviderResource[Cloud]):
    """The port that a floating IP points at; its id is that of the floating IP."""

    token: ClassVar[str] = "openstack:networking/floatingIpAssociate:FloatingIpAssociate"
    delete_before_replace: ClassVar[bool] = True

    floating_ip: Immutable[str]
    port_id: str
    fixed_ip: CloudChosen[str | None] = None

    def create(self, cloud: Cloud) -> str:
        rows = cloud.network.get("/floatingips", floating_ip_address=self.floating_ip)["floatingips"]
        found = one(rows, f"floating IP {self.floating_ip}")
        # The same port is what an interrupted run has left; another one is somebody else's.
        if found["port_id"] not in (None, self.port_id):
            raise ProviderError(
                f"floating IP {self.floating_ip} points at port {found['port_id']} already",
                hint="take it from there first",
            )
        self._point(cloud, str(found["id"]))
        return str(found["id"])

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        found = cloud.network.get(f"/floatingips/{id}")["floatingip"]
        if not found["port_id"]:
            return None
        return cls(
            floating_ip=found["floating_ip_address"],
            port_id=found["port_id"],
            fixed_ip=found["fixed_ip_address"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        self._point(cloud, id)

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.network.put(f"/floatingips/{id}", {"floatingip": {"port_id": None}})

    def _point(self, cloud: Cloud, id: str) -> None:
        body = changed({}, {"port_id": self.port_id, "fixed_ip_address": self.fixed_ip})
        cloud.network.put(f"/floatingips/{id}", {"floatingip": body})
