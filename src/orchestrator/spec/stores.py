"""References to secrets: each names a store that the environment has."""

from collections.abc import Iterator

from orchestrator.model.environment import Environment
from orchestrator.spec.drafts import Registry
from orchestrator.spec.expand import NAME
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.nodes import MappingNode, Node, Scalar, Sequence
from orchestrator.spec.wording import NAME_RULE

KEY = "secretRef"


def check(registry: Registry, environment: Environment, findings: Findings) -> None:
    """Note every reference to a store that there is not."""
    for draft in registry.by_name.values():
        for node in _references(draft.node):
            store = str(node.value).partition("/")[0]
            if "/" in str(node.value) and store not in environment.secrets:
                summary = f"the environment '{environment.name}' has no store of secrets '{store[:60]}'"
                hint = did_you_mean(store, environment.secrets) if environment.secrets else ""
                findings.add(summary, node.mark.where, hint or "name it in the environment's 'secrets'")


def names(stores: MappingNode, findings: Findings) -> None:
    """Note every name of a store that no reference could hold."""
    for name, entry in stores.entries.items():
        if not NAME.fullmatch(name):
            findings.add(f"'{name[:60]}' cannot be the name of a store", entry.mark.where, NAME_RULE)


def _references(node: Node) -> Iterator[Scalar]:
    match node:
        case MappingNode():
            for key, entry in node.entries.items():
                if key == KEY and isinstance(entry.value, Scalar) and isinstance(entry.value.value, str):
                    yield entry.value
                else:
                    yield from _references(entry.value)
        case Sequence():
            for item in node.items:
                yield from _references(item)
