"""PUT, PATCH and DELETE of resources: what is checked, in which order, and what it leads to."""

import copy
from dataclasses import dataclass, field
from typing import Any

from orchestrator.sandbox.azure import balancing, kubernetes, rules
from orchestrator.sandbox.azure.defaults import belonging, complete
from orchestrator.sandbox.azure.dns import must_stay
from orchestrator.sandbox.azure.errors import ArmError, group_not_found, resource_not_found
from orchestrator.sandbox.azure.ids import ArmId, parse
from orchestrator.sandbox.azure.kinds import Answer, ResourceKind, kind_of
from orchestrator.sandbox.azure.models import load
from orchestrator.sandbox.azure.operations import Operation, Operations
from orchestrator.sandbox.azure.paths import get, merge, put
from orchestrator.sandbox.azure.store import Resource, Store, references
from orchestrator.sandbox.azure.validate import check, writable
from orchestrator.sandbox.azure.vaults import bury

NOT_HELD = ("microsoft.compute/images", "microsoft.compute/galleries")
"""Images are not emulated: every reference to one is believed."""

IN_USE = {
    "microsoft.network/virtualnetworks": (400, "InUseSubnetCannotBeDeleted"),
    "microsoft.network/virtualnetworks/subnets": (400, "InUseSubnetCannotBeDeleted"),
    "microsoft.network/networksecuritygroups": (400, "InUseNetworkSecurityGroupCannotBeDeleted"),
    "microsoft.network/publicipaddresses": (400, "PublicIPAddressCannotBeDeleted"),
    "microsoft.network/networkinterfaces": (400, "NicInUse"),
    "microsoft.compute/disks": (409, "OperationNotAllowed"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """How a write ended: its status, and the resource or operation that it left."""

    status: int
    answer: Answer
    resource: Resource | None = None
    operation: Operation | None = None


@dataclass(slots=True)
class Writes:
    """The writing half of the emulated cloud."""

    store: Store
    operations: Operations
    failure: ArmError | None = field(default=None)
    """How the operation of the next write is to fail, when a test asked for it."""

    def write(self, id: ArmId, body: dict[str, Any], patch: bool, conditions: dict[str, str]) -> Written:
        """Create, replace or patch a resource."""
        kind, old = self._kind(id), self.store.get(id)
        self._check_place(id, kind, old, patch)
        _check_conditions(old, conditions)
        self._check_idle(id)
        check(load(kind.patch if patch else kind.model), body)
        wanted = self._wanted(kind, body, old, patch)
        self._check_content(id, kind, wanted, old)
        resource = self._settle(id, kind, wanted, old)
        return self._answer(kind, resource, old)

    def delete(self, id: ArmId) -> Written:
        """Delete a resource and all below it."""
        if not id.pairs:
            return self._delete_group(id)
        kind = self._kind(id)
        if self.store.get(id.group_id) is None:
            raise group_not_found(id.group)
        if self.store.get(id) is None:
            return Written(204, "now")
        if kind.delete == "never" or must_stay(id):
            raise ArmError(405, "MethodNotAllowed", f"{kind.type} cannot be deleted.")
        self._check_idle(id)
        self._check_unused(id)
        if kind.delete == "now":
            self._remove(id)
            return Written(200, "now")
        self._set_state(kind, self.store.get(id), "Deleting")
        return self._removal(id)

    def _delete_group(self, id: ArmId) -> Written:
        group = self.store.get(id)
        if group is None:
            raise group_not_found(id.group)
        group.properties["provisioningState"] = "Deleting"
        return self._removal(id)

    def _removal(self, id: ArmId) -> Written:
        failure, self.failure = self.failure, None

        def finish() -> None:
            if failure is None:
                self._remove(id)
            elif resource := self.store.get(id):
                resource.properties["provisioningState"] = "Failed"

        return Written(202, "accepted", operation=self.operations.start(id, finish, failure))

    def _remove(self, id: ArmId) -> None:
        for gone in self.store.remove(id):
            bury(gone, self.store)
            disk = get(gone.properties, "storageProfile.osDisk") or {}
            kept = (
                gone.id.type.lower() != "microsoft.compute/virtualmachines"
                or disk.get("deleteOption") != "Delete"
            )
            disk_id = None if kept else parse(disk["managedDisk"]["id"])
            if disk_id:
                self.store.remove(disk_id)
            if gone.id.type.lower() == kubernetes.CLUSTER:
                self.store.remove(kubernetes.nodes_group(gone).id)

    def _kind(self, id: ArmId) -> ResourceKind:
        kind = kind_of(id.type)
        if kind is None:
            text = f"The resource type '{id.type}' could not be found."
            raise ArmError(404, "InvalidResourceType", text)
        return kind

    def _check_place(self, id: ArmId, kind: ResourceKind, old: Resource | None, patch: bool) -> None:
        if self.store.get(id.group_id) is None:
            raise group_not_found(id.group)
        if patch and not kind.patch:
            raise ArmError(405, "MethodNotAllowed", f"{kind.type} cannot be patched.")
        if old is None and (patch or (kind.builtin and "configurations" in kind.type)):
            raise resource_not_found(kind.type, id.name, id.group)
        if id.parent and self.store.get(id.parent) is None:
            text = f"Failed to perform 'write' on resource(s) of type '{kind.type}', because the parent"
            raise ArmError(
                404, "ParentResourceNotFound", f"{text} resource '{id.parent}' could not be found."
            )
        if old is None:
            rules.check_name(id)

    def _check_idle(self, id: ArmId) -> None:
        """A network works on one of its subnets at a time, and no resource on two operations."""
        siblings: list[ArmId] = []
        parent_kind = kind_of(id.parent.type) if id.parent else None
        if id.parent and parent_kind and parent_kind.inline:
            siblings = [id.parent, *(r.id for r in self.store.children(id.parent, id.pairs[-1][0]))]
        for other in (id, *siblings):
            if self.operations.busy(other):
                text = f"Another operation on this or dependent resource is in progress: {other}."
                raise ArmError(409, "AnotherOperationInProgress", text)

    def _wanted(
        self, kind: ResourceKind, body: dict[str, Any], old: Resource | None, patch: bool
    ) -> dict[str, Any]:
        """The body that the resource is to have, without what only the service may write."""
        if patch:
            assert old
            return merge(old.body, writable(load(kind.patch), body))
        wanted = writable(load(kind.model), body)
        if old is not None:
            for path in kind.secret:  # a PUT without the secret leaves it as it was
                if get(wanted, path) is None and get(old.body, path) is not None:
                    put(wanted, path, get(old.body, path))
        return wanted

    def _check_content(
        self, id: ArmId, kind: ResourceKind, wanted: dict[str, Any], old: Resource | None
    ) -> None:
        _check_location(id, kind, wanted, old)
        for path in kind.required:
            if get(wanted, path) is None:
                raise ArmError(400, "InvalidParameter", f"Required parameter '{path}' is missing (null).")
        for path in kind.immutable if old else ():
            before, after = get(old and old.body, path), get(wanted, path)
            if after is not None and before != after:
                raise ArmError(409, "PropertyChangeNotAllowed", f"Changing property '{path}' is not allowed.")
        for at, reference in references({k: v for k, v in wanted.items() if k in ("properties", "identity")}):
            known = parse(reference)
            inside = reference.lower().startswith(id.key + "/")
            believed = known is not None and (
                known.type.lower().startswith(NOT_HELD) or balancing.has_part(known, self.store)
            )
            made_here = at.endswith("osDisk.managedDisk.id")
            if not (inside or believed or made_here or self.store.find(reference)):
                text = f"Resource {reference} referenced by resource {id} was not found. (at {at})"
                raise ArmError(400, "InvalidResourceReference", text)
        rules.check(id, wanted, self.store, old)

    def _settle(
        self, id: ArmId, kind: ResourceKind, wanted: dict[str, Any], old: Resource | None
    ) -> Resource:
        """Store the resource, its inline children and what comes with it."""
        own = {key: value for key, value in wanted.items() if key in ("properties", "identity")}
        inline = {name: (own.get("properties") or {}).pop(name, None) or [] for name in kind.inline}
        uses = frozenset(reference.lower() for _, reference in references(own)) if kind.holds else frozenset()
        body = copy.deepcopy(wanted)
        if old is not None:
            _keep_computed(body, old.body, kind)
        if body.get("location"):
            body["location"] = body["location"].replace(" ", "").lower()
        resource = Resource(old.id if old else id, body, uses, notes=old.notes if old else {})
        complete(resource, self.store)
        if old is None:
            for companion in belonging(resource):
                self.store.put(companion)
        self.store.put(resource)
        for name, children in inline.items():
            self._inline(resource.id, name, children)
        return resource

    def _inline(self, id: ArmId, name: str, children: list[dict[str, Any]]) -> None:
        """Make the children of a parent what its body says: those that it leaves out are deleted."""
        kind = kind_of(id.child(name, "x").type)
        assert kind
        wanted = {str(child.get("name", "")).lower() for child in children}
        before = {present.id.key: present for present in self.store.children(id, name)}
        for present in before.values():
            if present.id.name.lower() not in wanted:
                self._check_unused(present.id)
        for key in before:  # they change all at once: none may clash with what another one was
            del self.store.resources[key]
        try:
            for child in children:
                child_id = id.child(name, child["name"])
                old = before.get(child_id.key)
                body = {key: value for key, value in child.items() if key != "id"}
                self._check_content(child_id, kind, body, old)
                self._set_state(kind, self._settle(child_id, kind, body, old), "Succeeded")
        except ArmError:
            for present in self.store.children(id, name):
                del self.store.resources[present.id.key]
            self.store.resources.update(before)
            raise

    def _answer(self, kind: ResourceKind, resource: Resource, old: Resource | None) -> Written:
        if kind.create == "now":
            self._set_state(kind, resource, "Succeeded")
            return Written(200 if old else kind.created, "now", resource)
        self._set_state(kind, resource, "Updating" if old else kind.creating)
        failure, self.failure = self.failure, None

        def finish() -> None:
            self._set_state(kind, resource, "Failed" if failure else "Succeeded")

        operation = self.operations.start(resource.id, finish, failure)
        status = 202 if kind.create == "accepted" else 200 if old else kind.created
        return Written(status, kind.create, resource, operation)

    def _set_state(self, kind: ResourceKind, resource: Resource | None, state: str) -> None:
        if resource is None:
            return
        if kind.provisions:
            resource.properties["provisioningState"] = state
        if kind.states:
            steps = ("Creating", "Updating", "Deleting")
            resource.properties[kind.state_in] = kind.states[steps.index(state) if state in steps else 3]

    def _check_unused(self, id: ArmId) -> None:
        user = next(self.store.users(id), None)
        status, code = IN_USE.get(id.type.lower(), (409, "ResourceInUse"))
        if user:
            raise ArmError(status, code, f"{id} is in use by {user.id} and cannot be deleted.")
        if id.type.lower() == "microsoft.network/privatednszones" and self.store.children(
            id, "virtualNetworkLinks"
        ):
            raise ArmError(
                409, "CannotDeleteResource", f"Cannot delete resource {id} while nested resources exist."
            )


def _check_conditions(old: Resource | None, conditions: dict[str, str]) -> None:
    match, none_match = conditions.get("if-match"), conditions.get("if-none-match")
    stale = match not in (None, "*") and match != (old.etag if old else None)
    if stale or (match == "*" and old is None) or (none_match == "*" and old is not None):
        text = "The condition in the If-Match or If-None-Match header was not met."
        raise ArmError(412, "PreconditionFailed", text)


def _check_location(id: ArmId, kind: ResourceKind, wanted: dict[str, Any], old: Resource | None) -> None:
    if kind.location == "none":
        return
    said = str(wanted.get("location") or "").replace(" ", "").lower()
    if not said:
        raise ArmError(400, "LocationRequired", "The location property is required for this definition.")
    if kind.location == "global" and said != "global":
        text = f"The location '{said}' is not available for {kind.type}: only 'global' is."
        raise ArmError(400, "LocationNotAvailableForResourceType", text)
    if old is not None and said != old.body.get("location"):
        text = f"The resource '{id.name}' already exists in location '{old.body.get('location')}'."
        raise ArmError(409, "InvalidResourceLocation", text)


def _keep_computed(body: dict[str, Any], old: dict[str, Any], kind: ResourceKind) -> None:
    """What the service had filled in stays over a PUT that cannot say it."""
    written = writable(load(kind.model), old)
    for key, value in (old.get("properties") or {}).items():
        if key not in (written.get("properties") or {}):
            body.setdefault("properties", {}).setdefault(key, value)
