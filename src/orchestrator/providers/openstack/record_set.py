"""openstack:dns/recordSet:RecordSet, a name of a zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Immutable, Unordered, WriteOnly
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.cloud import Cloud, Record
from orchestrator.providers.openstack.owned import changed
from orchestrator.providers.openstack.zone import await_active, await_gone


@dataclass(frozen=True, kw_only=True)
class RecordSet(ProviderResource[Cloud]):
    """A name of a zone and what it stands for; the id is "zone/record set"."""

    token: ClassVar[str] = "openstack:dns/recordSet:RecordSet"
    # Designate has one record set of each name and type.
    delete_before_replace: ClassVar[bool] = True

    zone_id: Immutable[str]
    records: Unordered[list[str]]
    name: Immutable[str | None] = None
    type: Immutable[CloudChosen[str | None]] = None
    ttl: CloudChosen[int | None] = None
    description: str = ""
    disable_status_check: WriteOnly[bool] = False

    def check(self) -> Iterable[Fault]:
        if not (self.name or "").endswith("."):
            yield Fault(("name",), "is no name with a dot at its end")

    def create(self, cloud: Cloud) -> str:
        body = changed({}, {"name": self.name, "type": self.type, **self._body()})
        made = cloud.dns.post(f"/zones/{self.zone_id}/recordsets", body)
        return f"{self.zone_id}/{made['id']}"

    def settle(self, cloud: Cloud, id: str) -> None:
        if not self.disable_status_check:
            await_active(cloud, _path(id), f"record set {self.name}")

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        found = cloud.dns.get(_path(id))
        if found["action"] == "DELETE":
            return None
        return cls(
            zone_id=found["zone_id"],
            records=found["records"],
            name=found["name"],
            type=found["type"],
            ttl=found["ttl"],
            description=found["description"] or "",
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        if body := changed(old._body(), self._body()):
            cloud.dns.put(_path(id), body)

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.dns.delete(_path(id))
        if not self.disable_status_check:
            await_gone(cloud, _path(id), f"record set {self.name}")

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        query = changed({}, {"name": self.name, "type": self.type})
        rows = cloud.dns.get(f"/zones/{self.zone_id}/recordsets", **query)["recordsets"]
        ids = (f"{self.zone_id}/{row['id']}" for row in rows)
        return next((id for id in ids if id not in known), None)

    def _body(self) -> Record:
        return {"records": sorted(self.records), "ttl": self.ttl, "description": self.description}


def _path(id: str) -> str:
    zone, record_set = id.split("/", 1)
    return f"/zones/{zone}/recordsets/{record_set}"
