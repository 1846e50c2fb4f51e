"""Nova's server groups: rules by which the scheduler spreads servers over hosts."""

from orchestrator.sandbox.openstack.cinder import refusal
from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.store import Store, new_id

POLICIES = ("affinity", "anti-affinity", "soft-affinity", "soft-anti-affinity")


class ServerGroups:
    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        path = "/compute/v2.1/os-server-groups"
        return [
            Route("GET", path, self._list),
            Route("POST", path, self._create),
            Route("GET", f"{path}/([^/]+)", self._show),
            Route("DELETE", f"{path}/([^/]+)", self._delete),
        ]

    def get(self, key: str) -> Record:
        if key not in self._store.server_groups:
            raise refusal(404, "itemNotFound", f"Instance group {key} could not be found.")
        return self._store.server_groups[key]

    def _shown(self, group: Record) -> Record:
        """Its members are the servers that were born into it and still live."""
        members = [s["id"] for s in self._store.servers.values() if group["id"] in s["server_groups"]]
        return {**group, "members": members}

    def _list(self, request: Request) -> Answer:
        rows = select(list(self._store.server_groups.values()), request)
        return Answer(200, {"server_groups": [self._shown(row) for row in rows]})

    def _show(self, request: Request, key: str) -> Answer:
        return Answer(200, {"server_group": self._shown(self.get(key))})

    def _create(self, request: Request) -> Answer:
        """As from microversion 2.64: one policy, and rules only for anti-affinity."""
        body = request.item("server_group")
        policy = body.get("policy")
        if "policies" in body or policy not in POLICIES:
            shown = "Additional properties are not allowed ('policies' was unexpected)"
            wrong = shown if "policies" in body else f"{policy!r} is not one of {list(POLICIES)}"
            raise refusal(400, "badRequest", f"Invalid input for field/attribute server_group. {wrong}")
        rules = body.get("rules") or {}
        if rules and policy != "anti-affinity":
            raise refusal(400, "badRequest", "Only anti-affinity policy supports rules.")
        group = {
            "id": new_id(),
            "name": body["name"],
            "policy": policy,
            "rules": {name: int(value) for name, value in rules.items()},
            "project_id": self._store.project_id,
            "user_id": self._store.user_id,
        }
        self._store.server_groups[group["id"]] = group
        return Answer(200, {"server_group": self._shown(group)})

    def _delete(self, request: Request, key: str) -> Answer:
        self.get(key)
        del self._store.server_groups[key]
        return Answer(204)
