"""Any resource type of ARM, driven by its table."""

from collections.abc import Iterable

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from orchestrator.providers.azure import convert, ids
from orchestrator.providers.azure.arm import Arm, Body
from orchestrator.providers.azure.calls import Calls, Rest
from orchestrator.providers.azure.schema import schema_of
from orchestrator.providers.azure.table import Table
from orchestrator.providers.kit.adoption import ownership
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.handler import Handler
from orchestrator.providers.kit.schema import Schema
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import retried, wait_until
from orchestrator.providers.kit.wire import Path, Props

WORKING = (
    "creating",
    "updating",
    "deleting",
    "accepted",
    "running",
    "provisioning",
    "registeringdns",
    "created",
)
SETTLES_WITHIN = 3600.0  # seconds: a database server may take half an hour


class ArmResource(Handler[Arm]):
    """One resource type."""

    def __init__(self, table: Table, calls: Calls | None = None) -> None:
        self.table = table
        self.calls = calls or Rest(table.api_version)
        self._schema = schema_of(table)

    @property
    def schema(self) -> Schema:
        return self._schema

    def check(self, client: Arm, inputs: Props) -> Iterable[Fault]:
        if self.table.region == "region" and not (inputs.get("location") or client.location):
            yield Fault(("location",), "give a location, here or as the provider's default")

    def predict(self, client: Arm, inputs: Props) -> Props:
        name = inputs.get(self.table.name)
        return {**convert.foreseen(self.table, inputs), **({} if name is None else {"name": name})}

    def same(self, client: Arm, path: Path, old: object, new: object) -> bool:
        return convert.equal(self.table, path, old, new)

    def create(self, client: Arm, inputs: Props) -> str:
        id = ids.build(self.table, client.subscription, inputs)
        # A PUT would silently take over what is there: ask first.
        if self.table.builtin is None and self._existing(client, id) is not None:
            hint = f"import it (its id is {id}), or choose another name"
            raise ProviderError(f"{self.table.token} {inputs[self.table.name]!r} exists already", hint=hint)
        client.began(id, self.calls.put(client, id, self._body(client, inputs)))
        return id

    def settle(self, client: Arm, id: str, inputs: Props) -> None:
        if client.finish(id):
            return
        # Begun by an earlier run, or by nobody: the resource itself tells.
        state = wait_until(
            lambda: self._settled(client, id),
            f"{id} to be provisioned",
            timeout=SETTLES_WITHIN,
            cancelled=client.cancelled,
            interval=0.1,
        )
        if state == "failed":
            hint = "see its activity log; run again to retry"
            raise ProviderError(f"Azure could not provision {id}", hint=hint)

    def read(self, client: Arm, id: str, inputs: Props) -> Props | None:
        names = ids.names(self.table, id)
        told = {**names, **convert.from_body(self.table, self.calls.get(client, id))}
        return convert.only_declared(self.table, told, {**inputs, **names}) if inputs else told

    def update(self, client: Arm, id: str, old: Props, new: Props) -> None:
        # Somebody else may write between our read and our PUT: the ETag tells, then we read again.
        retried(
            lambda: self._replace(client, id, new),
            lambda error: isinstance(error, HttpResponseError) and error.status_code == 412,
            cancelled=client.cancelled,
        )

    def delete(self, client: Arm, id: str, state: Props) -> None:
        if self.table.builtin is not None:
            self._reset(client, id)
            return
        client.wait(self.calls.delete(client, id))
        wait_until(
            lambda: True if self._existing(client, id) is None else None,
            f"{id} to be gone",
            timeout=SETTLES_WITHIN,
            cancelled=client.cancelled,
            interval=0.1,
        )

    def find(self, client: Arm, inputs: Props, known: frozenset[str]) -> str | None:
        own = ids.build(self.table, client.subscription, inputs)
        taken = {id.casefold() for id in known}
        found = self._existing(client, own)
        if found is not None and own.casefold() not in taken and self._ours(found, inputs):
            return own
        # An automatic name was lost with the run that drew it.
        beside = [
            body["id"]
            for body in self._siblings(client, own)
            if body["id"].casefold() not in taken and self._ours(body, inputs)
        ]
        return str(beside[0]) if len(beside) == 1 else None

    def _replace(self, client: Arm, id: str, new: Props) -> None:
        body, etag = self._body(client, new), ""
        kept = [
            e for n, e in self.table.inputs.items() if e.chosen and new.get(n) is None and len(e.place) == 2
        ]
        if kept:
            # A PUT without these would delete the children that have resources of their own.
            present = self.calls.get(client, id)
            etag = str(present.get("etag") or "")
            for entry in kept:
                section, name = entry.place
                value = (present.get(section) or {}).get(name)
                if value is not None:
                    body.setdefault(section, {})[name] = value
        client.began(id, self.calls.put(client, id, body, etag))

    def _reset(self, client: Arm, id: str) -> None:
        """What lives as long as its parent cannot be deleted: it goes back to how it was born."""
        present = self.calls.get(client, id)
        body = convert.to_body(self.table, dict(self.table.builtin or {}))
        default = (present.get("properties") or {}).get("defaultValue")
        if default is not None:
            body.setdefault("properties", {})["value"] = default
        client.wait(self.calls.put(client, id, body))

    def _body(self, client: Arm, inputs: Props) -> Body:
        body = convert.to_body(self.table, inputs)
        if self.table.region == "region":
            body.setdefault("location", client.location)
        elif self.table.region == "global":
            body.setdefault("location", "global")
        return body

    def _settled(self, client: Arm, id: str) -> str | None:
        properties = self.calls.get(client, id).get("properties") or {}
        state = str(properties.get("provisioningState", "succeeded")).casefold()
        if state in WORKING:
            return None
        return "failed" if state == "failed" else "succeeded"

    def _existing(self, client: Arm, id: str) -> Body | None:
        try:
            return self.calls.get(client, id)
        except ResourceNotFoundError:
            return None

    def _siblings(self, client: Arm, id: str) -> list[Body]:
        try:
            return list(self.calls.siblings(client, id))
        except ResourceNotFoundError:
            return []

    def _ours(self, body: Body, inputs: Props) -> bool:
        """Whether an interrupted run made this: by its tags, or without tags by all that we would make."""
        wanted = ownership(inputs.get("tags"))
        if wanted is not None:
            return ownership(body.get("tags")) == wanted
        if "tags" in self.table.inputs:
            return False
        told = convert.from_body(self.table, body)
        return all(
            convert.has(self.table, (name,), told.get(name), value)
            for name, value in inputs.items()
            if not self.table.inputs[name].in_path and not self.table.inputs[name].write_only
        )
