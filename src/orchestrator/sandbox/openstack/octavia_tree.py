"""Octavia's trees of balancer, listeners, pools, members and monitors: one change at a time in each."""

import uuid
from collections.abc import Callable, Collection

from orchestrator.sandbox.openstack.http import Answer, Record, Refusal
from orchestrator.sandbox.openstack.store import Store, new_id, now

CREATE, UPDATE, DELETE = "PENDING_CREATE", "PENDING_UPDATE", "PENDING_DELETE"


def refusal(status: int, message: str) -> Refusal:
    """The words in which Octavia's web framework wraps every error."""
    return Refusal(Answer(status, {"faultcode": "Client", "faultstring": message, "debuginfo": None}))


def not_found(kind: str, key: str) -> Refusal:
    return refusal(404, f"{kind} {key} not found.")


def wrong(field: str, value: object, words: str) -> Refusal:
    """A field that cannot be read at all, in the words of Octavia's types."""
    return refusal(400, f"Invalid input for field/attribute {field}. Value: '{value}'. {words}")


def check_choice(body: Record, field: str, choices: Collection[str]) -> None:
    if body.get(field) not in choices:
        raise wrong(field, body.get(field), f"Value should be one of: {', '.join(choices)}")


def check_number(body: Record, field: str, least: int, most: int) -> None:
    value = body.get(field)
    if not isinstance(value, int) or value < least:
        raise wrong(field, value, f"Value should be greater or equal to {least}")
    if value > most:
        raise wrong(field, value, f"Value should be lower or equal to {most}")


def check_id(body: Record, field: str) -> None:
    try:
        uuid.UUID(str(body.get(field) or uuid.UUID(int=0)))
    except ValueError as error:
        raise wrong(field, body[field], "Value should be UUID format") from error


def invalid(detail: str) -> Refusal:
    return refusal(400, f"Validation failure: {detail}")


class Tree:
    """A record's keys that begin with an underscore are the emulator's own, and never shown."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def balancer(self, key: str) -> Record:
        if key not in self._store.load_balancers:
            raise not_found("Load Balancer", key)
        return self._store.load_balancers[key]

    def listener(self, key: str) -> Record:
        if key not in self._store.listeners:
            raise not_found("Listener", key)
        return self._store.listeners[key]

    def pool(self, key: str) -> Record:
        if key not in self._store.pools:
            raise not_found("Pool", key)
        return self._store.pools[key]

    def fresh(self, body: Record, balancer: str) -> Record:
        """What all of Octavia's objects have, of one that is about to be born below a balancer."""
        return {
            "id": new_id(),
            "name": body.get("name") or "",
            "description": body.get("description") or "",
            "admin_state_up": body.get("admin_state_up", True),
            "provisioning_status": CREATE,
            "operating_status": "OFFLINE",
            "project_id": self._store.project_id,
            "tenant_id": self._store.project_id,
            "created_at": now(),
            "updated_at": None,
            "tags": list(body.get("tags") or []),
            "_balancer": balancer,
        }

    def change(self, balancer: str, record: Record, status: str, done: Callable[[], None]) -> None:
        """Begin a change below a balancer, which takes no other until this one is done."""
        above = self.balancer(balancer)
        if above["provisioning_status"] != "ACTIVE":
            raise refusal(409, f"Load Balancer {balancer} is immutable and cannot be updated.")
        if record is not above:
            above["provisioning_status"] = UPDATE
        record["provisioning_status"] = status
        self._store.later(lambda: self._settled(above, record, status, done))

    def _settled(self, above: Record, record: Record, status: str, done: Callable[[], None]) -> None:
        above["provisioning_status"] = "ACTIVE"
        record.update(provisioning_status="ACTIVE", updated_at=now())
        if status == CREATE:
            record["operating_status"] = "ONLINE"
        done()


def visible(record: Record) -> Record:
    return {name: value for name, value in record.items() if not name.startswith("_")}


def ids(records: list[Record]) -> list[Record]:
    """The references by which Octavia names children and parents."""
    return [{"id": record["id"]} for record in records]
