"""openstack:loadbalancer/monitor:Monitor, how a pool finds out which of its machines are well."""

from dataclasses import dataclass
from typing import ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Immutable
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.balancing import (
    LEAVING,
    away,
    balancer_of,
    changing,
    resting,
    said,
    unlike,
)
from orchestrator.providers.openstack.cloud import Cloud, Record

PATH = "/lbaas/healthmonitors"
CHOSEN = ("name", "max_retries_down", "url_path", "http_method", "expected_codes")


@dataclass(frozen=True, kw_only=True)
class Monitor(ProviderResource[Cloud]):
    """How a pool finds out which of its machines are well; it may be imported as "monitor/pool"."""

    token: ClassVar[str] = "openstack:loadbalancer/monitor:Monitor"
    autoname: ClassVar[Autoname | None] = Autoname("name")
    # A pool has one monitor.
    delete_before_replace: ClassVar[bool] = True

    pool_id: Immutable[str]
    type: Immutable[str]
    delay: int
    timeout: int
    max_retries: int
    max_retries_down: CloudChosen[int | None] = None
    name: CloudChosen[str | None] = None
    admin_state_up: bool = True
    url_path: CloudChosen[str | None] = None
    http_method: CloudChosen[str | None] = None
    http_version: str | None = None
    expected_codes: CloudChosen[str | None] = None
    domain_name: str | None = None

    def create(self, cloud: Cloud) -> str:
        body = {"healthmonitor": said({"pool_id": self.pool_id, "type": self.type, **self._body()})}
        above = balancer_of(cloud, self.pool_id)
        made = changing(cloud, above, lambda: cloud.load_balancer.post(PATH, body))
        return str(made["healthmonitor"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        resting(cloud, _path(id), "healthmonitor")

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        found = cloud.load_balancer.get(_path(id))["healthmonitor"]
        if found["provisioning_status"] in LEAVING:
            return None
        version = found.get("http_version")
        return cls(
            pool_id=found["pools"][0]["id"],
            type=found["type"],
            delay=found["delay"],
            timeout=found["timeout"],
            max_retries=found["max_retries"],
            max_retries_down=found["max_retries_down"],
            name=found["name"],
            admin_state_up=found["admin_state_up"],
            url_path=found["url_path"],
            http_method=found["http_method"],
            http_version=None if version is None else str(version),
            expected_codes=found["expected_codes"],
            domain_name=found.get("domain_name"),
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        if body := unlike(old._body(), self._body(), CHOSEN):
            above = balancer_of(cloud, self.pool_id)
            changing(cloud, above, lambda: cloud.load_balancer.put(_path(id), {"healthmonitor": body}))

    def delete(self, cloud: Cloud, id: str) -> None:
        changing(cloud, balancer_of(cloud, self.pool_id), lambda: cloud.load_balancer.delete(_path(id)))
        away(cloud, _path(id), "healthmonitor")

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        """It carries no tags, but a pool has only one."""
        found = cloud.load_balancer.get(f"/lbaas/pools/{self.pool_id}")["pool"]["healthmonitor_id"]
        return str(found) if found and found not in known else None

    def _body(self) -> Record:
        return {
            "name": self.name,
            "delay": self.delay,
            "timeout": self.timeout,
            "max_retries": self.max_retries,
            "max_retries_down": self.max_retries_down,
            "admin_state_up": self.admin_state_up,
            "url_path": self.url_path,
            "http_method": self.http_method,
            "http_version": float(self.http_version) if self.http_version else None,
            "expected_codes": self.expected_codes,
            "domain_name": self.domain_name,
        }


def _path(id: str) -> str:
    return f"{PATH}/{id.split('/', 1)[0]}"
