"""Octavia's members: one machine's address and port in a pool."""

import ipaddress

from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.octavia_tree import (
    CREATE,
    DELETE,
    UPDATE,
    Tree,
    check_number,
    invalid,
    not_found,
    refusal,
    visible,
    wrong,
)
from orchestrator.sandbox.openstack.store import Store

CHANGEABLE = {"name", "admin_state_up", "weight", "backup", "monitor_port", "monitor_address", "tags"}


class Members:
    def __init__(self, store: Store, tree: Tree) -> None:
        self._store = store
        self._tree = tree

    def routes(self) -> list[Route]:
        path = "/load-balancer/v2(?:\\.0)?/lbaas/pools/([^/]+)/members"
        return [
            Route("GET", path, self._list),
            Route("POST", path, self._create),
            Route("GET", f"{path}/([^/]+)", self._show),
            Route("PUT", f"{path}/([^/]+)", self._update),
            Route("DELETE", f"{path}/([^/]+)", self._delete),
        ]

    def _member(self, pool: str, key: str) -> Record:
        self._tree.pool(pool)
        found = self._store.members.get(key)
        if found is None or found["_pool"] != pool:
            raise not_found("Member", key)
        return found

    def _shown(self, member: Record) -> Record:
        """Without a monitor nobody knows whether a member is well."""
        watched = any(m["_pool"] == member["_pool"] for m in self._store.health_monitors.values())
        status = member["operating_status"] if watched else "NO_MONITOR"
        return {**visible(member), "operating_status": status}

    def _list(self, request: Request, pool: str) -> Answer:
        self._tree.pool(pool)
        rows = [self._shown(row) for row in self._store.members.values() if row["_pool"] == pool]
        return Answer(200, {"members": select(rows, request)})

    def _show(self, request: Request, pool: str, key: str) -> Answer:
        return Answer(200, {"member": self._shown(self._member(pool, key))})

    def _create(self, request: Request, pool: str) -> Answer:
        body = request.item("member")
        above = self._tree.pool(pool)
        self._check(body, pool)
        member = {
            **self._tree.fresh(body, above["_balancer"]),
            "address": body["address"],
            "protocol_port": body["protocol_port"],
            "weight": body.get("weight", 1),
            "backup": bool(body.get("backup")),
            "subnet_id": body.get("subnet_id"),
            "monitor_address": body.get("monitor_address"),
            "monitor_port": body.get("monitor_port"),
            "vnic_type": "normal",
            "_pool": pool,
        }
        del member["description"]
        self._tree.change(above["_balancer"], member, CREATE, lambda: None)
        self._store.members[member["id"]] = member
        return Answer(201, {"member": self._shown(member)})

    def _check(self, body: Record, pool: str) -> None:
        address, port = body.get("address"), body.get("protocol_port")
        try:
            ipaddress.ip_address(str(address))
        except ValueError as error:
            raise wrong("address", address, "Value should be IPv4 or IPv6 format") from error
        check_number(body, "protocol_port", 1, 65535)
        if body.get("subnet_id") and body["subnet_id"] not in self._store.subnets:
            raise refusal(400, f"Subnet {body['subnet_id']} not found.")
        for other in self._store.members.values():
            if (other["_pool"], other["address"], other["protocol_port"]) == (pool, address, port):
                text = f"is already using ip {address} on protocol_port {port}"
                raise refusal(409, f"Another member on this pool {text}")

    def _update(self, request: Request, pool: str, key: str) -> Answer:
        body = request.item("member")
        member = self._member(pool, key)
        if foreign := sorted(body.keys() - CHANGEABLE):
            raise invalid(f"Unknown attribute for argument: {foreign[0]}")
        self._tree.change(member["_balancer"], member, UPDATE, lambda: None)
        member.update(body)
        return Answer(200, {"member": self._shown(member)})

    def _delete(self, request: Request, pool: str, key: str) -> Answer:
        member = self._member(pool, key)

        def gone() -> None:
            self._store.members.pop(key, None)

        self._tree.change(member["_balancer"], member, DELETE, gone)
        return Answer(204)
