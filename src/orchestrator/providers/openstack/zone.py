"""openstack:dns/zone:Zone, a domain that Designate's name servers answer for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Self

from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Immutable, Unordered, WriteOnly
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.openstack.cloud import DELETE_SECONDS, Cloud, Record
from orchestrator.providers.openstack.errors import gone
from orchestrator.providers.openstack.owned import changed


@dataclass(frozen=True, kw_only=True)
class Zone(ProviderResource[Cloud]):
    """A domain; its name ends with a dot."""

    token: ClassVar[str] = "openstack:dns/zone:Zone"

    name: Immutable[str | None] = None
    email: CloudChosen[str | None] = None
    description: str = ""
    ttl: CloudChosen[int | None] = None
    type: Immutable[CloudChosen[str | None]] = None
    masters: Unordered[list[str]] = field(default_factory=list)
    attributes: Immutable[dict[str, str]] = field(default_factory=dict)
    disable_status_check: WriteOnly[bool] = False

    def check(self) -> Iterable[Fault]:
        if not (self.name or "").endswith("."):
            yield Fault(("name",), "is no domain with a dot at its end")

    def create(self, cloud: Cloud) -> str:
        birth = {"name": self.name, "type": self.type, "attributes": self.attributes or None}
        return str(cloud.dns.post("/zones", changed({}, {**birth, **self._body()}))["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        if not self.disable_status_check:
            await_active(cloud, f"/zones/{id}", f"zone {id}")

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        found = cloud.dns.get(f"/zones/{id}")
        if found["action"] == "DELETE":
            return None
        return cls(
            name=found["name"],
            email=found["email"],
            description=found["description"] or "",
            ttl=found["ttl"],
            type=found["type"],
            masters=found["masters"],
            attributes=found["attributes"] or {},
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        if body := changed(old._body(), self._body()):
            cloud.dns.patch(f"/zones/{id}", body)

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.dns.delete(f"/zones/{id}")
        if not self.disable_status_check:
            await_gone(cloud, f"/zones/{id}", f"zone {id}")

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        rows = cloud.dns.get("/zones", name=self.name or "")["zones"]
        return next((str(row["id"]) for row in rows if row["id"] not in known), None)

    def _body(self) -> Record:
        words = {"email": self.email, "description": self.description, "ttl": self.ttl}
        return {**words, "masters": self.masters or None}


def await_active(cloud: Cloud, path: str, what: str) -> None:
    """Designate answers before its name servers know: wait until they do."""

    def poll() -> bool | None:
        return True if _working(cloud, path, what)["status"] == "ACTIVE" else None

    cloud.wait(poll, f"{what} to be active")


def await_gone(cloud: Cloud, path: str, what: str) -> None:
    """Until the name servers have forgotten it."""

    def poll() -> bool | None:
        try:
            _working(cloud, path, what)
        except Exception as error:
            if gone(error):
                return True
            raise
        return None

    cloud.wait(poll, f"{what} to be deleted", DELETE_SECONDS)


def _working(cloud: Cloud, path: str, what: str) -> Record:
    found = cloud.dns.get(path)
    if found["status"] == "ERROR":
        raise ProviderError(
            f"{what} is in status ERROR, while {found['action']} was under way",
            hint="the name servers did not take it: the log of designate-worker has the reason",
        )
    return found
