"""The outputs of a stack: text that may read the outputs of its resources."""

import re
from dataclasses import replace

from orchestrator.model.values import Template, Text
from orchestrator.spec.drafts import Registry
from orchestrator.spec.evaluate import Scope, Unknown, literal, plain
from orchestrator.spec.headers import SharedOutput
from orchestrator.spec.nodes import MappingNode, Node, Scalar
from orchestrator.spec.references import References
from orchestrator.spec.validate import validate

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


def outputs(
    node: MappingNode, registry: Registry, scope: Scope
) -> tuple[dict[str, Text], dict[str, tuple[str, ...]]]:
    """All outputs, and who may read which, with every fault noted."""
    references = References(registry, scope.findings)
    inner = replace(scope, self_={}, outputs=references.output)
    found: dict[str, Text] = {}
    shares: dict[str, tuple[str, ...]] = {}
    for name, entry in node.entries.items():
        if not NAME.fullmatch(name):
            hint = "letters, digits, dashes and underscores, starting with a letter"
            scope.findings.add(f"'{name[:60]}' cannot be the name of an output", entry.mark.where, hint)
        value = entry.value
        if isinstance(value, MappingNode):
            if (shared := _shared(value, scope)) is None:
                continue
            value, shares[name] = shared
        text = _text(name, value, inner)
        if not isinstance(text, Unknown):
            found[name] = text
    return found, shares


def _shared(node: MappingNode, scope: Scope) -> tuple[Node, tuple[str, ...]] | None:
    """The value of an output that is shared, and with whom."""
    value = node.get("value")
    data = {
        key: None if key == "value" else literal(e.value, scope.findings) for key, e in node.entries.items()
    }
    model = validate(SharedOutput, node, {**data, **({"value": ""} if value else {})}, scope.findings)
    return None if model is None or value is None else (value, model.share)


def _text(name: str, node: Node, scope: Scope) -> Text | Unknown:
    if isinstance(node, Scalar) and not node.sound:
        return Unknown.VALUE
    if not isinstance(node, Scalar) or node.value is None:
        scope.findings.add(f"the output '{name[:60]}' must be text", node.mark.where)
        return Unknown.VALUE
    match plain(node, scope):
        case Unknown():
            return Unknown.VALUE
        case Template() | str() as text:
            return text
        case bool(value):
            return str(value).lower()
        case other:
            return str(other)
