"""What other stacks share: read from their state, with secrets kept secret."""

import json
from collections.abc import Mapping
from typing import Any

from orchestrator.engine.names import SHARES
from orchestrator.engine.session import Session
from orchestrator.engine.values import SECRET_SIGNATURE, SIGNATURE, Hidden
from orchestrator.errors import EngineError, raise_all
from orchestrator.expressions import Kind
from orchestrator.graph import StackOutput

Shared = Mapping[StackOutput, Any]
_TYPES: Mapping[Kind, tuple[type, ...]] = {
    Kind.STRING: (str,),
    Kind.INT: (int,),
    Kind.DOUBLE: (int, float),
    Kind.BOOL: (bool,),
    Kind.LIST: (list,),
}


def shared(wanted: frozenset[StackOutput], reader: Session) -> Shared:
    """The value of each; raises an EngineError for each that is not there, not shared, or of another kind."""
    outputs: dict[tuple[str, str], Mapping[str, Any] | None] = {}
    found: dict[StackOutput, Any] = {}
    faults: list[EngineError] = []
    for one in sorted(wanted, key=str):
        place = (one.stack, one.environment)
        if place not in outputs:
            outputs[place] = _outputs(reader.other(*place))
        try:
            found[one] = _value(one, outputs[place], reader.stack_name)
        except EngineError as fault:
            faults.append(fault)
    raise_all(list(faults))
    return found


def _outputs(session: Session) -> Mapping[str, Any] | None:
    """The outputs of a stack as they are in its state; None where it was never applied."""
    deployment = session.exported_with_secrets()
    if deployment is None:
        return None
    stacks = (one for one in deployment.get("resources") or () if one["type"] == "pulumi:pulumi:Stack")
    return next((one.get("outputs") or {} for one in stacks), None)


def _value(one: StackOutput, outputs: Mapping[str, Any] | None, reader: str) -> Any:
    stack = f"{one.stack}/{one.environment}"
    if outputs is None:
        hint = f"apply {stack} first: its outputs are known when it is there"
        raise EngineError(f"the stack {stack} was not applied yet", f"stacks.{one.stack}", hint)
    if one.output not in outputs:
        known = ", ".join(sorted(name for name in outputs if name != SHARES)) or "none"
        hint = f"its outputs: {known}; apply it again if the output is new"
        raise EngineError(f"the stack {stack} has no output '{one.output}'", f"stacks.{one.stack}", hint)
    readers = (_bare(outputs.get(SHARES)) or {}).get(one.output, ())
    if "*" not in readers and reader not in readers:
        hint = f"in the file of {one.stack}: {one.output}: {{value: …, share: [{reader}]}}, then apply it"
        summary = f"{stack} does not share '{one.output}' with '{reader}'"
        raise EngineError(summary, f"stacks.{one.stack}", hint)
    value = _bare(outputs[one.output])
    if not isinstance(value, _TYPES[one.kind]) or (isinstance(value, bool) and one.kind is not Kind.BOOL):
        hint = f"under `stacks`, say what it is: it is a {type(value).__name__}"
        raise EngineError(f"'{one.output}' of {stack} is no {one.kind.value}", f"stacks.{one.stack}", hint)
    return Hidden(value) if _secret(outputs[one.output]) else value


def _secret(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get(SIGNATURE) == SECRET_SIGNATURE


def _bare(value: Any) -> Any:
    return json.loads(value["plaintext"]) if _secret(value) else value
