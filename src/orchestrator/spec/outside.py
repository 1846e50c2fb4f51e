"""`stacks`: what is read of other stacks, and of which kind; the values are known when clouds are asked."""

from collections.abc import Mapping

from orchestrator.expressions import Kind
from orchestrator.model.values import StackRef
from orchestrator.spec.headers import OtherStack

KINDS = {
    "string": Kind.STRING,
    "integer": Kind.INT,
    "number": Kind.DOUBLE,
    "boolean": Kind.BOOL,
    "strings": Kind.LIST,
}


def stacks(declared: Mapping[str, OtherStack], environment: str) -> dict[str, dict[str, StackRef]]:
    """Of each other stack, its outputs by name."""
    return {
        name: {
            output: StackRef(name, other.environment or environment, output, KINDS[kind])
            for output, kind in other.outputs.items()
        }
        for name, other in declared.items()
    }
