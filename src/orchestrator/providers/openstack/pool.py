"""openstack:loadbalancer/pool:Pool, the machines behind a load balancer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Immutable, Unordered
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.wire import UNREAD
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
from orchestrator.providers.openstack.owned import changed

PATH = "/lbaas/pools"
CHOSEN = ("name", "alpn_protocols", "tls_ciphers", "tls_versions")


@dataclass(frozen=True, kw_only=True)
class PoolPersistence:
    """How a client comes back to the same machine."""

    type: str
    cookie_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Pool(ProviderResource[Cloud]):
    """The machines behind a load balancer, and how they take turns."""

    token: ClassVar[str] = "openstack:loadbalancer/pool:Pool"
    autoname: ClassVar[Autoname | None] = Autoname("name")
    # A listener has one pool.
    delete_before_replace: ClassVar[bool] = True

    lb_method: str
    protocol: Immutable[str]
    name: CloudChosen[str | None] = None
    description: str = ""
    admin_state_up: bool = True
    listener_id: Immutable[CloudChosen[str | None]] = None
    loadbalancer_id: Immutable[CloudChosen[str | None]] = None
    persistence: PoolPersistence | None = None
    tls_enabled: bool = False
    tls_container_ref: str | None = None
    ca_tls_container_ref: str | None = None
    crl_container_ref: str | None = None
    alpn_protocols: Unordered[CloudChosen[list[str] | None]] = None
    tls_ciphers: CloudChosen[str | None] = None
    tls_versions: Unordered[CloudChosen[list[str] | None]] = None
    tags: Unordered[list[str]] = field(default_factory=list)

    def check(self) -> Iterable[Fault]:
        if (self.listener_id is None) == (self.loadbalancer_id is None):
            yield Fault(("listenerId",), "give exactly one of listenerId and loadbalancerId")

    def create(self, cloud: Cloud) -> str:
        fixed = {
            "protocol": self.protocol,
            "listener_id": self.listener_id,
            "loadbalancer_id": self.loadbalancer_id,
        }
        body = {"pool": said({**fixed, **self._body()})}
        made = changing(cloud, self._balancer(cloud), lambda: cloud.load_balancer.post(PATH, body))
        return str(made["pool"]["id"])

    def _balancer(self, cloud: Cloud) -> str:
        if self.loadbalancer_id:
            return self.loadbalancer_id
        listener = cloud.load_balancer.get(f"/lbaas/listeners/{self.listener_id}")["listener"]
        return str(listener["loadbalancers"][0]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        resting(cloud, f"{PATH}/{id}", "pool")

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        found = cloud.load_balancer.get(f"{PATH}/{id}")["pool"]
        if found["provisioning_status"] in LEAVING:
            return None
        session = found["session_persistence"]
        listener = next((each["id"] for each in found["listeners"]), None)
        untold: Any = UNREAD  # exactly one of the two was asked for
        return cls(
            lb_method=found["lb_algorithm"],
            protocol=found["protocol"],
            name=found["name"],
            description=found["description"] or "",
            admin_state_up=found["admin_state_up"],
            listener_id=listener,
            loadbalancer_id=untold if listener else found["loadbalancers"][0]["id"],
            persistence=PoolPersistence(type=session["type"], cookie_name=session.get("cookie_name"))
            if session
            else None,
            tls_enabled=bool(found.get("tls_enabled")),
            tls_container_ref=found.get("tls_container_ref"),
            ca_tls_container_ref=found.get("ca_tls_container_ref"),
            crl_container_ref=found.get("crl_container_ref"),
            alpn_protocols=found.get("alpn_protocols"),
            tls_ciphers=found.get("tls_ciphers"),
            tls_versions=found.get("tls_versions"),
            tags=found["tags"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        if body := unlike(old._body(), self._body(), CHOSEN):
            above = balancer_of(cloud, id)
            changing(cloud, above, lambda: cloud.load_balancer.put(f"{PATH}/{id}", {"pool": body}))

    def delete(self, cloud: Cloud, id: str) -> None:
        changing(cloud, balancer_of(cloud, id), lambda: cloud.load_balancer.delete(f"{PATH}/{id}"))
        away(cloud, f"{PATH}/{id}", "pool")

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        return find_owned(cloud, PATH, "pools", self.tags, known)

    def _body(self) -> Record:
        kept = self.persistence
        return {
            "name": self.name,
            "description": self.description,
            "admin_state_up": self.admin_state_up,
            "lb_algorithm": self.lb_method,
            "session_persistence": changed({}, {"type": kept.type, "cookie_name": kept.cookie_name})
            if kept
            else None,
            "tls_enabled": self.tls_enabled,
            "tls_container_ref": self.tls_container_ref,
            "ca_tls_container_ref": self.ca_tls_container_ref,
            "crl_container_ref": self.crl_container_ref,
            "alpn_protocols": self.alpn_protocols,
            "tls_ciphers": self.tls_ciphers,
            "tls_versions": self.tls_versions,
            "tags": self.tags,
        }
