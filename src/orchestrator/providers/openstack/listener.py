"""openstack:loadbalancer/listener:Listener, a port of a load balancer."""

from dataclasses import dataclass, field
from typing import ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Immutable, Unordered
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.openstack.balancing import (
    LEAVING,
    away,
    changing,
    find_owned,
    resting,
    said,
    unlike,
)
from orchestrator.providers.openstack.cloud import Cloud, Record

PATH = "/lbaas/listeners"
CHOSEN = (
    "name",
    "default_pool_id",
    "connection_limit",
    "client_authentication",
    "timeout_client_data",
    "timeout_member_connect",
    "timeout_member_data",
    "timeout_tcp_inspect",
    "alpn_protocols",
    "tls_ciphers",
    "tls_versions",
)


@dataclass(frozen=True, kw_only=True)
class Listener(ProviderResource[Cloud]):
    """A port of a load balancer."""

    token: ClassVar[str] = "openstack:loadbalancer/listener:Listener"
    autoname: ClassVar[Autoname | None] = Autoname("name")
    # Two listeners cannot have one port.
    delete_before_replace: ClassVar[bool] = True

    loadbalancer_id: Immutable[str]
    protocol: Immutable[str]
    protocol_port: Immutable[int]
    name: CloudChosen[str | None] = None
    description: str = ""
    admin_state_up: bool = True
    default_pool_id: CloudChosen[str | None] = None
    connection_limit: CloudChosen[int | None] = None
    allowed_cidrs: Unordered[list[str]] = field(default_factory=list)
    default_tls_container_ref: str | None = None
    sni_container_refs: list[str] = field(default_factory=list)
    client_authentication: CloudChosen[str | None] = None
    client_ca_tls_container_ref: str | None = None
    client_crl_container_ref: str | None = None
    insert_headers: dict[str, str] = field(default_factory=dict)
    timeout_client_data: CloudChosen[int | None] = None
    timeout_member_connect: CloudChosen[int | None] = None
    timeout_member_data: CloudChosen[int | None] = None
    timeout_tcp_inspect: CloudChosen[int | None] = None
    alpn_protocols: Unordered[CloudChosen[list[str] | None]] = None
    tls_ciphers: CloudChosen[str | None] = None
    tls_versions: Unordered[CloudChosen[list[str] | None]] = None
    hsts_include_subdomains: bool = False
    hsts_max_age: int | None = None
    hsts_preload: bool = False
    tags: Unordered[list[str]] = field(default_factory=list)

    def create(self, cloud: Cloud) -> str:
        fixed = {
            "loadbalancer_id": self.loadbalancer_id,
            "protocol": self.protocol,
            "protocol_port": self.protocol_port,
        }
        body = {"listener": said({**fixed, **self._body()})}
        made = changing(cloud, self.loadbalancer_id, lambda: cloud.load_balancer.post(PATH, body))
        return str(made["listener"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        resting(cloud, f"{PATH}/{id}", "listener")

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        found = cloud.load_balancer.get(f"{PATH}/{id}")["listener"]
        if found["provisioning_status"] in LEAVING:
            return None
        return cls(
            loadbalancer_id=found["loadbalancers"][0]["id"],
            protocol=found["protocol"],
            protocol_port=found["protocol_port"],
            name=found["name"],
            description=found["description"] or "",
            admin_state_up=found["admin_state_up"],
            default_pool_id=found["default_pool_id"],
            connection_limit=found["connection_limit"],
            allowed_cidrs=found.get("allowed_cidrs") or [],
            default_tls_container_ref=found["default_tls_container_ref"],
            sni_container_refs=found["sni_container_refs"] or [],
            client_authentication=found.get("client_authentication"),
            client_ca_tls_container_ref=found.get("client_ca_tls_container_ref"),
            client_crl_container_ref=found.get("client_crl_container_ref"),
            insert_headers=found["insert_headers"] or {},
            timeout_client_data=found["timeout_client_data"],
            timeout_member_connect=found["timeout_member_connect"],
            timeout_member_data=found["timeout_member_data"],
            timeout_tcp_inspect=found["timeout_tcp_inspect"],
            alpn_protocols=found.get("alpn_protocols"),
            tls_ciphers=found.get("tls_ciphers"),
            tls_versions=found.get("tls_versions"),
            hsts_include_subdomains=bool(found.get("hsts_include_subdomains")),
            hsts_max_age=found.get("hsts_max_age"),
            hsts_preload=bool(found.get("hsts_preload")),
            tags=found["tags"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        if body := unlike(old._body(), self._body(), CHOSEN):
            above = self.loadbalancer_id
            changing(cloud, above, lambda: cloud.load_balancer.put(f"{PATH}/{id}", {"listener": body}))

    def delete(self, cloud: Cloud, id: str) -> None:
        changing(cloud, self.loadbalancer_id, lambda: cloud.load_balancer.delete(f"{PATH}/{id}"))
        away(cloud, f"{PATH}/{id}", "listener")

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        return find_owned(cloud, PATH, "listeners", self.tags, known)

    def _body(self) -> Record:
        return {
            "name": self.name,
            "description": self.description,
            "admin_state_up": self.admin_state_up,
            "default_pool_id": self.default_pool_id,
            "connection_limit": self.connection_limit,
            "allowed_cidrs": self.allowed_cidrs,
            "default_tls_container_ref": self.default_tls_container_ref,
            "sni_container_refs": self.sni_container_refs,
            "client_authentication": self.client_authentication,
            "client_ca_tls_container_ref": self.client_ca_tls_container_ref,
            "client_crl_container_ref": self.client_crl_container_ref,
            "insert_headers": self.insert_headers,
            "timeout_client_data": self.timeout_client_data,
            "timeout_member_connect": self.timeout_member_connect,
            "timeout_member_data": self.timeout_member_data,
            "timeout_tcp_inspect": self.timeout_tcp_inspect,
            "alpn_protocols": self.alpn_protocols,
            "tls_ciphers": self.tls_ciphers,
            "tls_versions": self.tls_versions,
            "hsts_include_subdomains": self.hsts_include_subdomains,
            "hsts_max_age": self.hsts_max_age,
            "hsts_preload": self.hsts_preload,
            "tags": self.tags,
        }
