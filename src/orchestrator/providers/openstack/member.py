"""openstack:loadbalancer/member:Member, one machine of a pool."""

from dataclasses import dataclass, field
from typing import ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Immutable, Unordered
from orchestrator.providers.kit.resource import ProviderResource, ResourceType
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.wire import Props
from orchestrator.providers.openstack.balancing import (
    LEAVING,
    away,
    balancer_of,
    changing,
    find_owned,
    resting,
    said,
    unlike,
)
from orchestrator.providers.openstack.cloud import Cloud, Record

CHOSEN = ("name", "weight")


@dataclass(frozen=True, kw_only=True)
class Member(ProviderResource[Cloud]):
    """One machine of a pool; the id is Octavia's own, or "pool/member" when it was imported."""

    token: ClassVar[str] = "openstack:loadbalancer/member:Member"
    autoname: ClassVar[Autoname | None] = Autoname("name")
    # A pool takes an address and port once.
    delete_before_replace: ClassVar[bool] = True

    pool_id: Immutable[str]
    address: Immutable[str]
    protocol_port: Immutable[int]
    name: CloudChosen[str | None] = None
    subnet_id: Immutable[str | None] = None
    weight: CloudChosen[int | None] = None
    backup: bool = False
    admin_state_up: bool = True
    monitor_address: str | None = None
    monitor_port: int | None = None
    tags: Unordered[list[str]] = field(default_factory=list)

    def create(self, cloud: Cloud) -> str:
        fixed = {"address": self.address, "protocol_port": self.protocol_port, "subnet_id": self.subnet_id}
        body = {"member": said({**fixed, **self._body()})}
        path = f"/lbaas/pools/{self.pool_id}/members"
        above = balancer_of(cloud, self.pool_id)
        return str(changing(cloud, above, lambda: cloud.load_balancer.post(path, body))["member"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        resting(cloud, self._path(id), "member")

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        pool, _, member = id.partition("/")
        if not member:
            raise ProviderError(
                f"'{id}' does not say in which pool the member is", hint='the id is "pool/member"'
            )
        found = cloud.load_balancer.get(f"/lbaas/pools/{pool}/members/{member}")["member"]
        if found["provisioning_status"] in LEAVING:
            return None
        return cls(
            pool_id=pool,
            address=found["address"],
            protocol_port=found["protocol_port"],
            name=found["name"],
            subnet_id=found["subnet_id"],
            weight=found["weight"],
            backup=bool(found.get("backup")),
            admin_state_up=found["admin_state_up"],
            monitor_address=found["monitor_address"],
            monitor_port=found["monitor_port"],
            tags=found["tags"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        if body := unlike(old._body(), self._body(), CHOSEN):
            above, path = balancer_of(cloud, self.pool_id), self._path(id)
            changing(cloud, above, lambda: cloud.load_balancer.put(path, {"member": body}))

    def delete(self, cloud: Cloud, id: str) -> None:
        above, path = balancer_of(cloud, self.pool_id), self._path(id)
        changing(cloud, above, lambda: cloud.load_balancer.delete(path))
        away(cloud, path, "member")

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        path = f"/lbaas/pools/{self.pool_id}/members"
        return find_owned(cloud, path, "members", self.tags, known)

    def _path(self, id: str) -> str:
        return f"/lbaas/pools/{self.pool_id}/members/{id.rsplit('/', 1)[-1]}"

    def _body(self) -> Record:
        return {
            "name": self.name,
            "weight": self.weight,
            "backup": self.backup,
            "admin_state_up": self.admin_state_up,
            "monitor_address": self.monitor_address,
            "monitor_port": self.monitor_port,
            "tags": self.tags,
        }


class MemberType(ResourceType[Cloud]):
    """Octavia finds a member only in its pool: its own id alone does not lead to it."""

    def read(self, client: Cloud, id: str, inputs: Props) -> Props | None:
        known = "/" in id or not inputs.get("poolId")
        return super().read(client, id if known else f"{inputs['poolId']}/{id}", inputs)
