"""The documents of a file, told apart by their apiVersion and kind."""

from pathlib import Path

from orchestrator.spec.files import read
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.headers import API_VERSION
from orchestrator.spec.nodes import MappingNode, Node, Scalar
from orchestrator.spec.wording import shown
from orchestrator.spec.yaml_nodes import parse


def read_documents(file: Path, findings: Findings) -> list[Node]:
    """The documents of a file; raises SpecError where it cannot be read on."""
    return parse(read(file), findings)


def of_kind(documents: list[Node], kinds: tuple[str, ...], findings: Findings) -> list[MappingNode]:
    """The documents that are of a known kind; every other one is a fault."""
    found = []
    for node in documents:
        if not isinstance(node, MappingNode):
            hint = f"start with apiVersion: {API_VERSION}"
            findings.add("a document must be a mapping", node.mark.where, hint)
        elif _known(node, kinds, findings):
            found.append(node)
    return found


def _known(node: MappingNode, kinds: tuple[str, ...], findings: Findings) -> bool:
    version, kind = node.get("apiVersion"), node.get("kind")
    start = node.mark.where
    if version is None:
        findings.add("'apiVersion' is missing", start, f"write apiVersion: {API_VERSION}")
    elif not (isinstance(version, Scalar) and version.value == API_VERSION):
        given = shown(version.value) if isinstance(version, Scalar) else "a structure"
        findings.add(f"'apiVersion' must be '{API_VERSION}', not {given}", version.mark.where)
    if kind is None:
        findings.add("'kind' is missing", start, f"write kind: {kinds[0]}")
        return False
    value = kind.value if isinstance(kind, Scalar) else None
    if value in kinds:
        return True
    hint = did_you_mean(value, kinds) if isinstance(value, str) else f"known: {', '.join(kinds)}"
    findings.add(f"a document of kind {shown(value)} cannot stand here", kind.mark.where, hint)
    return False
