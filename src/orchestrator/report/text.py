"""Outcomes as styled text for a terminal; without colours it reads the same."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

from orchestrator.errors import OrchestratorError
from orchestrator.outcome import (
    Action,
    Applied,
    Change,
    Drift,
    Health,
    Plan,
    PropertyChange,
    Service,
    Verdict,
)

SIGNS = {
    Action.CREATE: ("+", "create", "green"),
    Action.UPDATE: ("~", "update", "yellow"),
    Action.REPLACE: ("±", "REPLACE", "bold red"),
    Action.DELETE: ("-", "delete", "red"),
    Action.IMPORT: ("=", "import", "cyan"),
}
STATUS = {"passing": "green", "failing": "bold red", "unknown": "dim"}
SEVERITY = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim"}
WIDTH = 60


def plan(outcome: Plan, titles: Mapping[str, str]) -> Text:
    """What would happen. `titles` says of each spec resource what and where it is."""
    text = Text()
    shown = [change for change in outcome.changes if change.action in SIGNS]
    for resource, changes in groupby(sorted(shown, key=lambda c: (c.resource, c.name)), lambda c: c.resource):
        text.append(resource or "(no resource)", "bold").append(f"  {titles.get(resource, '')}\n", "dim")
        for change in changes:
            _change(text, change)
    _replacements(text, [change for change in shown if change.action is Action.REPLACE])
    _deletions(text, [change for change in shown if change.action is Action.DELETE])
    for warning in outcome.warnings:
        text.append("warning: ", "yellow").append(f"{warning}\n")
    return text.append(_counts(outcome))


def _change(text: Text, change: Change) -> None:
    sign, word, style = SIGNS[change.action]
    text.append(f"  {sign} {word:<8}", style).append(f"{change.name}  ").append(f"{change.type}\n", "dim")
    for one in change.properties:
        _property(text, one)


def _property(text: Text, one: PropertyChange) -> None:
    text.append(f"      {one.path}: ")
    if one.kind != "add":
        text.append(_short(one.before), "red")
    if one.kind == "update":
        text.append(" → ")
    if one.kind != "delete":
        text.append(_short(one.after), "green")
    if one.kind == "delete":
        text.append(" (removed)")
    if one.replaces:
        text.append("  forces replacement", "bold red")
    text.append("\n")


def _replacements(text: Text, changes: Sequence[Change]) -> None:
    if changes:
        text.append("\nREPLACEMENT: ", "bold red")
        text.append("these are DESTROYED and made anew; data that they hold is LOST:\n", "bold")
        for change in changes:
            because = ", ".join(one.path for one in change.properties if one.replaces)
            text.append(f"  {change.name}  {change.type}  because of {because or 'a change of its parts'}\n")


def _deletions(text: Text, changes: Sequence[Change]) -> None:
    if changes:
        text.append("\nDELETION: ", "bold red").append("these are destroyed for good: ")
        text.append(", ".join(change.name for change in changes) + "\n")


def _counts(outcome: Plan) -> Text:
    if outcome.empty:
        return Text("No changes: the clouds are as the spec says.\n", "green")
    words = [
        f"{outcome.count(action)} to {word}"
        for action, (_, word, _) in SIGNS.items()
        if outcome.count(action)
    ]
    return Text(f"\nPlan: {', '.join(words)}, {outcome.count(Action.SAME)} unchanged.\n", "bold")


def summary(outcome: Applied, past: str) -> Text:
    """What was done, in one line, and the stack's outputs."""
    counts = [f"{outcome.plan.count(a)} {a.past}" for a in SIGNS if outcome.plan.count(a)]
    text = Text(f"{past}: {', '.join(counts) or 'nothing to do'} in {outcome.seconds:.1f} s.\n", "bold green")
    for name, value in sorted(outcome.outputs.items()):
        text.append(f"  {name} = ").append(f"{value}\n", "cyan")
    return text


def drift(outcome: Drift) -> Text:
    """How the clouds differ from what was applied."""
    if not outcome.found:
        return Text("No drift: the clouds are as last applied.\n", "green")
    text = Text(f"Drift: {len(outcome.changes)} resources differ from what was applied.\n", "bold yellow")
    for change in outcome.changes:
        gone = change.action is Action.DELETE
        text.append("  - gone     " if gone else "  ~ changed  ", "red" if gone else "yellow")
        text.append(f"{change.name}  ").append(f"{change.type}  ({change.resource})\n", "dim")
        for one in change.properties:
            _property(text, one)
    return text


def health(outcome: Health) -> Text:
    """Each check with its result."""
    text = Text()
    for result in outcome.results:
        text.append(f"  {result.status:<8}", STATUS[result.status])
        text.append(f"{result.resource}  {result.check}").append(f"  {result.detail}\n", "dim")
    return text


def services(found: Iterable[Service]) -> Text:
    """The services of the catalogue."""
    text = Text()
    for one in found:
        text.append("  healthy  " if one.healthy else "  FAILING  ", "green" if one.healthy else "bold red")
        text.append(f"{one.name}  {one.address or '(no address)'}:{one.port}")
        text.append(f"  {one.protocol} on {one.cloud}/{one.region}\n", "dim")
    return text


def verdicts(outcomes: Sequence[Verdict]) -> Text:
    """Every violation, and how many rules were asked."""
    text = Text()
    for outcome in outcomes:
        for one in outcome.violations:
            text.append(f"{one.severity}", SEVERITY[one.severity]).append(f" [{one.rule}] ", "bold")
            text.append(f"{one.message}\n")
            text.append(f"  at   {one.where or 'resource ' + one.resource}\n")
            text.append(f"  fix  {one.fix}\n", "green")
            text.append(f"  docs {one.docs}\n" if one.docs else "", "dim")
    asked = ", ".join(f"{len(outcome.rules)} rules on the {outcome.point}" for outcome in outcomes)
    denied = sum(v.enforce for outcome in outcomes for v in outcome.violations)
    if denied:
        return text.append(f"Policy: DENIED by {denied} violations ({asked}).\n", "bold red")
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


def _short(value: Any) -> str:
    """A value on one line, cut where it is long."""
    plain = value if isinstance(value, str) else "null" if value is None else str(value)
    plain = " ".join(plain.split())
    return plain if len(plain) <= WIDTH else plain[: WIDTH - 1] + "…"
