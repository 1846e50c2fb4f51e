"""YAML files to a Stack: the stages of this package, in their order."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from orchestrator.errors import OrchestratorError, SpecError, UsageError, Where
from orchestrator.model.resources import AnyResource
from orchestrator.model.source import Positions
from orchestrator.model.stack import Stack
from orchestrator.spec import defaults, outside, params, patches, refactors, stores
from orchestrator.spec.build import build
from orchestrator.spec.composed import Compose, Composed, Notice, none
from orchestrator.spec.documents import of_kind, read_documents
from orchestrator.spec.drafts import Registry
from orchestrator.spec.environments import Catalogue, Chosen, choose
from orchestrator.spec.evaluate import Scope, literal
from orchestrator.spec.expand import Surroundings, expand
from orchestrator.spec.files import Folder, locate
from orchestrator.spec.findings import Findings
from orchestrator.spec.headers import API_VERSION, Metadata, Param, StackFile
from orchestrator.spec.nodes import Entry, MappingNode, walk
from orchestrator.spec.order import order
from orchestrator.spec.outputs import outputs
from orchestrator.spec.siting import ANYWHERE, Choice, Siting
from orchestrator.spec.validate import validate

_LATER = ("resources", "outputs")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stack in one environment, and where all of it was written."""

    stack: Stack
    positions: Positions
    files: tuple[Path, ...]
    """The stack file, the environment file, and the files that this one extends."""
    environment_file: Path
    notices: tuple[Notice, ...] = ()
    choices: tuple[Choice, ...] = ()
    """The places that were chosen, for resources that name none."""


def load(
    path: Path, environment: str | None = None, compose: Compose = none, siting: Siting = ANYWHERE
) -> Loaded:
    """The stack of a folder or file in an environment; raises OrchestratorError."""
    findings = Findings()
    folder = locate(path)
    written, inline = _documents(folder, findings)
    header = _header(written, findings)
    catalogue = Catalogue(folder, inline)
    try:
        name = catalogue.pick(environment)
    except UsageError:
        findings.raise_if_any()
        raise
    chosen = _chosen(catalogue, name, findings)
    if chosen is None:
        findings.raise_if_any()
        raise SpecError("the environment cannot be read", Where(str(folder.stack_file)))
    # With a fault at the top level the resources are still read, so that their faults are told too.
    assembled = _assemble(
        written, header or _sound_part(written), chosen, findings, partial(compose, folder.stack_file), siting
    )
    files = tuple(dict.fromkeys((folder.stack_file, *chosen.files)))
    return replace(assembled, files=files, environment_file=chosen.files[0])


def environments(path: Path) -> tuple[str, ...]:
    """The environments that can be chosen; raises SpecError."""
    findings = Findings()
    folder = locate(path)
    _, inline = _documents(folder, findings)
    return tuple(Catalogue(folder, inline).names())


def _documents(folder: Folder, findings: Findings) -> tuple[MappingNode, list[MappingNode]]:
    """The one stack of the stack file, and the environments in it."""
    documents = of_kind(read_documents(folder.stack_file, findings), ("Stack", "Environment"), findings)
    stacks = [node for node in documents if node.text("kind") == "Stack"]
    for second in stacks[1:]:
        findings.add("a file holds one stack", second.mark.where, "put it into a folder of its own")
    if not stacks:
        findings.raise_if_any()
        where = Where(str(folder.stack_file))
        raise SpecError("the file holds no document of kind Stack", where, "try `orchestrator init`")
    return stacks[0], [node for node in documents if node.text("kind") == "Environment"]


def _chosen(catalogue: Catalogue, name: str, findings: Findings) -> Chosen | None:
    """The environment; a fault that ends its reading is told with those of the stack."""
    try:
        return choose(catalogue, name, findings)
    except OrchestratorError as error:
        for single in error.each():
            where = single.where if isinstance(single.where, Where) else Where(str(single.where or ""))
            findings.add(single.summary, where, single.hint)
        return None


def _header(written: MappingNode, findings: Findings) -> StackFile | None:
    data: dict[str, Any] = literal(written.without(*_LATER), findings)
    for key in _LATER:
        if key in written.entries:
            # Only the shape matters here: what is inside needs the parameters first.
            inside = written.entries[key].value
            data[key] = {} if isinstance(inside, MappingNode) else literal(inside, findings)
    return validate(StackFile, written, data, findings)


def _sound_part(written: MappingNode) -> StackFile:
    """What can be used of a top level with faults."""
    unheard = Findings()
    declared: dict[str, Param] = {}
    for name, entry in written.mapping("params").entries.items():
        node = entry.value
        if not isinstance(node, MappingNode):
            continue
        if param := validate(Param, node, literal(node, unheard), unheard):
            declared[name] = param
    metadata = Metadata(name="unnamed")
    return StackFile(api_version=API_VERSION, kind="Stack", metadata=metadata, params=declared, resources={})


def _assemble(
    written: MappingNode,
    header: StackFile,
    chosen: Chosen,
    findings: Findings,
    compose: Callable[..., Composed],
    siting: Siting,
) -> Loaded:
    """Parameters, patches, instances, resources and their order; raises all faults together."""
    environment = chosen.environment
    given = chosen.node.mapping("params")
    values = params.resolve(header.params, written.mapping("params"), given, findings, chosen.node.mark)
    others = outside.stacks(header.stacks, environment.name)
    scope = Scope(findings, values, environment.name, environment.labels, stacks=others)
    labels = header.metadata.labels
    composed = compose(written, chosen.patches, labels, scope)
    listed = written.get("refactors")
    here = refactors.moved(composed.resources, header.refactors, listed, findings)
    here = defaults.apply(here, chosen.node.mapping("defaults"))
    resources = patches.apply(here, composed.patches, labels, scope)
    registry, choices = expand(resources, Surroundings(environment, labels, siting, scope))
    registry.hide(composed.faulty)
    built: dict[str, AnyResource] = {}
    needs: dict[str, dict[str, Where]] = {}
    for draft in registry.by_name.values():
        resource, needs[draft.name] = build(draft, registry, labels, scope)
        if resource is not None:
            built[draft.name] = resource
    stores.check(registry, environment, findings)
    refactors.imported(built, header.refactors, listed, registry, findings)
    gone = refactors.forgotten(header.refactors, listed, registry, findings)
    outs, shares = outputs(composed.outputs, registry, scope)
    ordered = order(needs, findings)
    findings.raise_if_any()
    found = tuple(built[name] for name in ordered)
    stack = Stack(header.metadata.name, labels, environment, found, outs, composed.instances, shares, gone)
    positions = _positions(written, resources, registry, bool(composed.instances))
    return Loaded(stack, positions, (), Path(), composed.notices, choices)


def _positions(written: MappingNode, resources: MappingNode, registry: Registry, replaced: bool) -> Positions:
    """Every place of the stack as it was merged: what a patch changed points into the environment's file."""
    entries = written.entries
    merged = written
    if "resources" in entries:
        merged = written.put({"resources": Entry(entries["resources"].mark, resources)})
    # What was replaced by other resources, such as composite types, is still found where it was written.
    places = {**dict(walk(written)), **dict(walk(merged))} if replaced else dict(walk(merged))
    places[()] = written.mark.where
    for draft in registry.by_name.values():
        if "spans" in draft.path:
            # A span is a resource of its own: what is common to all spans is found below it as well.
            places.update(walk(draft.node, draft.path))
    return Positions(written.mark.source.file, places)
