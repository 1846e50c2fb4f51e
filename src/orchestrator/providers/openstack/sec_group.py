"""openstack:networking/secGroup:SecGroup, a firewall for ports."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
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


@dataclass(frozen=True, kw_only=True)
class SecGroup(ProviderResource[Cloud]):
    """A firewall for ports; its rules are resources of their own."""

    token: ClassVar[str] = "openstack:networking/secGroup:SecGroup"
    autoname: ClassVar[Autoname | None] = Autoname("name")

    name: CloudChosen[str | None] = None
    description: str = ""
    stateful: CloudChosen[bool | None] = None
    delete_default_rules: Immutable[WriteOnly[bool]] = False
    tags: Unordered[list[str]] = field(default_factory=list)
    all_tags: Annotated[Volatile[list[str] | None], DerivedFrom(("tags",))] = None

    def create(self, cloud: Cloud) -> str:
        body = changed({}, {**self._body(), "description": birth_mark(self.tags, self.description)})
        return str(cloud.network.post("/security-groups", {"security_group": body})["security_group"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        set_tags(cloud, "security-groups", id, self.tags, self.description)
        if self.delete_default_rules:
            for rule in cloud.network.get(f"/security-groups/{id}")["security_group"]["security_group_rules"]:
                # Rules that somebody made have a description, if only an empty one.
                if rule["description"] is None and rule["direction"] == "egress":
                    cloud.network.delete(f"/security-group-rules/{rule['id']}")

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self:
        found = cloud.network.get(f"/security-groups/{id}")["security_group"]
        return cls(
            name=found["name"],
            description=found["description"],
            stateful=found.get("stateful"),
            tags=found["tags"],
            all_tags=found["tags"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        if body := changed(old._body(), self._body()):
            cloud.network.put(f"/security-groups/{id}", {"security_group": body})

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.once_free(lambda: cloud.network.delete(f"/security-groups/{id}"))

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        return find_tagged(cloud, "security-groups", self.tags, known)

    def _body(self) -> Record:
        return {"name": self.name, "description": self.description, "stateful": self.stateful}
