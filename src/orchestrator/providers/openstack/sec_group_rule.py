"""openstack:networking/secGroupRule:SecGroupRule, what a security group lets through."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.kit.fields import Immutable
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.cloud import Cloud, Record
from orchestrator.providers.openstack.owned import changed


@dataclass(frozen=True, kw_only=True)
class SecGroupRule(ProviderResource[Cloud]):
    """One kind of traffic that a security group lets through; any change makes a new rule."""

    token: ClassVar[str] = "openstack:networking/secGroupRule:SecGroupRule"
    # Neutron refuses two rules that differ in their description only.
    delete_before_replace: ClassVar[bool] = True

    security_group_id: Immutable[str]
    direction: Immutable[str]
    ethertype: Immutable[str]
    description: Immutable[str] = ""
    protocol: Immutable[str | None] = None
    port_range_min: Immutable[int | None] = None
    port_range_max: Immutable[int | None] = None
    remote_ip_prefix: Immutable[str | None] = None
    remote_group_id: Immutable[str | None] = None

    def create(self, cloud: Cloud) -> str:
        body = changed({}, {**self._key(), "description": self.description})
        made = cloud.network.post("/security-group-rules", {"security_group_rule": body})
        return str(made["security_group_rule"]["id"])

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self:
        found = cloud.network.get(f"/security-group-rules/{id}")["security_group_rule"]
        return cls(
            security_group_id=found["security_group_id"],
            direction=found["direction"],
            ethertype=found["ethertype"],
            description=found.get("description") or "",
            protocol=found["protocol"],
            port_range_min=found["port_range_min"],
            port_range_max=found["port_range_max"],
            remote_ip_prefix=found["remote_ip_prefix"],
            remote_group_id=found["remote_group_id"],
        )

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.once_free(lambda: cloud.network.delete(f"/security-group-rules/{id}"))

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        path = "/security-group-rules"
        rows = cloud.network.get(path, security_group_id=self.security_group_id)["security_group_rules"]
        wanted = self._key()
        same = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
        return next((str(row["id"]) for row in same if row["id"] not in known), None)

    def _key(self) -> Record:
        return {
            "security_group_id": self.security_group_id,
            "direction": self.direction,
            "ethertype": self.ethertype,
            "protocol": self.protocol,
            "port_range_min": self.port_range_min,
            "port_range_max": self.port_range_max,
            "remote_ip_prefix": self.remote_ip_prefix,
            "remote_group_id": self.remote_group_id,
        }
