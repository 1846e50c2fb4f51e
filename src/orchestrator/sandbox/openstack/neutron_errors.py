"""Neutron's errors, and the rules that are the same for all of its collections."""

from orchestrator.sandbox.openstack.http import Answer, Record, Refusal
from orchestrator.sandbox.openstack.store import Store, new_id, now


def refusal(status: int, kind: str, message: str) -> Refusal:
    return Refusal(Answer(status, {"NeutronError": {"type": kind, "message": message, "detail": ""}}))


NOT_FOUND = {
    "SecurityGroup": "Security group {} does not exist",
    "SecurityGroupRule": "Security group rule {} does not exist",
    "FloatingIP": "Floating IP {} could not be found",
    "Router": "Router {} could not be found",
}


def not_found(kind: str, key: str) -> Refusal:
    """`kind` as Neutron's exception names it: Network, SecurityGroup, FloatingIP, …"""
    return refusal(404, f"{kind}NotFound", NOT_FOUND.get(kind, kind + " {} could not be found.").format(key))


def invalid(message: str) -> Refusal:
    return refusal(400, "InvalidInput", f"Invalid input for operation: {message}")


def accept(body: Record, allowed: frozenset[str], method: str) -> None:
    """Refuse attributes that cannot be given with this method."""
    for name in body:
        if name not in allowed:
            raise refusal(400, "HTTPBadRequest", f"Attribute '{name}' not allowed in {method}")


def within_quota(store: Store, kind: str, used: int) -> None:
    if used >= store.quotas[kind]:
        raise refusal(409, "OverQuota", f"Quota exceeded for resources: ['{kind}'].")


def common(store: Store) -> Record:
    """The attributes that all of Neutron's objects have."""
    return {
        "id": new_id(),
        "name": "",
        "description": "",
        "tags": [],
        "revision_number": 1,
        "project_id": store.project_id,
        "tenant_id": store.project_id,
        "created_at": now(),
        "updated_at": now(),
    }


def touch(record: Record) -> None:
    record["revision_number"] += 1
    record["updated_at"] = now()
