"""The outputs of a stack: text that may read the outputs of its resources."""

import re

from orchestrator.model.values import Template, Text
from orchestrator.spec.drafts import Registry
from orchestrator.spec.evaluate import Scope, Unknown, plain
from orchestrator.spec.nodes import MappingNode, Scalar
from orchestrator.spec.references import References

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


def outputs(node: MappingNode, registry: Registry, scope: Scope) -> dict[str, Text]:
    """All outputs, with every fault noted."""
    references = References(registry, scope.findings)
    inner = Scope(scope.findings, scope.params, scope.env_name, scope.env_labels, {}, references.output)
    found: dict[str, Text] = {}
    for name, entry in node.entries.items():
        if not NAME.fullmatch(name):
            hint = "letters, digits, dashes and underscores, starting with a letter"
            scope.findings.add(f"'{name[:60]}' cannot be the name of an output", entry.mark.where, hint)
        if isinstance(entry.value, Scalar) and not entry.value.sound:
            continue
        if not isinstance(entry.value, Scalar) or entry.value.value is None:
            scope.findings.add(f"the output '{name[:60]}' must be text", entry.value.mark.where)
            continue
        value = plain(entry.value, inner)
        match value:
            case Unknown():
                continue
            case Template() | str():
                found[name] = value
            case bool():
                found[name] = str(value).lower()
            case _:
                found[name] = str(value)
    return found
