"""Plain data into the closed models; what pydantic reports becomes faults with places and allowed words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from orchestrator.errors import Where
from orchestrator.model.source import Path
from orchestrator.spec.evaluate import Unknown
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.nodes import MappingNode, Mark, Node, Sequence
from orchestrator.spec.schema import keys_at
from orchestrator.spec.wording import wording

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an error of pydantic stands in the file."""

    path: Path
    key: Mark
    """The key that leads to the value, or that is too much."""
    node: Node | None
    """The value; None where a key is missing."""


def validate(
    model: type[M], node: MappingNode, data: dict[str, Any], findings: Findings, at: Mark | None = None
) -> M | None:
    """The model of the data, or None with every fault noted; `at`: the key it stands under."""
    try:
        # Strict, so that "443" is no number and `yes` no truth; by alias, so that keys have one spelling.
        return model.model_validate(data, strict=True, by_alias=True, by_name=False)
    except ValidationError as error:
        report(model, node, error, findings, at or node.mark)
    return None


def report(
    model: type[BaseModel], node: MappingNode, error: ValidationError, findings: Findings, at: Mark
) -> None:
    """Note all faults of one validation."""
    groups: dict[Path, list[tuple[_Spot, ErrorDetails]]] = {}
    for details in error.errors(include_url=False):
        spot = _spot(node, details, at)
        if not spot.path and not details["loc"]:
            # Of the model as a whole: no key of it is wrong by itself.
            findings.add(str(details.get("ctx", {}).get("error", details["msg"])), node.mark.where)
            continue
        if not spot.path:
            # A name that came from a key of the file: what is wrong with it was told at that key.
            continue
        groups.setdefault(spot.path, []).append((spot, details))
    for path, found in groups.items():
        if any(details["input"] is Unknown.VALUE for _, details in found):
            continue
        if isinstance(found[0][0].node, MappingNode) and _more_below(path, groups):
            # Of a union the user took the mapping: what the other branches want does not matter.
            continue
        _note(model, found, findings)


def _more_below(path: Path, groups: Iterable[Path]) -> bool:
    return any(len(other) > len(path) and other[: len(path)] == path for other in groups)


def _note(model: type[BaseModel], found: list[tuple[_Spot, ErrorDetails]], findings: Findings) -> None:
    spot, details = found[0]
    name = ".".join(str(step) for step in spot.path)
    match details["type"]:
        case "missing":
            findings.add(f"'{name}' is missing", spot.key.where)
        case "extra_forbidden":
            inside = ".".join(str(step) for step in spot.path[:-1])
            known = keys_at(model, spot.path[:-1])
            summary = f"unknown key '{str(spot.path[-1])[:60]}'" + (f" in '{inside}'" if inside else "")
            findings.add(summary, spot.key.where, did_you_mean(str(spot.path[-1]), known))
        case _:
            demand, hint = wording(spot.path, [error for _, error in found])
            findings.add(f"'{name}' {demand}", _value_place(spot), hint)


def _value_place(spot: _Spot) -> Where:
    return (spot.node.mark if spot.node else spot.key).where


def _spot(root: MappingNode, details: ErrorDetails, at: Mark) -> _Spot:
    """Follow pydantic's location through the nodes; a step that is not there names a branch of a union."""
    node: Node = root
    key = at
    path: list[str | int] = []
    for step in details["loc"]:
        if isinstance(node, MappingNode) and isinstance(step, str) and (entry := node.entries.get(step)):
            key, node = entry.mark, entry.value
            path.append(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            key = node.mark
            path.append(step)
    if details["type"] == "missing":
        return _Spot((*path, details["loc"][-1]), key, None)
    return _Spot(tuple(path), key, node)
