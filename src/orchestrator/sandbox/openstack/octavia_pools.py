"""Octavia's pools: the machines behind a balancer, and how they take turns."""

from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.octavia_listeners import agree
from orchestrator.sandbox.openstack.octavia_tree import (
    CREATE,
    DELETE,
    UPDATE,
    Tree,
    check_choice,
    ids,
    invalid,
    refusal,
    visible,
)
from orchestrator.sandbox.openstack.store import Store

METHODS = ("ROUND_ROBIN", "LEAST_CONNECTIONS", "SOURCE_IP", "SOURCE_IP_PORT")
PROTOCOLS = ("TCP", "UDP", "HTTP", "HTTPS", "PROXY", "PROXYV2", "SCTP")
OPTIONS = {
    "lb_algorithm",
    "session_persistence",
    "tls_enabled",
    "tls_container_ref",
    "ca_tls_container_ref",
    "crl_container_ref",
    "tls_ciphers",
    "tls_versions",
    "alpn_protocols",
}
CHANGEABLE = {"name", "description", "admin_state_up", "tags", *OPTIONS}


class Pools:
    def __init__(self, store: Store, tree: Tree) -> None:
        self._store = store
        self._tree = tree

    def routes(self) -> list[Route]:
        path = "/load-balancer/v2(?:\\.0)?/lbaas/pools"
        return [
            Route("GET", path, self._list),
            Route("POST", path, self._create),
            Route("GET", f"{path}/([^/]+)", self._show),
            Route("PUT", f"{path}/([^/]+)", self._update),
            Route("DELETE", f"{path}/([^/]+)", self._delete),
        ]

    def _shown(self, pool: Record) -> Record:
        key = pool["id"]
        monitors = [m["id"] for m in self._store.health_monitors.values() if m["_pool"] == key]
        return {
            **visible(pool),
            "loadbalancers": [{"id": pool["_balancer"]}],
            "listeners": ids([r for r in self._store.listeners.values() if r["default_pool_id"] == key]),
            "members": ids([r for r in self._store.members.values() if r["_pool"] == key]),
            "healthmonitor_id": monitors[0] if monitors else None,
        }

    def _list(self, request: Request) -> Answer:
        rows = [self._shown(row) for row in self._store.pools.values()]
        return Answer(200, {"pools": select(rows, request)})

    def _show(self, request: Request, key: str) -> Answer:
        return Answer(200, {"pool": self._shown(self._tree.pool(key))})

    def _create(self, request: Request) -> Answer:
        body = request.item("pool")
        listener = self._tree.listener(body["listener_id"]) if body.get("listener_id") else None
        balancer = listener["_balancer"] if listener else body.get("loadbalancer_id")
        if not balancer:
            raise invalid("Must provide at least one of: loadbalancer_id, listener_id")
        self._check(body, listener)
        pool = {
            **self._tree.fresh(body, balancer),
            **{
                name: body.get(name)
                for name in CHANGEABLE - {"name", "description", "admin_state_up", "tags"}
            },
            "protocol": body["protocol"],
            "tls_enabled": bool(body.get("tls_enabled")),
        }
        self._tree.change(balancer, pool, CREATE, lambda: None)
        self._store.pools[pool["id"]] = pool
        if listener is not None:
            listener["default_pool_id"] = pool["id"]
        return Answer(201, {"pool": self._shown(pool)})

    def _check(self, body: Record, listener: Record | None) -> None:
        check_choice(body, "lb_algorithm", METHODS)
        check_choice(body, "protocol", PROTOCOLS)
        if listener is not None:
            agree(listener["protocol"], body["protocol"])
            if listener["default_pool_id"]:
                raise refusal(409, "This listener already has a default pool")

    def _update(self, request: Request, key: str) -> Answer:
        body = request.item("pool")
        pool = self._tree.pool(key)
        if foreign := sorted(body.keys() - CHANGEABLE):
            raise invalid(f"Unknown attribute for argument: {foreign[0]}")
        self._tree.change(pool["_balancer"], pool, UPDATE, lambda: None)
        pool.update(body)
        return Answer(200, {"pool": self._shown(pool)})

    def _delete(self, request: Request, key: str) -> Answer:
        pool = self._tree.pool(key)
        self._tree.change(pool["_balancer"], pool, DELETE, lambda: self._gone(key))
        return Answer(204)

    def _gone(self, key: str) -> None:
        """With the pool go its members and its monitor; listeners that led to it lead nowhere."""
        self._store.pools.pop(key, None)
        for table in (self._store.members, self._store.health_monitors):
            for child in [k for k, record in table.items() if record["_pool"] == key]:
                del table[child]
        for listener in self._store.listeners.values():
            if listener["default_pool_id"] == key:
                listener["default_pool_id"] = None
