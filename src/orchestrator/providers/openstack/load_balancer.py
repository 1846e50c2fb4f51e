"""openstack:loadbalancer/loadBalancer:LoadBalancer, an address before several machines."""

from dataclasses import dataclass, field
from typing import ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Immutable, Unordered
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.balancing import (
    LEAVING,
    at_rest,
    away,
    changing,
    find_owned,
    said,
    unlike,
)
from orchestrator.providers.openstack.cloud import Cloud, Record

PATH = "/lbaas/loadbalancers"


@dataclass(frozen=True, kw_only=True)
class LoadBalancer(ProviderResource[Cloud]):
    """An address before several machines."""

    token: ClassVar[str] = "openstack:loadbalancer/loadBalancer:LoadBalancer"
    autoname: ClassVar[Autoname | None] = Autoname("name")

    name: CloudChosen[str | None] = None
    description: str = ""
    admin_state_up: bool = True
    vip_subnet_id: Immutable[CloudChosen[str | None]] = None
    vip_network_id: Immutable[CloudChosen[str | None]] = None
    vip_port_id: Immutable[CloudChosen[str | None]] = None
    vip_address: Immutable[CloudChosen[str | None]] = None
    vip_qos_policy_id: str | None = None
    flavor_id: Immutable[CloudChosen[str | None]] = None
    availability_zone: Immutable[str | None] = None
    loadbalancer_provider: Immutable[CloudChosen[str | None]] = None
    # Of the port that holds the address; Octavia itself has a group of its own there.
    security_group_ids: Unordered[CloudChosen[list[str] | None]] = None
    tags: Unordered[list[str]] = field(default_factory=list)

    def create(self, cloud: Cloud) -> str:
        place = {
            "vip_subnet_id": self.vip_subnet_id,
            "vip_network_id": self.vip_network_id,
            "vip_port_id": self.vip_port_id,
            "vip_address": self.vip_address,
            "flavor_id": self.flavor_id,
            "availability_zone": self.availability_zone,
            "provider": self.loadbalancer_provider,
        }
        body = {"loadbalancer": said({**place, **self._body()})}
        return str(cloud.load_balancer.post(PATH, body)["loadbalancer"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        at_rest(cloud, id)
        if self.security_group_ids is None:
            return
        port = cloud.load_balancer.get(f"{PATH}/{id}")["loadbalancer"]["vip_port_id"]
        if _groups(cloud, port) != sorted(self.security_group_ids):
            cloud.network.put(f"/ports/{port}", {"port": {"security_groups": self.security_group_ids}})

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        found = cloud.load_balancer.get(f"{PATH}/{id}")["loadbalancer"]
        if found["provisioning_status"] in LEAVING:
            return None
        return cls(
            name=found["name"],
            description=found["description"] or "",
            admin_state_up=found["admin_state_up"],
            vip_subnet_id=found["vip_subnet_id"],
            vip_network_id=found["vip_network_id"],
            vip_port_id=found["vip_port_id"],
            vip_address=found["vip_address"],
            vip_qos_policy_id=found["vip_qos_policy_id"],
            flavor_id=found["flavor_id"],
            availability_zone=found["availability_zone"],
            loadbalancer_provider=found["provider"],
            security_group_ids=_groups(cloud, found["vip_port_id"]),
            tags=found["tags"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        if body := unlike(old._body(), self._body(), ("name",)):
            changing(cloud, id, lambda: cloud.load_balancer.put(f"{PATH}/{id}", {"loadbalancer": body}))

    def delete(self, cloud: Cloud, id: str) -> None:
        changing(cloud, id, lambda: cloud.load_balancer.delete(f"{PATH}/{id}"))
        away(cloud, f"{PATH}/{id}", "loadbalancer")

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        return find_owned(cloud, PATH, "loadbalancers", self.tags, known)

    def _body(self) -> Record:
        return {
            "name": self.name,
            "description": self.description,
            "admin_state_up": self.admin_state_up,
            "vip_qos_policy_id": self.vip_qos_policy_id,
            "tags": self.tags,
        }


def _groups(cloud: Cloud, port: str) -> list[str]:
    return sorted(cloud.network.get(f"/ports/{port}")["port"]["security_groups"])
