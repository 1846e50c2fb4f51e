"""openstack:compute/serverGroup:ServerGroup, how servers are spread over hosts."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Immutable, Volatile
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.cloud import Cloud, Record
from orchestrator.providers.openstack.owned import changed

PATH = "/os-server-groups"


@dataclass(frozen=True, kw_only=True)
class ServerGroupRules:
    """How strict the policy is."""

    max_server_per_host: CloudChosen[int | None] = None


@dataclass(frozen=True, kw_only=True)
class ServerGroup(ProviderResource[Cloud]):
    """How servers are spread over hosts; any change makes a new group."""

    token: ClassVar[str] = "openstack:compute/serverGroup:ServerGroup"
    autoname: ClassVar[Autoname | None] = Autoname("name")

    name: Immutable[CloudChosen[str | None]] = None
    policies: Immutable[str | None] = None
    rules: Immutable[CloudChosen[ServerGroupRules | None]] = None
    members: Volatile[list[str] | None] = None

    def create(self, cloud: Cloud) -> str:
        strict = self.rules.max_server_per_host if self.rules else None
        rules = None if strict is None else {"max_server_per_host": strict}
        body = changed({}, {"name": self.name, "policy": self.policies, "rules": rules})
        return str(cloud.compute.post(PATH, {"server_group": body})["server_group"]["id"])

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self:
        found = cloud.compute.get(f"{PATH}/{id}")["server_group"]
        strict = found["rules"].get("max_server_per_host")
        return cls(
            name=found["name"],
            policies=found["policy"],
            rules=None if strict is None else ServerGroupRules(max_server_per_host=strict),
            members=found["members"],
        )

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.compute.delete(f"{PATH}/{id}")

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        """It carries no tags; one of its name that is still empty is what an interrupted run has left."""
        rows: list[Record] = cloud.compute.get(PATH)["server_groups"]
        mine = [row for row in rows if row["name"] == self.name and not row["members"]]
        return next((str(row["id"]) for row in mine if row["id"] not in known), None)
