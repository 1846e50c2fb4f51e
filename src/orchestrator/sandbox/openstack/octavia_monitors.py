"""Octavia's health monitors: how a pool finds out which of its members are well."""

from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.octavia_tree import (
    CREATE,
    DELETE,
    UPDATE,
    Tree,
    check_choice,
    check_number,
    invalid,
    not_found,
    refusal,
    visible,
)
from orchestrator.sandbox.openstack.store import Store

TYPES = ("HTTP", "HTTPS", "PING", "SCTP", "TCP", "TLS-HELLO", "UDP-CONNECT")
FOR_DATAGRAMS = ("UDP-CONNECT", "SCTP", "TCP", "HTTP")
WEB: Record = {"http_method": "GET", "url_path": "/", "expected_codes": "200"}
NUMBERS = (("delay", 0, 2**31), ("timeout", 0, 2**31), ("max_retries", 1, 10))
CHANGEABLE = {
    "name",
    "admin_state_up",
    "max_retries_down",
    "http_version",
    "domain_name",
    *WEB,
    *(name for name, _, _ in NUMBERS),
}


class Monitors:
    def __init__(self, store: Store, tree: Tree) -> None:
        self._store = store
        self._tree = tree

    def routes(self) -> list[Route]:
        path = "/load-balancer/v2(?:\\.0)?/lbaas/healthmonitors"
        return [
            Route("GET", path, self._list),
            Route("POST", path, self._create),
            Route("GET", f"{path}/([^/]+)", self._show),
            Route("PUT", f"{path}/([^/]+)", self._update),
            Route("DELETE", f"{path}/([^/]+)", self._delete),
        ]

    def _monitor(self, key: str) -> Record:
        if key not in self._store.health_monitors:
            raise not_found("Health Monitor", key)
        return self._store.health_monitors[key]

    def _shown(self, monitor: Record) -> Record:
        return {**visible(monitor), "pools": [{"id": monitor["_pool"]}]}

    def _list(self, request: Request) -> Answer:
        rows = [self._shown(row) for row in self._store.health_monitors.values()]
        return Answer(200, {"healthmonitors": select(rows, request)})

    def _show(self, request: Request, key: str) -> Answer:
        return Answer(200, {"healthmonitor": self._shown(self._monitor(key))})

    def _create(self, request: Request) -> Answer:
        body = request.item("healthmonitor")
        pool = self._tree.pool(body["pool_id"])
        self._check(body, pool)
        web = WEB if body["type"] in ("HTTP", "HTTPS") else dict.fromkeys(WEB)
        monitor = {
            **self._tree.fresh(body, pool["_balancer"]),
            "type": body["type"],
            **{name: body[name] for name, _, _ in NUMBERS},
            "max_retries_down": body.get("max_retries_down", 3),
            **{name: body.get(name) or default for name, default in web.items()},
            "http_version": body.get("http_version"),
            "domain_name": body.get("domain_name"),
            "_pool": pool["id"],
        }
        del monitor["description"]
        self._tree.change(pool["_balancer"], monitor, CREATE, lambda: None)
        self._store.health_monitors[monitor["id"]] = monitor
        return Answer(201, {"healthmonitor": self._shown(monitor)})

    def _check(self, body: Record, pool: Record) -> None:
        kind = body.get("type")
        check_choice(body, "type", TYPES)
        for name, least, most in NUMBERS:
            check_number(body, name, least, most)
        if pool["protocol"] in ("UDP", "SCTP") and kind not in FOR_DATAGRAMS:
            text = f"so only a {'/'.join(FOR_DATAGRAMS)} health monitor is supported."
            raise invalid(f"The associated pool protocol is {pool['protocol']}, {text}")
        if pool["protocol"] not in ("UDP", "SCTP") and kind in ("UDP-CONNECT", "SCTP"):
            raise invalid(f"The {kind} type is only supported for pools of type UDP/SCTP.")
        for name in WEB:
            if body.get(name) and kind not in ("HTTP", "HTTPS"):
                raise refusal(400, f"{name} is not a valid option for health monitors of type {kind}")
        if any(m["_pool"] == pool["id"] for m in self._store.health_monitors.values()):
            raise refusal(409, "This pool already has a health monitor")

    def _update(self, request: Request, key: str) -> Answer:
        body = request.item("healthmonitor")
        monitor = self._monitor(key)
        if foreign := sorted(body.keys() - CHANGEABLE):
            raise invalid(f"Unknown attribute for argument: {foreign[0]}")
        self._tree.change(monitor["_balancer"], monitor, UPDATE, lambda: None)
        monitor.update(body)
        return Answer(200, {"healthmonitor": self._shown(monitor)})

    def _delete(self, request: Request, key: str) -> Answer:
        monitor = self._monitor(key)

        def gone() -> None:
            self._store.health_monitors.pop(key, None)

        self._tree.change(monitor["_balancer"], monitor, DELETE, gone)
        return Answer(204)
