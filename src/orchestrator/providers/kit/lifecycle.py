"""The verbs on one resource: create or adopt, settle, read, update, delete; no id is ever lost."""

import time
from dataclasses import dataclass
from threading import Event
from typing import Generic, TypeVar

from orchestrator.providers.kit.adoption import adoptable
from orchestrator.providers.kit.diff import Change, Same, diff
from orchestrator.providers.kit.handler import Born, Handler, Provider
from orchestrator.providers.kit.reconcile import imported_inputs, read_inputs, read_state
from orchestrator.providers.kit.schema import Schema
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.wire import Path, Props, show

C = TypeVar("C")


class SettleFailed(Exception):
    """The object exists but is not as wanted: the engine must record it, and try again next time."""

    def __init__(self, schema: Schema, id: str, state: Props, cause: Exception) -> None:
        super().__init__(str(cause))
        self.schema, self.id, self.state, self.cause = schema, id, state, cause


@dataclass(frozen=True)
class Found:
    """What a read gives: the inputs that would make the object, and its state."""

    inputs: Props
    state: Props


@dataclass(frozen=True)
class Lifecycle(Generic[C]):
    """One resource type with a client to its cloud."""

    provider: Provider[C]
    handler: Handler[C]
    client: C
    cancelled: Event

    def create(self, urn: str, inputs: Props, autonamed: bool = False) -> tuple[str, Props]:
        """The id and state of a new object, or of the one that an interrupted run has left."""
        known = adoptable(urn)
        found = None if known is None else self.handler.find(self.client, inputs, known)
        if found is not None:
            return found, self._settle(found, self._take_over(found, inputs, autonamed), {})
        made = self.handler.create(self.client, inputs)
        born = made if isinstance(made, Born) else Born(made, {})
        return born.id, self._settle(born.id, inputs, born.once)

    def read(self, id: str, inputs: Props, state: Props) -> Found | None:
        """What is there now; None when it is gone. Without earlier inputs or state it is an import."""
        actual = self._actual(id, {**state, **inputs})
        if actual is None:
            return None
        schema = self.handler.schema
        importing = not inputs and not state
        told = (
            imported_inputs(schema, actual) if importing else read_inputs(schema, inputs, actual, self.same)
        )
        return Found(told, read_state(schema, told, state, actual))

    def update(self, id: str, old: Props, new: Props) -> Props:
        """The state after the change."""
        self.handler.update(self.client, id, old, new)
        return self._settle(id, new, old)

    def delete(self, id: str, state: Props) -> None:
        """Delete it; that it is gone already is success."""
        try:
            self.handler.delete(self.client, id, state)
        except Exception as error:
            if not self.provider.gone(error):
                raise

    def diff(self, old: Props, new: Props, ignored: list[Path]) -> list[Change]:
        """What would change, and what that would replace."""
        changes = diff(self.handler.schema.inputs, old, new, self.same, ignored)
        replacing = set(self.handler.replaces(self.client, old, new)) if changes else set()
        return [Change(c.path, c.kind, c.replace or c.path[0] in replacing) for c in changes]

    @property
    def same(self) -> Same:
        """Whether two values at a path mean the same to the cloud."""
        return lambda path, old, new: self.handler.same(self.client, path, old, new)

    def _settle(self, id: str, inputs: Props, prior: Props) -> Props:
        try:
            self.handler.settle(self.client, id, inputs)
            actual = self._appeared(id, inputs)
        except Exception as error:
            raise SettleFailed(self.handler.schema, id, self._best_known(id, inputs, prior), error) from error
        return read_state(self.handler.schema, inputs, prior, actual)

    def _appeared(self, id: str, inputs: Props) -> Props:
        """Its properties; clouds may deny for some seconds that a new object exists."""
        deadline = time.monotonic() + self.provider.appears_within
        pause = 0.25
        while True:
            actual = self._actual(id, inputs)
            if actual is not None:
                return actual
            if time.monotonic() + pause > deadline or self.cancelled.wait(pause):
                raise ProviderError(
                    f"{id} was made but cannot be found", hint="run again, or look for it in the cloud"
                )
            pause = min(pause * 2, 5.0)

    def _actual(self, id: str, inputs: Props) -> Props | None:
        try:
            return self.handler.read(self.client, id, inputs)
        except Exception as error:
            if self.provider.gone(error):
                return None
            raise

    def _best_known(self, id: str, inputs: Props, prior: Props) -> Props:
        try:
            actual = self._actual(id, inputs)
        except Exception:  # the first error is the one to report
            actual = None
        return read_state(self.handler.schema, inputs, prior, actual or {})

    def _take_over(self, id: str, inputs: Props, autonamed: bool) -> Props:
        """Bring an adopted object to the inputs of this run, which may have changed since; gives them."""
        actual, schema = self._appeared(id, inputs), self.handler.schema
        if autonamed and schema.autoname:
            # The name was made up afresh for this run; the object keeps the one of the last.
            inputs = {**inputs, schema.autoname.property: actual.get(schema.autoname.property)}
        changes = self.diff(read_inputs(schema, inputs, actual, self.same), inputs, [])
        fixed = sorted({show(change.path) for change in changes if change.replace})
        if fixed:
            raise ProviderError(
                f"an interrupted run has left {id}, whose {', '.join(fixed)} differs and cannot be changed",
                hint=f"delete {id} in the cloud, then run again",
            )
        if changes:
            try:
                self.handler.update(self.client, id, actual, inputs)
            except Exception as error:
                state = self._best_known(id, inputs, {})
                raise SettleFailed(schema, id, state, error) from error
        return inputs
