"""The rules of packs, and one rule explained."""

import difflib
from typing import Any

from orchestrator.errors import UsageError
from orchestrator.policy.answer import Answer, Manifest, Rule, believe
from orchestrator.policy.bundle import read
from orchestrator.policy.check import request_of
from orchestrator.policy.question import Opa, Packs, Question

_NOTHING: dict[str, Any] = {"stack": {}, "environment": {}, "resources": []}


def rules(packs: Packs, opa: Opa) -> tuple[Rule, ...]:
    """Every rule of the packs, sorted by id, as OPA itself lists them; raises PolicyError."""
    return tuple(sorted(_asked(packs, opa).rules, key=lambda rule: rule.id))


def manifests(packs: Packs, opa: Opa) -> tuple[Manifest, ...]:
    """What the packs say about themselves, with their parameters; raises PolicyError."""
    return _asked(packs, opa).manifests


def explain(rule_id: str, packs: Packs, opa: Opa) -> Rule:
    """The rule of that id; raises UsageError with the nearest one."""
    known = {rule.id: rule for rule in rules(packs, opa)}
    if rule_id in known:
        return known[rule_id]
    close = difflib.get_close_matches(rule_id, known, n=1)
    hint = f"did you mean '{close[0]}'?" if close else "`orchestrator policy rules` lists them"
    raise UsageError(f"there is no rule '{rule_id}'", None, hint)


def _asked(packs: Packs, opa: Opa) -> Answer:
    """What OPA tells about the packs when it judges an empty stack."""
    bundle = read(packs)
    request = request_of(Question("spec", _NOTHING, packs), bundle)
    return believe(opa.ask(bundle, request), bundle, request)
