"""Resource types and functions as frozen data classes: fields are properties, methods are calls."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Self, TypeVar

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import Fields, camel, dehydrate, fields_of, hydrate
from orchestrator.providers.kit.handler import Born, Function, Handler
from orchestrator.providers.kit.schema import Property, Schema
from orchestrator.providers.kit.wire import Path, Props

C = TypeVar("C")


@dataclass(frozen=True, kw_only=True)
class ProviderResource(ABC, Generic[C]):
    """One resource. `self` is what is wanted (in `delete`: what is), `old` what was."""

    token: ClassVar[str]
    autoname: ClassVar[Autoname | None] = None
    delete_before_replace: ClassVar[bool] = False

    @abstractmethod
    def create(self, client: C) -> str | Born:
        """Make it, in one call; returns its id."""

    @classmethod
    @abstractmethod
    def read(cls, client: C, id: str) -> Self | None:
        """What is there; raises (what the provider knows as gone) or gives None when it is not."""

    @abstractmethod
    def delete(self, client: C, id: str) -> None:
        """Delete it and wait until it is gone."""

    def settle(self, client: C, id: str) -> None:
        """After create and after update: wait, and make the follow-up calls; must stand being repeated."""
        return

    def update(self, client: C, id: str, old: Self) -> None:
        """Bring it from the old properties to these."""
        return

    def check(self) -> Iterable[Fault]:
        """More faults than the types can tell; called only when every input is known."""
        return ()

    def predict(self, client: C) -> Props:
        """Outputs (by property name) that follow from the inputs alone; fields may hold UNKNOWN."""
        return {}

    def replaces(self, old: Self) -> Iterable[str]:
        """Fields whose change needs a new object this time; fields may hold UNKNOWN."""
        return ()

    def find(self, client: C, known: frozenset[str]) -> str | None:
        """The id of an object that an interrupted run made of this; never one of the known ids."""
        return None

    @classmethod
    def same(cls, client: C, path: Path, old: Any, new: Any) -> bool:
        """Whether the cloud takes two values, at a path of property names, for the same."""
        return False


class ResourceType(Handler[C]):
    """A data class as the kind of handler that the server calls."""

    def __init__(self, cls: type[ProviderResource[C]]) -> None:
        self._cls = cls
        self._fields: Fields = fields_of(cls)
        mutable = [n for n, p in self._fields.inputs.items() if not p.immutable and not p.write_only]
        if mutable and cls.update is ProviderResource.update:
            raise TypeError(f"{cls.token}: {', '.join(mutable)} can change but there is no update()")
        self._schema = Schema(
            token=cls.token,
            inputs=self._fields.inputs,
            outputs=self._fields.outputs,
            derived=self._fields.derived,
            autoname=cls.autoname,
            delete_before_replace=cls.delete_before_replace,
            description=(cls.__doc__ or "").partition("\n")[0],
        )

    @property
    def schema(self) -> Schema:
        return self._schema

    def create(self, client: C, inputs: Props) -> str | Born:
        return self._of(inputs).create(client)

    def settle(self, client: C, id: str, inputs: Props) -> None:
        self._of(inputs).settle(client, id)

    def read(self, client: C, id: str, inputs: Props) -> Props | None:
        found = self._cls.read(client, id)
        return None if found is None else dehydrate(found)

    def update(self, client: C, id: str, old: Props, new: Props) -> None:
        self._of(new).update(client, id, self._of(old))

    def delete(self, client: C, id: str, state: Props) -> None:
        self._of(state).delete(client, id)

    def check(self, client: C, inputs: Props) -> Iterable[Fault]:
        return self._of(inputs).check()

    def predict(self, client: C, inputs: Props) -> Props:
        return self._of(inputs).predict(client)

    def replaces(self, client: C, old: Props, new: Props) -> Iterable[str]:
        return [camel(name) for name in self._of(new).replaces(self._of(old))]

    def same(self, client: C, path: Path, old: object, new: object) -> bool:
        return self._cls.same(client, path, old, new)

    def find(self, client: C, inputs: Props, known: frozenset[str]) -> str | None:
        return self._of(inputs).find(client, known)

    def _of(self, props: Props) -> ProviderResource[C]:
        return hydrate(self._cls, props)


@dataclass(frozen=True, kw_only=True)
class ProviderFunction(ABC, Generic[C]):
    """One function: the fields are its arguments, the computed fields its results."""

    token: ClassVar[str]

    @abstractmethod
    def call(self, client: C) -> Self:
        """A copy with the results filled in."""


class FunctionType(Function[C]):
    """A data class as the kind of function that the server calls."""

    def __init__(self, cls: type[ProviderFunction[C]]) -> None:
        fields = fields_of(cls)
        self._cls = cls
        self.token = cls.token
        self.inputs: dict[str, Property] = fields.inputs
        self.outputs: dict[str, Property] = {**fields.inputs, **fields.outputs}

    def call(self, client: C, args: Props) -> Props:
        return dehydrate(hydrate(self._cls, args).call(client))
