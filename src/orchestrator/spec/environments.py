"""Environments: which there are, which one is meant, and what it says with all that it extends."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator.errors import OrchestratorError, SpecError, UsageError, Where
from orchestrator.model.environment import Environment
from orchestrator.spec import durations, stores
from orchestrator.spec.documents import of_kind, read_documents
from orchestrator.spec.evaluate import literal
from orchestrator.spec.files import Folder
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.headers import EnvironmentFile
from orchestrator.spec.nodes import Entry, MappingNode, Node, Scalar, Sequence, merge
from orchestrator.spec.validate import validate

_OWN = ("extends", "abstract", "patches")
"""What a file says about itself only: it is not inherited like the rest."""


@dataclass(frozen=True, slots=True)
class Written:
    """One environment document and its file."""

    file: Path
    node: MappingNode


@dataclass(frozen=True, slots=True)
class Chosen:
    """The environment that was asked for, with what it extends laid below it."""

    environment: Environment
    node: MappingNode
    patches: tuple[MappingNode, ...]
    files: tuple[Path, ...]


class Catalogue:
    """All environments of a stack: files of its own, and documents in the stack file."""

    def __init__(self, folder: Folder, inline: list[MappingNode]) -> None:
        self._folder = folder
        self._inline: dict[str, MappingNode] = {}
        for node in inline:
            name = _named(node)
            if name in self._inline or name in folder.environment_files:
                raise SpecError(f"the environment '{name[:60]}' is given twice", node.mark.where)
            self._inline[name] = node

    def names(self) -> list[str]:
        """The environments that can be chosen. One that cannot be read is listed: choosing it says why."""
        names = []
        for name in sorted({*self._folder.environment_files, *self._inline}):
            try:
                flag = self.read(name).node.get("abstract")
            except OrchestratorError:
                flag = None
            if not (isinstance(flag, Scalar) and flag.value is True):
                names.append(name)
        return names

    def read(self, name: str) -> Written:
        """One environment as written; raises SpecError, KeyError."""
        if name in self._inline:
            return Written(self._folder.stack_file, self._inline[name])
        file = self._folder.environment_files[name]
        findings = Findings()
        documents = of_kind(read_documents(file, findings), ("Environment",), findings)
        findings.raise_if_any()
        if len(documents) != 1:
            hint = "one file holds one environment"
            raise SpecError("this must be one document of kind Environment", Where(str(file)), hint)
        if _named(documents[0]) != name:
            where = documents[0].mapping("metadata").entries["name"].value.mark.where
            raise SpecError(f"the environment's name must be '{name}', like its file's", where)
        return Written(file, documents[0])

    def known(self, name: str) -> bool:
        """Whether there is an environment of that name, abstract or not."""
        return name in self._inline or name in self._folder.environment_files

    def pick(self, wanted: str | None) -> str:
        """The environment that is meant; raises UsageError with all there are."""
        names = self.names()
        place = str(self._folder.stack_file)
        if wanted is not None:
            if wanted in names:
                return wanted
            if self.known(wanted):
                hint = f"choose one that extends it: {', '.join(names)}"
                raise UsageError(f"the environment '{wanted}' is abstract", place, hint)
            raise UsageError(f"there is no environment '{wanted[:60]}'", place, did_you_mean(wanted, names))
        if len(names) == 1:
            return names[0]
        if "dev" in names:
            return "dev"
        if names:
            raise UsageError("the stack has several environments", place, f"choose one of {', '.join(names)}")
        hint = "write environments/dev.yaml beside the stack file"
        raise UsageError("the stack has no environment", place, hint)


def choose(catalogue: Catalogue, name: str, findings: Findings) -> Chosen | None:
    """The named environment, or None with every fault noted; raises SpecError."""
    chain = _chain(catalogue, name)
    node = _merged(chain)
    patches = tuple(patch for written in chain for patch in _items(written.node.get("patches")))
    if any("patches" in written.node.entries for written in chain):
        mark = next(w.node.entries["patches"].mark for w in reversed(chain) if "patches" in w.node.entries)
        node = node.put({"patches": Entry(mark, Sequence(mark, patches))})
    # Patches may hold expressions, which are evaluated as parts of the resources that they change.
    data = literal(node.without("patches"), findings)
    data["patches"] = tuple(_unread(patch, findings) for patch in patches)
    durations.convert(EnvironmentFile, data, node, findings)
    stores.names(node.mapping("secrets"), findings)
    read = validate(EnvironmentFile, node, data, findings)
    if read is None:
        return None
    environment = Environment(
        name=read.metadata.name,
        labels=read.metadata.labels,
        providers=read.providers,
        plugins=read.plugins,
        state=read.state,
        secrets=read.secrets,
        policies=read.policies.model_copy(update={"parameters": _with_lists(read.policies.parameters)}),
    )
    mappings = tuple(patch for patch in patches if isinstance(patch, MappingNode))
    return Chosen(environment, node, mappings, tuple(dict.fromkeys(w.file for w in reversed(chain))))


def _chain(catalogue: Catalogue, name: str) -> list[Written]:
    """The environment and all that it extends, the lowest first."""
    chain = [catalogue.read(name)]
    seen = [name]
    while (extends := chain[0].node.get("extends")) is not None:
        below = extends.value if isinstance(extends, Scalar) else None
        if not isinstance(below, str):
            raise SpecError("'extends' must be the name of an environment", extends.mark.where)
        if below in seen:
            circle = " → ".join([*seen, below])
            raise SpecError(f"environments extend each other in a circle: {circle}", extends.mark.where)
        if not catalogue.known(below):
            where = extends.mark.where
            raise SpecError(
                f"there is no environment '{below[:60]}'", where, did_you_mean(below, catalogue.names())
            )
        seen.append(below)
        chain.insert(0, catalogue.read(below))
    return chain


def _named(node: MappingNode) -> str:
    """The name that a document gives itself; raises SpecError."""
    metadata = node.entries.get("metadata")
    if name := node.mapping("metadata").text("name"):
        return name
    raise SpecError(
        "'metadata.name' is missing", (metadata or node).mark.where, "give the environment's name"
    )


def _merged(chain: list[Written]) -> MappingNode:
    node = chain[0].node
    for above in chain[1:]:
        merged = merge(node.without(*_OWN), above.node)
        node = merged if isinstance(merged, MappingNode) else node
    return node


def _with_lists(value: Any) -> Any:
    """Parameters of policies have no model, so they stay as JSON has them."""
    if isinstance(value, dict):
        return {key: _with_lists(item) for key, item in value.items()}
    return [_with_lists(item) for item in value] if isinstance(value, (list, tuple)) else value


def _items(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.items if isinstance(node, Sequence) else (node,)


def _unread(patch: Node, findings: Findings) -> object:
    """A patch as data for checking its shape; what it merges is checked inside the resources."""
    if not isinstance(patch, MappingNode):
        return literal(patch, findings)
    data = {key: literal(entry.value, findings) for key, entry in patch.entries.items() if key != "merge"}
    if "merge" in patch.entries:
        change = patch.entries["merge"].value
        data["merge"] = {} if isinstance(change, MappingNode) else literal(change, findings)
    return data
