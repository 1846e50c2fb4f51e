"""Site: all that a translation may know beyond the resource itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.adapters.naming import compact, readable, unique
from orchestrator.clouds import Target
from orchestrator.errors import TranslationError
from orchestrator.graph import Concat, Evaluate, Group, Output, StackOutput, Value, outputs_in
from orchestrator.model.resources import AnyResource, Network
from orchestrator.model.stack import Stack
from orchestrator.model.values import Computed, OutputRef, Ref, StackRef, Text

ANY_OUTPUT = "Raw"
"""The type of which every property may be read."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where one resource is put: its stack, its target, and what was translated before it."""

    stack: Stack
    target: Target
    resource: str
    earlier: Mapping[str, Group]
    failed: frozenset[str] = frozenset()
    """Resources with faults of their own: what refers to them is not a second fault."""
    staying: frozenset[str] = frozenset()
    """Resources that stay in the cloud when they leave the stack."""

    def output(self, resource: str, name: str) -> Value:
        """An output of an earlier resource; raises TranslationError."""
        return _read(OutputRef(resource, name), self.resource, self.earlier, self.failed)

    def outputs(self, resource: str, name: str) -> tuple[Value, ...]:
        """An output that is a list, such as the ids of subnets; raises TranslationError."""
        match self.output(resource, name):
            case tuple(values):
                return values
            case other:
                return (other,)

    def behind(self, resource: str, name: str) -> tuple[str, ...]:
        """The nodes that an output comes from, to be waited for; raises TranslationError."""
        return tuple(sorted({output.node for output in outputs_in(self.outputs(resource, name))}))

    def network(self, name: str) -> Network:
        """The network that the resource is in; raises TranslationError if it is in another place."""
        network = self.stack.resource(name)
        if not isinstance(network, Network):
            raise TranslationError(f"'{name}' is no network", self.resource)
        if network.target != self.target:
            raise TranslationError(
                f"its network '{name}' is on {network.target}, it is on {self.target}",
                self.resource,
                "place both in one region, or let the network span that region",
            )
        return network

    def text(self, text: Text) -> Value:
        """Text of the spec with its references resolved; raises TranslationError."""
        return resolved(text, self.resource, self.earlier, self.failed)

    def named(self, *suffix: str, limit: int = 63) -> str:
        """The name in the cloud; with a suffix, of a part of the resource."""
        return readable((*self._place, self.resource, *suffix), limit)

    def unique(self, *suffix: str, limit: int = 63) -> str:
        """A name that no other customer of the cloud should have."""
        return unique((*self._place, self.resource, *suffix), str(self.target), limit)

    def compact(self, limit: int) -> str:
        """The same, of lower case letters and digits only."""
        return compact((*self._place, self.resource), str(self.target), limit)

    @property
    def _place(self) -> tuple[str, str]:
        return self.stack.name, self.stack.environment.name


def kind_of(resource: AnyResource) -> str:
    """The abstract type without its version."""
    return resource.type.split("@", 1)[0]


def resolved(text: Text, reader: str, earlier: Mapping[str, Group], failed: frozenset[str]) -> Value:
    """Text with the outputs of other resources put in; raises TranslationError."""
    if isinstance(text, str):
        return text
    values = [_part(part, reader, earlier, failed) for part in text.parts]
    if len(values) == 1:
        return values[0]
    # A port is a number on its own, and text within text.
    return Concat(tuple(str(value) if isinstance(value, int) else value for value in values))


def _part(
    part: str | Ref | Computed, reader: str, earlier: Mapping[str, Group], failed: frozenset[str]
) -> Value:
    match part:
        case str():
            return part
        case OutputRef():
            return _read(part, reader, earlier, failed)
        case StackRef(stack, environment, output, kind):
            return StackOutput(stack, environment, output, kind)
        case Computed(text, inputs):
            values = {name: _part(ref, reader, earlier, failed) for name, ref in inputs}
            return Evaluate(text, values, {name: ref.kind for name, ref in inputs})


def _read(ref: OutputRef, reader: str, earlier: Mapping[str, Group], failed: frozenset[str]) -> Value:
    if ref.resource in failed:
        return Output(
            ref.resource, (ref.output,)
        )  # never seen: the faults are raised before the graph is used
    group = earlier.get(ref.resource)
    if group is not None and group.kind == ANY_OUTPUT:
        # Its node has its name, and what the node gives is for the provider to say.
        return Output(ref.resource, (ref.output,))
    if group is None or ref.output not in group.outputs:
        raise TranslationError(f"'{ref.resource}' has no output '{ref.output}' to read", reader)
    if (value := group.outputs[ref.output]) is None:
        raise TranslationError(
            f"'{ref.resource}' has no {ref.output} on {group.target.cloud} as it is specified",
            reader,
            "set publicAddress: true to give the machine one"
            if ref.output == "publicAddress"
            else "do not refer to it there; docs/types.md tells what each cloud gives",
        )
    return value
