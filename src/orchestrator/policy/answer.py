"""What OPA answered, believed only when it proves that every rule was evaluated."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from orchestrator.errors import OrchestratorError, PolicyError, raise_all
from orchestrator.outcome import Severity
from orchestrator.policy.bundle import OWN, Bundle
from orchestrator.policy.question import Request

_CANARIES = {f"{OWN}/canary-single", f"{OWN}/canary-whole"}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Finding(_Model):
    """One element of a rule's `deny`."""

    message: str = Field(min_length=1)
    path: list[str | int] = []
    """Within the resource or node, or within the whole document for a rule of scope stack."""
    resource: str = ""
    """The spec resource, where a rule of scope stack knows it."""
    source: list[str | int] = []
    """Where the cause stands in the spec resource, when that differs from `path`."""


class Found(_Model):
    """A finding, the rule that made it, and the number of the resource or node."""

    rule: str
    index: int | None = None
    finding: Finding

    @field_validator("finding", mode="before")
    @classmethod
    def _plain_text(cls, value: object) -> object:
        return {"message": value} if isinstance(value, str) else value


class Rule(_Model):
    """A rule as its annotations describe it."""

    id: str
    pack: str
    name: str
    title: str
    description: str
    severity: Severity
    scope: Literal["resource", "stack"]
    point: Literal["spec", "graph", "any"]
    enforce: bool
    remediation: str
    docs: str
    examples: dict[str, str]


class _Mistyped(_Model):
    name: str
    wanted: str
    given: str


class _Parameters(_Model):
    known: list[str]
    unknown: list[str]
    mistyped: list[_Mistyped]


class Parameter(_Model):
    """A setting of a pack; an environment may give a value of the same type."""

    description: str = ""
    default: Any


class Manifest(_Model):
    """What pack.yaml says."""

    name: str
    version: str
    title: str
    description: str = ""
    parameters: dict[str, Parameter] = {}


class _Answer(_Model):
    point: str
    examined: int
    inventory: list[Rule]
    ran: list[str]
    packs: dict[str, Manifest]
    parameters: _Parameters
    violations: list[Found]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was proved; the canaries are gone from it."""

    rules: tuple[Rule, ...]
    """All rules of the packs, also those of other points."""
    ran: tuple[str, ...]
    found: tuple[Found, ...]
    manifests: tuple[Manifest, ...]


def believe(value: object, bundle: Bundle, request: Request) -> Answer:
    """The answer, when it is whole; else raises PolicyError for each proof that is missing."""
    if value is None:
        raise PolicyError(
            "OPA left the answer undefined, so nothing was judged",
            "data.orchestrator.driver.answer",
            "check that this OPA has the policies and that it is of version 1",
        )
    try:
        answer = _Answer.model_validate(value)
    except ValidationError as error:
        raise_all([_misshapen(item["loc"], item["msg"], value) for item in error.errors()])
        raise
    raise_all([*_parameter_faults(answer)])
    raise_all([*_inventory_faults(answer, bundle)])
    raise_all([*_evaluation_faults(answer, request)])
    real = tuple(
        found for found in answer.violations if found.index != answer.examined and found.rule not in _CANARIES
    )
    return Answer(
        tuple(rule for rule in answer.inventory if rule.pack != OWN),
        tuple(rule for rule in answer.ran if rule not in _CANARIES),
        real,
        tuple(answer.packs[name] for name in sorted(answer.packs)),
    )


def _misshapen(path: tuple[int | str, ...], reason: str, value: object) -> OrchestratorError:
    """The fault at one place of the answer, told by the rule or pack that it comes from."""
    match value, path:
        case ({"inventory": list(rules)}, ("inventory", int(index), *rest)) if isinstance(rules[index], dict):
            who = f"rule {rules[index].get('id', index)}"
            return PolicyError(
                f"its annotation {_dotted(rest)} is not usable: {reason}",
                who,
                "see docs/how-to/write-a-policy.md",
            )
        case ({"violations": list(found)}, ("violations", int(index), *rest)) if isinstance(
            found[index], dict
        ):
            hint = "deny contains a text, or {message, path?, resource?, source?}"
            who = f"rule {found[index].get('rule', index)}"
            return PolicyError(f"what it denies with is not usable: {_dotted(rest)}: {reason}", who, hint)
        case (_, ("packs", str(pack), *rest)):
            hint = "it needs name, version (quoted), title and parameters with a default each"
            return PolicyError(
                f"its pack.yaml is not usable: {_dotted(rest) or 'content'}: {reason}", f"pack {pack}", hint
            )
        case _:
            hint = "this OPA runs another driver than ours"
            return PolicyError(
                f"OPA's answer has the wrong shape at {_dotted(path) or 'its top'}: {reason}", None, hint
            )


def _dotted(path: "tuple[int | str, ...] | list[int | str]") -> str:
    return ".".join(str(step) for step in path)


def _parameter_faults(answer: _Answer) -> Iterator[OrchestratorError]:
    known = answer.parameters.known
    for name in answer.parameters.unknown:
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean '{close[0]}'?" if close else f"known: {', '.join(sorted(known)) or 'none'}"
        yield PolicyError(f"no policy has the parameter '{name}'", "policies.parameters", hint)
    for parameter in answer.parameters.mistyped:
        summary = f"the policy parameter '{parameter.name}' is of type {parameter.given}"
        yield PolicyError(summary, "policies.parameters", f"give {parameter.wanted}")


def _inventory_faults(answer: _Answer, bundle: Bundle) -> Iterator[OrchestratorError]:
    """Rules that the engine does not know, knows twice, or has too many."""
    known = {(rule.pack, rule.name) for rule in answer.inventory}
    for pack, name in sorted(bundle.rules - known):
        hint = "it needs annotations, and `about := rego.metadata.chain()`"
        yield PolicyError("the rule is in the pack, but not in OPA's inventory", f"rules.{pack}.{name}", hint)
    for pack, name in sorted(known - bundle.rules):
        hint = "this OPA holds other policies than the packs; load the same ones"
        yield PolicyError("OPA has a rule that is in none of the packs", f"rules.{pack}.{name}", hint)
    ids = [rule.id for rule in answer.inventory]
    for double in sorted({rule for rule in ids if ids.count(rule) > 1}):
        yield PolicyError("two rules have this id", f"rule {double}", "give each its own")
    for folder, manifest in sorted(answer.packs.items()):
        if manifest.name != folder:
            hint = "both must be the same"
            yield PolicyError(
                f"pack.yaml names the pack '{manifest.name}', its rules '{folder}'", f"pack {folder}", hint
            )
    for rule in answer.inventory:
        if rule.point == "any" and rule.pack != OWN:
            yield PolicyError(
                "the rule does not say at which point it is asked", f"rule {rule.id}", "spec or graph"
            )


def _evaluation_faults(answer: _Answer, request: Request) -> Iterator[OrchestratorError]:
    """What shows that not all was evaluated, or something else than was asked."""
    if answer.point != request.point or answer.examined != len(request.subjects):
        summary = f"OPA judged {answer.examined} things at point {answer.point}"
        yield PolicyError(
            summary, None, f"asked were {len(request.subjects)} at point {request.point}; try again"
        )
    denied = {found.rule for found in answer.violations if found.finding.message == request.canary}
    for missing in sorted(_CANARIES - denied):
        summary = f"the canary {missing} was not denied, so no rule can be trusted to deny"
        yield PolicyError(summary, None, "the driver in this OPA is broken, or it answered an older question")
    due = {rule.id for rule in answer.inventory if rule.point in (request.point, "any")}
    for idle in sorted(due - set(answer.ran)):
        yield PolicyError(
            "the rule did not run: it has no set `deny`", f"rule {idle}", "write `deny contains … if …`"
        )
    for stray in sorted({found.rule for found in answer.violations} - due):
        yield PolicyError(
            "OPA reports a rule that was not due", f"rule {stray}", "this OPA runs another driver than ours"
        )
