"""The emulated cloud: one request in, one answer out."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from orchestrator.sandbox.azure import buses, caches, scaling, vaults
from orchestrator.sandbox.azure.errors import ArmError, group_not_found, resource_not_found
from orchestrator.sandbox.azure.ids import ArmId, parse
from orchestrator.sandbox.azure.operations import Operation, Operations
from orchestrator.sandbox.azure.paths import merge
from orchestrator.sandbox.azure.render import instance_view, render
from orchestrator.sandbox.azure.store import Resource, Store
from orchestrator.sandbox.azure.writes import Writes, Written

KEYS = [
    {"keyName": f"key{number}", "value": value, "permissions": "FULL"}
    for number, value in ((1, "c2FuZGJveC1rZXktb25l"), (2, "c2FuZGJveC1rZXktdHdv"))
]
"""Base64 of "sandbox-key-one" and "sandbox-key-two": they open nothing."""

TENANT = "99999999-8888-7777-6666-555555555555"
"""The directory that every subscription here belongs to."""

POWER = {"start": "running", "restart": "running", "powerOff": "stopped", "deallocate": "deallocated"}


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, its headers in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: Any = None

    @property
    def path(self) -> str:
        """The path, without doubled slashes."""
        return re.sub("/+", "/", unquote(urlsplit(self.target).path)).rstrip("/")

    def query(self, name: str) -> str:
        """A query parameter; names do not tell upper from lower case."""
        values = {key.lower(): found[0] for key, found in parse_qs(urlsplit(self.target).query).items()}
        return values.get(name.lower(), "")


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Cloud:
    """All that exists, and what may be asked of it."""

    def __init__(self, base: str, polls: int = 1) -> None:
        self.base = base
        self.store = Store(base=base)
        self.operations = Operations(polls)
        self.writes = Writes(self.store, self.operations)

    def answer(self, request: Request) -> Answer:
        """Serve one request, or raise an ArmError."""
        if request.path.startswith(vaults.OWN_API):
            return Answer(200, vaults.own_api(request.method, request.path, self.store))
        _check_version(request)
        steps = request.path.split("/")[1:]
        if len(steps) > 2 and steps[-2] in ("operations", "operationResults"):
            return self._poll(steps[-1], steps[-2] == "operationResults", request)
        id = parse(request.path)
        if id is not None and id.pairs:
            return self._resource(request, id)
        if id is not None:
            return self._group(request, id)
        if request.method == "GET" and len(steps) == 2 and steps[0].lower() == "subscriptions":
            return Answer(200, _subscription(steps[1]))
        return self._collection(request, steps)

    def _resource(self, request: Request, id: ArmId) -> Answer:
        match request.method:
            case "PUT" | "PATCH":
                patch = request.method == "PATCH"
                if not isinstance(request.body, dict):
                    raise ArmError(400, "InvalidRequestContent", "The request content must be a JSON object.")
                return self._written(self.writes.write(id, request.body, patch, request.headers))
            case "DELETE":
                return self._written(self.writes.delete(id))
            case "GET":
                self.operations.seen(id)
                resource = self._find(id)
                body = render(resource, self.store, request.query("$expand"))
                return Answer(200, body, {"ETag": resource.etag})
        raise ArmError(405, "MethodNotAllowed", f"{request.method} is not allowed here.")

    def _find(self, id: ArmId) -> Resource:
        if self.store.get(id.group_id) is None:
            raise group_not_found(id.group)
        found = self.store.get(id)
        if found is None:
            raise resource_not_found(id.type, id.name, id.group)
        return found

    def _written(self, written: Written) -> Answer:
        headers: dict[str, str] = {}
        if written.operation:
            subscription = written.operation.target.subscription
            start = f"{self.base}/subscriptions/{subscription}/providers/Microsoft.Sandbox/locations/here"
            name, version = written.operation.name, "api-version=2024-01-01"
            headers["Azure-AsyncOperation"] = f"{start}/operations/{name}?{version}"
            headers["Retry-After"] = "0"
            if written.answer == "accepted":
                headers["Location"] = f"{start}/operationResults/{name}?{version}"
        if written.resource is None:
            return Answer(written.status, None, headers)
        headers["ETag"] = written.resource.etag
        return Answer(written.status, render(written.resource, self.store), headers)

    def _poll(self, name: str, wants_result: bool, request: Request) -> Answer:
        operation = self.operations.poll(name)
        if wants_result:
            return self._result(operation, request)
        body: dict[str, Any] = {"name": name, "status": operation.status}
        if operation.done and operation.failure:
            body |= operation.failure.body()
        return Answer(200, body, {"Retry-After": "0"})

    def _result(self, operation: Operation, request: Request) -> Answer:
        if not operation.done:
            return Answer(202, None, {"Location": self.base + request.target, "Retry-After": "0"})
        if operation.failure:
            raise operation.failure
        resource = self.store.get(operation.target)
        return Answer(200, render(resource, self.store) if resource else None)

    def _group(self, request: Request, id: ArmId) -> Answer:
        group = self.store.get(id)
        if request.method == "PUT":
            return self._put_group(id, request.body, group)
        if request.method == "HEAD":
            return Answer(204 if group else 404)
        self.operations.seen(id)
        group = self.store.get(id)
        if group is None:
            raise group_not_found(id.group)
        match request.method:
            case "DELETE":
                return self._written(self.writes.delete(id))
            case "PATCH":
                group.body = merge(group.body, request.body)
                return Answer(200, render(group, self.store))
            case "GET":
                return Answer(200, render(group, self.store))
        raise ArmError(405, "MethodNotAllowed", f"{request.method} is not allowed here.")

    def _put_group(self, id: ArmId, body: Any, old: Resource | None) -> Answer:
        location = str((body or {}).get("location") or "").replace(" ", "").lower()
        if not location:
            raise ArmError(400, "LocationRequired", "The location property is required for this definition.")
        if old and old.body["location"] != location:
            text = (
                f"Invalid resource group location '{location}'. The group exists in '{old.body['location']}'."
            )
            raise ArmError(409, "InvalidResourceGroupLocation", text)
        kept = {key: body[key] for key in ("tags", "managedBy") if body.get(key) is not None}
        fixed = {"location": location, "properties": {"provisioningState": "Succeeded"}}
        group = Resource(
            old.id if old else id, {**kept, **fixed, "type": "Microsoft.Resources/resourceGroups"}
        )
        self.store.put(group)
        return Answer(200 if old else 201, render(group, self.store))

    def _collection(self, request: Request, steps: list[str]) -> Answer:
        lower = [step.lower() for step in steps]
        if request.method == "GET" and len(steps) == 3 and lower[2] == "resourcegroups":
            return self._list(r for r in self.store.resources.values() if not r.id.pairs)
        holder = parse("/".join(steps[:-1]))
        if holder is None and len(steps) > 6:  # …/providers/NAMESPACE/type: a list at the top of a group
            holder = ArmId(steps[1], steps[3])
        if holder is None:
            raise ArmError(404, "InvalidResourceType", f"There is nothing at {request.path}.")
        if self.store.get(holder.group_id) is None:
            raise group_not_found(holder.group)
        if lower[-1] == "virtualmachines" and holder.type.lower() == scaling.SCALE_SET:
            return Answer(200, {"value": scaling.instances(self._find(holder))})
        if request.method == "POST" or lower[-1] == "instanceview":
            return self._action(self._find(holder), steps[-1])
        if not holder.pairs and lower[-1] == "resources":
            within = self.store.within(holder)
            return self._list(r for r in within if len(r.id.pairs) == 1)
        return self._list(self.store.list(request.path))

    def _list(self, found: Any) -> Answer:
        return Answer(200, {"value": [render(resource, self.store) for resource in found]})

    def _action(self, resource: Resource, action: str) -> Answer:
        machine = resource.id.type.lower() == "microsoft.compute/virtualmachines"
        if machine and action.lower() == "instanceview":
            return Answer(200, instance_view(resource))
        if machine and action in POWER:
            resource.notes["power"] = POWER[action]
            done = self.operations.start(resource.id, lambda: None)
            return self._written(Written(202, "accepted", operation=done))
        if resource.id.type.lower() == caches.DATABASE and action.lower() == "listkeys":
            return Answer(200, caches.keys(resource))
        if resource.id.type.lower() == "microsoft.storage/storageaccounts" and action.lower() == "listkeys":
            return Answer(200, {"keys": KEYS})
        if resource.id.type.lower() == buses.RULE and action.lower() == "listkeys":
            return Answer(200, buses.keys(resource))
        raise ArmError(404, "InvalidResourceType", f"{resource.id.type} has no action '{action}'.")


def _subscription(name: str) -> dict[str, Any]:
    told = {"id": f"/subscriptions/{name}", "subscriptionId": name, "tenantId": TENANT}
    return {**told, "displayName": "Sandbox", "state": "Enabled"}


def _check_version(request: Request) -> None:
    version = request.query("api-version")
    if not version:
        text = "The api-version query parameter (?api-version=) is required for all requests."
        raise ArmError(400, "MissingApiVersionParameter", text)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(-preview)?", version):
        raise ArmError(400, "InvalidApiVersionParameter", f"The api-version '{version}' is invalid.")
