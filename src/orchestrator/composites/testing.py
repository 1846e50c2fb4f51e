"""The tests that a type brings along: each is a small stack that is loaded as users' stacks are."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from orchestrator.composites import texts
from orchestrator.composites.compose import Composer, load
from orchestrator.composites.conversions import convert
from orchestrator.composites.document import TypeTest
from orchestrator.composites.library import FOLDER, in_folder
from orchestrator.composites.read import CompositeType, read_type
from orchestrator.composites.schema import data_of
from orchestrator.errors import OrchestratorError, UsageError, Where
from orchestrator.expressions import BadExpression
from orchestrator.model.composite import Instance
from orchestrator.spec import Loaded
from orchestrator.spec.findings import Findings
from orchestrator.spec.nodes import MappingNode, Node

NAME = "it"
"""What the instance of a test is called."""
Judge = Callable[[Loaded], list[str]]
"""What the type's own policies say of a stack: their messages."""
_PROVIDERS = {
    "aws": {"region": "eu-central-1"},
    "azure": {"region": "westeurope", "subscriptionId": "00000000-0000-0000-0000-000000000000"},
    "openstack": {"region": "RegionOne", "cloud": "test"},
}


@dataclass(frozen=True, slots=True)
class TypeTested:
    """One test and what came of it."""

    name: str
    where: Where
    passed: bool
    detail: str = ""


def types_at(paths: tuple[Path, ...]) -> tuple[CompositeType, ...]:
    """The types of some files, and of the files in some folders; raises SpecError, UsageError."""
    findings = Findings()
    found: list[CompositeType] = []
    for path in paths:
        folder = path / FOLDER if (path / FOLDER).is_dir() else path
        if folder.is_dir():
            found += in_folder(folder, findings)
        elif one := read_type(path, str(path), findings):
            found.append(one)
    findings.raise_if_any()
    if not found:
        hint = "give the file of a type, or a folder that holds some"
        raise UsageError("there is no composite type here", ", ".join(map(str, paths)), hint)
    return tuple(found)


def siblings(found: tuple[CompositeType, ...]) -> tuple[CompositeType, ...]:
    """The types in the folders of some types; raises SpecError."""
    return types_at(tuple(dict.fromkeys(one.file.parent for one in found)))


def test(found: CompositeType, judge: Judge) -> tuple[TypeTested, ...]:
    """All tests of a type."""
    tested = []
    for index, one in enumerate(found.document.spec.tests):
        given = found.at("spec", "tests", index, "given", "spec")
        detail = _round_trip(found, one, given) if one.round_trip else _expanded(found, one, given, judge)
        tested.append(TypeTested(one.name, found.at("spec", "tests", index).mark.where, not detail, detail))
    return tuple(tested)


def _round_trip(found: CompositeType, one: TypeTest, given: Any) -> str:
    """What is wrong; empty when the spec comes back as it was."""
    findings = Findings()
    current = given if isinstance(given, MappingNode) else None
    first: MappingNode | None = None
    names = (one.given.version, *one.round_trip)
    for start, end in pairwise(names):
        if current is None:
            break
        # To itself it gets its defaults, which is what must come back.
        first = first or convert(found, start, start, current, findings)
        current = convert(found, start, end, current, findings)
    try:
        findings.raise_if_any()
    except OrchestratorError as error:
        return "; ".join(single.summary for single in error.each())
    if current is None or first is None:
        return "'spec' must be a mapping"
    before, after = data_of(first), data_of(current)
    if before == after:
        return ""
    return f"{json.dumps(before)} came back as {json.dumps(after)}"


def _expanded(found: CompositeType, one: TypeTest, spec: Node, judge: Judge) -> str:
    """What is wrong with the resources that the instance becomes; empty when nothing is."""
    with tempfile.TemporaryDirectory(prefix="orchestrator-type-") as folder:
        _write(Path(folder), found, one, spec)
        try:
            loaded = load(Path(folder), one.env.name, Composer((found,), pinned=False))
        except OrchestratorError as error:
            return _denied(one, [single.summary for single in error.each()])
        if one.denied is not None:
            return _denied(one, judge(loaded))
    variables = values(loaded)
    wrong = []
    for expression in one.expect:
        try:
            if texts.formula(expression, variables) is not True:
                wrong.append(f"not so: {expression}")
        except BadExpression as error:
            wrong.append(f"{error.summary}: {expression}")
    return "; ".join(wrong)


def values(loaded: Loaded) -> dict[str, Any]:
    """What an expectation reads: the spec, the resources by their names in the template, the outputs."""
    instances = {one.name: one for one in loaded.stack.composites}
    return {
        "spec": dict(instances[NAME].spec),
        "resources": _resources(instances[NAME], instances, loaded),
        "outputs": {name: str(text) for name, text in loaded.stack.outputs.items()},
    }


def _resources(instance: Instance, instances: dict[str, Instance], loaded: Loaded) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, key in instance.resources.items():
        if key in instances:
            found[name] = _resources(instances[key], instances, loaded)
            continue
        own = [one for one in loaded.stack.resources if one.logical_name == key]
        if [one.name for one in own] == [key]:
            found[name] = own[0].document()
        elif own:
            # In the order of their names, which for `count` is that of the numbers.
            found[name] = [one.document() for one in own]
    return found


def _denied(one: TypeTest, messages: list[str]) -> str:
    if one.denied is None:
        return "; ".join(messages)
    if any(one.denied in message for message in messages):
        return ""
    return f"not denied by '{one.denied}'" + (f", but: {'; '.join(messages)}" if messages else "")


def _write(folder: Path, found: CompositeType, one: TypeTest, spec: Node) -> None:
    """The stack of a test. JSON is YAML, and says every text as it is."""
    outputs = sorted(found.hub.outputs)
    placement = {"placement": {"provider": one.given.provider}}
    others = data_of(one.with_) if isinstance(one.with_, MappingNode) else {}
    stack = {
        "apiVersion": "orchestrator.dev/v1",
        "kind": "Stack",
        "metadata": {"name": "test"},
        "types": [{"folder": str(found.file.parent.absolute())}],
        "resources": {
            **{name: {**placement, **other} for name, other in others.items()},
            NAME: {"type": f"{found.name}@{one.given.version}", **placement, "spec": data_of(spec)},
        },
        "outputs": {name: f"${{{{ resources.{NAME}.outputs.{name} }}}}" for name in outputs},
    }
    environment = {
        "apiVersion": "orchestrator.dev/v1",
        "kind": "Environment",
        "metadata": {"name": one.env.name, "labels": one.env.labels},
        "providers": _PROVIDERS,
    }
    (folder / "stack.yaml").write_text(f"{json.dumps(stack)}\n---\n{json.dumps(environment)}\n")
