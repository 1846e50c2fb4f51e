"""Health, services, verdicts and errors as styled text; without colours it reads the same."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.text import Text

from orchestrator.errors import OrchestratorError
from orchestrator.outcome import CheckResult, Health, Service, Verdict
from orchestrator.report.columns import Cell, columns, many

STATUS = {"passing": "green", "failing": "bold red", "unknown": "dim"}
SEVERITY = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim"}


def health(outcome: Health) -> Text:
    """Each check with its result; why some are left open is said once."""
    text = columns(
        [
            [(one.status, STATUS[one.status]), (one.resource, ""), (_words(one), ""), _detail(one)]
            for one in outcome.results
        ]
    )
    for why in dict.fromkeys(one.detail for one in outcome.results if one.status == "unknown"):
        text.append(f"  unknown: {why}\n", "dim")
    return text


def _words(one: CheckResult) -> str:
    return "state" if one.check == f"state of {one.resource}" else one.check


def _detail(one: CheckResult) -> Cell:
    return ("" if one.status == "unknown" else one.detail, "dim")


def checks(outcome: Health) -> str:
    """The checks in a few words."""
    found = Counter(result.status for result in outcome.results)
    words = [f"{found[status]} {status}" for status in ("passing", "failing") if found[status]]
    left = [f"{found['unknown']} left to the monitors"] if found["unknown"] else []
    return (
        f"{many(len(outcome.results), 'check')}: {', '.join([*words, *left])}"
        if words or left
        else "no check"
    )


def services(found: Iterable[Service]) -> Text:
    """The services of the catalogue."""
    return columns(
        [
            [
                ("healthy", "green") if one.healthy else ("FAILING", "bold red"),
                (one.name, ""),
                (one.protocol, ""),
                (f"{one.cloud}/{one.region}", "dim"),
                (f"{one.address or '(no address)'}:{one.port}", ""),
            ]
            for one in found
        ]
    )


def verdicts(outcomes: Sequence[Verdict]) -> Text:
    """Every violation, and how many rules were asked."""
    text = Text()
    for outcome in outcomes:
        for one in outcome.violations:
            text.append(f"{one.severity}", SEVERITY[one.severity]).append(f" [{one.rule}] ", "bold")
            text.append(one.message).append("\n" if one.enforce else "  (advice: denies nothing)\n", "dim")
            text.append(f"  at   {one.where or 'resource ' + one.resource}\n")
            text.append(f"  fix  {one.fix}\n", "green")
            text.append(f"  docs {one.docs}\n" if one.docs else "", "dim")
    asked = ", ".join(f"{many(len(outcome.rules), 'rule')} on the {outcome.point}" for outcome in outcomes)
    denied = sum(v.enforce for outcome in outcomes for v in outcome.violations)
    if denied:
        return text.append(f"Policy: DENIED by {many(denied, 'violation')} ({asked}).\n", "bold red")
    return text.append(f"Policy: passed ({asked}).\n", "green")


def errors(error: OrchestratorError) -> Text:
    """Each error: what failed, where, and what to do."""
    text = Text()
    for one in error.each():
        text.append("error: ", "bold red")
        text.append(f"{one.where}: " if one.where else "", "bold").append(f"{one.summary}\n")
        if one.hint:
            text.append("  → ", "green").append(f"{one.hint}\n")
    return text
