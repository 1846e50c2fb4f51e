"""One file to one composite type, with every fault of the document itself noted."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator.composites.document import TypeFile, Version
from orchestrator.composites.schema import problem_of_schema
from orchestrator.errors import Where
from orchestrator.model.resources import RESOURCE_TYPES
from orchestrator.spec.documents import of_kind, read_documents
from orchestrator.spec.evaluate import literal
from orchestrator.spec.findings import Findings
from orchestrator.spec.nodes import MappingNode, Node, Sequence
from orchestrator.spec.validate import validate

KIND = "CompositeType"
_OPEN = (
    ("spec", "template", "resources"),
    ("spec", "template", "outputs"),
    ("spec", "conversions", "*", "set"),
    ("spec", "tests", "*", "given", "spec"),
    ("spec", "tests", "*", "with"),
)
"""Where expressions may stand: kept as nodes, and read when there is an instance."""


@dataclass(frozen=True, slots=True)
class CompositeType:
    """One revision of a type: what it says, where that stands, and a digest of all that it consists of."""

    file: Path
    node: MappingNode
    document: TypeFile
    digest: str
    origin: str
    """Where it was found, in words."""
    git: tuple[str, str] | None = None
    """The repository and the commit that it is from."""

    @property
    def name(self) -> str:
        """Without a version."""
        return self.document.metadata.name

    @property
    def revision(self) -> tuple[int, ...]:
        """Comparable."""
        return tuple(int(part) for part in self.document.spec.revision.split("."))

    @property
    def hub(self) -> Version:
        """The version that the template sees: the marked one, or the only one."""
        return next((v for v in self.document.spec.versions if v.hub), self.document.spec.versions[-1])

    @property
    def policy_folder(self) -> Path | None:
        """The pack that judges every instance."""
        own = self.document.spec.policy
        return self.file.parent / own.pack if own else None

    def version(self, name: str) -> Version | None:
        """The version of that name."""
        return next((v for v in self.document.spec.versions if v.name == name), None)

    def at(self, *path: str | int) -> Node:
        """The node at a path, or the nearest one above it."""
        node: Node = self.node
        for step in path:
            below: Node | None = None
            if isinstance(node, MappingNode) and isinstance(step, str):
                below = node.get(step)
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                below = node.items[step]
            if below is None:
                return node
            node = below
        return node


def read_type(file: Path, origin: str, findings: Findings) -> CompositeType | None:
    """The type of a file, or None with every fault noted; raises SpecError where it cannot be read."""
    documents = of_kind(read_documents(file, findings), (KIND,), findings)
    if len(documents) != 1:
        if not len(findings):
            findings.add(f"this must be one document of kind {KIND}", Where(str(file)), "one file, one type")
        return None
    node = documents[0]
    document = validate(TypeFile, node, _data(node, (), findings), findings)
    if document is None:
        return None
    found = CompositeType(file, node, document, "", origin)
    before = len(findings)
    _check(found, findings)
    return CompositeType(file, node, document, _digest(found), origin) if len(findings) == before else None


def _data(node: Node, path: tuple[str, ...], findings: Findings) -> Any:
    if path in _OPEN:
        return node
    match node:
        case MappingNode():
            return {key: _data(entry.value, (*path, key), findings) for key, entry in node.entries.items()}
        case Sequence():
            return tuple(_data(item, (*path, "*"), findings) for item in node.items)
        case _:
            return literal(node, findings)


def _check(found: CompositeType, findings: Findings) -> None:
    """What pydantic cannot know: names against each other, and the schemas themselves."""
    spec = found.document.spec
    if f"{found.name}@v1" in RESOURCE_TYPES:
        where = found.at("metadata", "name").mark.where
        findings.add(f"'{found.name}' is a built-in type", where, "choose another name")
    names = [version.name for version in spec.versions]
    for index, version in enumerate(spec.versions):
        where = found.at("spec", "versions", index).mark.where
        if version.name in names[:index]:
            findings.add(f"the version '{version.name}' is given twice", where)
        schema = found.at("spec", "versions", index, "schema").mark.where
        for name, problem in problem_of_schema(version.schema_, version.name):
            findings.add(f"the schema of '{name}' {problem}", schema)
    hubs = [version.name for version in spec.versions if version.hub]
    if len(hubs) > 1 or (len(names) > 1 and not hubs):
        where = found.at("spec", "versions").mark.where
        findings.add("exactly one version must be the hub", where, "write hub: true at the newest one")
    _check_conversions(found, names, findings)
    _check_template(found, findings)


def _check_conversions(found: CompositeType, names: list[str], findings: Findings) -> None:
    pairs = [(one.from_, one.to) for one in found.document.spec.conversions]
    for index, pair in enumerate(pairs):
        where = found.at("spec", "conversions", index).mark.where
        for name in pair:
            if name not in names:
                findings.add(f"there is no version '{name}' to convert", where, f"known: {', '.join(names)}")
        if pair in pairs[:index]:
            findings.add(f"the conversion from {pair[0]} to {pair[1]} is given twice", where)
        if not isinstance(found.document.spec.conversions[index].set, MappingNode):
            findings.add("'set' must be a mapping", where, "{newKey: ${{ old.key }}}")
    hub = found.hub.name
    for version in names:
        if version != hub and (version, hub) not in pairs:
            where = found.at("spec", "versions", names.index(version)).mark.where
            findings.add(f"'{version}' has no conversion to the hub '{hub}'", where, "add it to conversions")


def _check_template(found: CompositeType, findings: Findings) -> None:
    template = found.document.spec.template
    if template is None:
        return
    where = found.at("spec", "template", "resources").mark.where
    if not isinstance(template.resources, MappingNode) or not template.resources.entries:
        findings.add("the template has no resources", where, "resources: {db: {type: …}}")
        return
    outputs = template.outputs.entries if isinstance(template.outputs, MappingNode) else {}
    declared = found.hub.outputs
    for name, entry in outputs.items():
        if name not in declared:
            hint = f"add it to the outputs of {found.hub.name}"
            findings.add(f"the output '{name}' is not declared", entry.mark.where, hint)
    for name in declared:
        if name not in outputs:
            hint = "add it to template.outputs"
            findings.add(f"the declared output '{name}' has no value", where, hint)


def _digest(found: CompositeType) -> str:
    """SHA-256 over the file and the policy that belongs to it."""
    content = hashlib.sha256(found.file.read_bytes())
    if (folder := found.policy_folder) and folder.is_dir():
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            content.update(hashlib.sha256(file.relative_to(folder).as_posix().encode()).digest())
            content.update(hashlib.sha256(file.read_bytes()).digest())
    return f"sha256:{content.hexdigest()}"
