"""Octavia's listeners: the ports of a balancer, and what each of them accepts."""

from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.octavia_tree import (
    CREATE,
    DELETE,
    UPDATE,
    Tree,
    check_choice,
    check_number,
    invalid,
    refusal,
    visible,
)
from orchestrator.sandbox.openstack.store import Store

# What a pool must speak behind a listener.
BEHIND = {
    "TCP": ("HTTP", "HTTPS", "PROXY", "PROXYV2", "TCP"),
    "HTTP": ("HTTP", "PROXY", "PROXYV2"),
    "HTTPS": ("HTTPS", "PROXY", "PROXYV2", "TCP"),
    "TERMINATED_HTTPS": ("HTTP", "PROXY", "PROXYV2"),
    "UDP": ("UDP",),
    "SCTP": ("SCTP",),
}
DEFAULTS: Record = {
    "connection_limit": -1,
    "default_tls_container_ref": None,
    "sni_container_refs": [],
    "insert_headers": {},
    "timeout_client_data": 50000,
    "timeout_member_connect": 5000,
    "timeout_member_data": 50000,
    "timeout_tcp_inspect": 0,
    "client_ca_tls_container_ref": None,
    "client_authentication": "NONE",
    "client_crl_container_ref": None,
    "allowed_cidrs": None,
    "tls_ciphers": None,
    "tls_versions": None,
    "alpn_protocols": None,
    "hsts_max_age": None,
    "hsts_include_subdomains": False,
    "hsts_preload": False,
}
ENDS_TLS: Record = {
    "tls_ciphers": "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:ECDHE-ECDSA-AES256-GCM-SHA384",
    "tls_versions": ["TLSv1.2", "TLSv1.3"],
    "alpn_protocols": ["h2", "http/1.1", "http/1.0"],
}
CHANGEABLE = {*DEFAULTS, "name", "description", "admin_state_up", "default_pool_id", "tags"}
DATAGRAMS = ("UDP",)


class Listeners:
    def __init__(self, store: Store, tree: Tree) -> None:
        self._store = store
        self._tree = tree

    def routes(self) -> list[Route]:
        path = "/load-balancer/v2(?:\\.0)?/lbaas/listeners"
        return [
            Route("GET", path, self._list),
            Route("POST", path, self._create),
            Route("GET", f"{path}/([^/]+)", self._show),
            Route("PUT", f"{path}/([^/]+)", self._update),
            Route("DELETE", f"{path}/([^/]+)", self._delete),
        ]

    def _shown(self, listener: Record) -> Record:
        return {**visible(listener), "loadbalancers": [{"id": listener["_balancer"]}], "l7policies": []}

    def _list(self, request: Request) -> Answer:
        rows = [self._shown(row) for row in self._store.listeners.values()]
        return Answer(200, {"listeners": select(rows, request)})

    def _show(self, request: Request, key: str) -> Answer:
        return Answer(200, {"listener": self._shown(self._tree.listener(key))})

    def _create(self, request: Request) -> Answer:
        body = request.item("listener")
        balancer = self._tree.balancer(body["loadbalancer_id"])
        self._check(body, balancer["id"])
        tls = ENDS_TLS if body["protocol"] == "TERMINATED_HTTPS" else {}
        given = {name: body[name] for name in DEFAULTS if body.get(name) is not None}
        listener = {
            **self._tree.fresh(body, balancer["id"]),
            "protocol": body["protocol"],
            "protocol_port": body["protocol_port"],
            "default_pool_id": body.get("default_pool_id"),
            **DEFAULTS,
            **tls,
            **given,
        }
        self._tree.change(balancer["id"], listener, CREATE, lambda: None)
        self._store.listeners[listener["id"]] = listener
        return Answer(201, {"listener": self._shown(listener)})

    def _check(self, body: Record, balancer: str) -> None:
        check_choice(body, "protocol", BEHIND)
        check_number(body, "protocol_port", 1, 65535)
        protocol, port = body["protocol"], body["protocol_port"]
        certified = body.get("default_tls_container_ref") or body.get("sni_container_refs")
        if protocol == "TERMINATED_HTTPS" and not certified:
            detail = "An SNI or default certificate container reference must be provided for"
            raise invalid(f"{detail} {protocol} protocol listeners.")
        if protocol in DATAGRAMS and (certified or body.get("insert_headers")):
            raise invalid(f"{protocol} protocol listener does not support TLS.")
        if protocol != "TERMINATED_HTTPS" and certified:
            raise invalid(
                f"Certificate container references are not allowed on {protocol} protocol listeners."
            )
        if body.get("default_pool_id"):
            agree(str(protocol), self._tree.pool(body["default_pool_id"])["protocol"])
        for other in self._store.listeners.values():
            alike = (other["protocol"] in DATAGRAMS) == (protocol in DATAGRAMS)
            if other["_balancer"] == balancer and other["protocol_port"] == port and alike:
                text = f"is already using protocol {other['protocol']} and protocol_port {port}"
                raise refusal(409, f"Another Listener on this Load Balancer {text}")

    def _update(self, request: Request, key: str) -> Answer:
        body = request.item("listener")
        listener = self._tree.listener(key)
        if foreign := sorted(body.keys() - CHANGEABLE):
            raise invalid(f"Unknown attribute for argument: {foreign[0]}")
        if body.get("default_pool_id"):
            agree(listener["protocol"], self._tree.pool(body["default_pool_id"])["protocol"])
        self._tree.change(listener["_balancer"], listener, UPDATE, lambda: None)
        listener.update(body)
        return Answer(200, {"listener": self._shown(listener)})

    def _delete(self, request: Request, key: str) -> Answer:
        listener = self._tree.listener(key)

        def gone() -> None:
            self._store.listeners.pop(key, None)

        self._tree.change(listener["_balancer"], listener, DELETE, gone)
        return Answer(204)


def agree(listener: str, pool: str) -> None:
    """Refuse a pool whose protocol cannot stand behind the listener's."""
    if pool not in BEHIND[listener]:
        raise invalid(f"The pool protocol '{pool}' is invalid while the listener protocol is '{listener}'.")
