"""One decision: a document goes to OPA, a verdict comes back, or an error; never a silent pass."""

import secrets
import time

from orchestrator.errors import PolicyError, Where
from orchestrator.outcome import Verdict, Violation
from orchestrator.policy.answer import Found, Rule, believe
from orchestrator.policy.bundle import Bundle, read
from orchestrator.policy.document import must_have_shape
from orchestrator.policy.question import Opa, Question, Request

_WORST_FIRST = ("critical", "high", "medium", "low", "info")


def check(question: Question, opa: Opa) -> Verdict:
    """Judge a document by all rules of its packs; raises PolicyError unless that is proved."""
    bundle = read(question.packs)
    must_have_shape(question.point, question.document)
    request = request_of(question, bundle)
    digest = request.digest()
    started = time.perf_counter()
    answer = believe(opa.ask(bundle, request), bundle, request)
    rules = {rule.id: rule for rule in answer.rules}
    violations = [_violation(found, rules[found.rule], question, request) for found in answer.found]
    return Verdict(
        question.point,
        tuple(sorted(violations, key=_order)),
        tuple(sorted(answer.ran)),
        bundle.digest,
        digest,
        time.perf_counter() - started,
    )


def request_of(question: Question, bundle: Bundle) -> Request:
    """The question as OPA gets it, with a token that no other question has."""
    manifests = {pack.name: pack.manifest for pack in bundle.packs}
    return Request(question.point, question.document, manifests, question.parameters, secrets.token_hex(16))


def _violation(found: Found, rule: Rule, question: Question, request: Request) -> Violation:
    finding = found.finding
    path, source = tuple(finding.path), tuple(finding.source)
    if found.index is None:
        resource = finding.resource
        source = source or (() if resource else path)
    elif not 0 <= found.index < len(request.subjects):
        raise PolicyError(
            f"OPA reports resource number {found.index}, which was not asked", f"rule {rule.id}", "try again"
        )
    else:
        subject = request.subjects[found.index]
        in_spec = question.point == "spec"
        resource = subject["name"] if in_spec else subject["resource"]
        source = source or (path if in_spec else ())
        path = path if in_spec else ("nodes", subject["name"], *path)
    return Violation(
        rule.id,
        rule.severity,
        finding.message,
        rule.remediation,
        rule.docs,
        resource,
        _where(question, resource, source),
        path,
        rule.enforce,
    )


def _where(question: Question, resource: str, path: tuple[str | int, ...]) -> Where | None:
    """The place of a path, of its nearest ancestor that has one, or of the stack."""
    for length in range(len(path), -1, -1):
        if place := question.locate(resource, path[:length]):
            return place
    return question.locate("", ()) if resource else None


def _order(violation: Violation) -> tuple[Where, int, str, str, str]:
    place = violation.where or Where("")
    return (
        place,
        _WORST_FIRST.index(violation.severity),
        violation.rule,
        violation.resource,
        violation.message,
    )
