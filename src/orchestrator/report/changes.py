"""What would change, what did, and what drifted, as styled text; without colours it reads the same."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

from orchestrator.outcome import Action, Applied, Change, Drift, Plan, PropertyChange
from orchestrator.report.columns import columns, many, widest

SIGNS = {
    Action.CREATE: ("+", "create", "green"),
    Action.UPDATE: ("~", "update", "yellow"),
    Action.REPLACE: ("±", "REPLACE", "bold red"),
    Action.DELETE: ("-", "delete", "red"),
    Action.IMPORT: ("=", "import", "cyan"),
}
WIDTH = 60


def plan(outcome: Plan, titles: Mapping[str, str]) -> Text:
    """What would happen. `titles` says of each spec resource what and where it is."""
    text = Text()
    shown = [change for change in outcome.changes if change.action in SIGNS]
    width = widest(change.name for change in shown)
    for resource, changes in groupby(sorted(shown, key=lambda c: (c.resource, c.name)), lambda c: c.resource):
        text.append(resource or "(no resource)", "bold").append(f"  {titles.get(resource, '')}\n", "dim")
        for change in changes:
            _change(text, change, width)
    _replacements(text, [change for change in shown if change.action is Action.REPLACE])
    _deletions(text, shown)
    for warning in outcome.warnings:
        text.append("warning: ", "yellow").append(f"{warning}\n")
    return text.append(_counts(outcome))


def kind(token: str) -> str:
    """A type as Pulumi itself shows it: aws:ec2/vpc:Vpc is aws:ec2:Vpc."""
    package, _, rest = token.partition(":")
    module, _, name = rest.partition(":")
    return f"{package}:{module.partition('/')[0]}:{name}" if name else token


def _change(text: Text, change: Change, width: int) -> None:
    sign, word, style = SIGNS[change.action]
    text.append(f"  {sign} {word:<7}  ", style).append(f"{change.name:<{width}}  ")
    text.append(f"{kind(change.type)}\n", "dim")
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
    if not changes:
        return
    text.append("\nREPLACEMENT: ", "bold red")
    text.append("these are DESTROYED and made anew; data that they hold is LOST:\n", "bold")
    rows = []
    for change in changes:
        because = ", ".join(one.path for one in change.properties if one.replaces)
        reason = f"because of {because or 'a change of its parts'}"
        rows.append([(change.name, "red"), (kind(change.type), "dim"), (reason, "")])
    text.append(columns(rows))


def _deletions(text: Text, shown: Sequence[Change]) -> None:
    deleted = [change for change in shown if change.action is Action.DELETE]
    if not deleted:
        return
    text.append("\nDELETION: ", "bold red")
    if len(deleted) == len(shown):
        text.append("all of the above is destroyed for good, with the data that it holds.\n", "bold")
        return
    text.append("these are destroyed for good, with the data that they hold:\n", "bold")
    text.append(columns([[(change.name, "red"), (kind(change.type), "dim")] for change in deleted]))


def _counts(outcome: Plan) -> Text:
    name, same = _name(outcome), outcome.count(Action.SAME)
    if outcome.empty:
        return Text(f"No changes: {name} is as it should be.\n", "green")
    words = [
        f"{outcome.count(action)} to {word}"
        for action, (_, word, _) in SIGNS.items()
        if outcome.count(action)
    ]
    rest = f", {same} unchanged" if same else ""
    return Text(f"\nPlan for {name}: {', '.join(words)}{rest}.\n", "bold")


def summary(outcome: Applied, past: str) -> Text:
    """What was done, in one line, after what the user must look at."""
    counts = [f"{outcome.plan.count(a)} {a.past}" for a in SIGNS if outcome.plan.count(a)]
    done = ", ".join(counts) or "nothing to do"
    text = Text()
    for warning in outcome.plan.warnings:
        text.append("warning: ", "yellow").append(f"{warning}\n")
    return text.append(f"{past} {_name(outcome.plan)}: {done} in {outcome.seconds:.1f} s.\n", "bold green")


def outputs(found: Mapping[str, Any]) -> Text:
    """The outputs of a stack under each other."""
    width = widest(found)
    text = Text()
    for name, value in sorted(found.items()):
        text.append(f"  {name:<{width}} = ").append(f"{value}\n", "cyan")
    return text


def drift(outcome: Drift) -> Text:
    """How the clouds differ from what was applied."""
    if not outcome.found:
        return Text("No drift: the clouds are as last applied.\n", "green")
    count = len(outcome.changes)
    verb = "differs" if count == 1 else "differ"
    text = Text(f"Drift: {many(count, 'resource')} {verb} from what was applied.\n", "bold yellow")
    width = widest(change.name for change in outcome.changes)
    for change in outcome.changes:
        gone = change.action is Action.DELETE
        text.append("  - gone     " if gone else "  ~ changed  ", "red" if gone else "yellow")
        text.append(f"{change.name:<{width}}  ").append(f"{kind(change.type)}  ({change.resource})\n", "dim")
        for one in change.properties:
            _property(text, one)
    return text


def _name(outcome: Plan) -> str:
    return f"{outcome.stack}/{outcome.environment}"


def _short(value: Any) -> str:
    """A value on one line, cut where it is long."""
    plain = value if isinstance(value, str) else "null" if value is None else str(value)
    plain = " ".join(plain.split())
    return plain if len(plain) <= WIDTH else plain[: WIDTH - 1] + "…"
