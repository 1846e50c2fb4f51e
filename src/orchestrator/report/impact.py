"""What another revision of a composite type would do, as text."""

from rich.text import Text

from orchestrator.outcome import Action, Impact
from orchestrator.report.changes import SIGNS, kind
from orchestrator.report.columns import many

_MOST = 20


def impact(name: str, outcome: Impact) -> Text:
    """One stack in one environment."""
    text = Text()
    text.append(f"{outcome.stack}/{outcome.environment}", "bold")
    text.append(f"  {name} {outcome.before or 'unpinned'} → {outcome.after}: ")
    if outcome.faults:
        text.append("cannot use it\n", "red")
        for fault in outcome.faults:
            text.append(f"  {fault}\n")
        return text
    text.append(f"{_verdict(outcome)}\n", "bold red" if outcome.lost else "green")
    for old, new in outcome.renamed[:_MOST]:
        text.append(f"  = kept     {old} → {new}\n", "dim")
    for change in outcome.changes[:_MOST]:
        sign, word, style = SIGNS.get(change.action, ("?", change.action.value, ""))
        text.append(f"  {sign} {word:<7}  ", style).append(change.name)
        text.append(f"  {kind(change.type)}", "dim")
        if change.properties:
            text.append(f"  {', '.join(one.path for one in change.properties[:8])}", "dim")
        text.append("\n")
    if len(outcome.changes) > _MOST:
        text.append(f"  … and {len(outcome.changes) - _MOST} more\n")
    return text


def _verdict(outcome: Impact) -> str:
    if not outcome.changes:
        kept = f", {many(len(outcome.renamed), 'name')} change" if outcome.renamed else ""
        return f"changes nothing{kept}"
    counts = {action: sum(c.action is action for c in outcome.changes) for action in SIGNS}
    words = (
        (Action.REPLACE, "replaces"),
        (Action.DELETE, "deletes"),
        (Action.CREATE, "creates"),
        (Action.UPDATE, "updates"),
    )
    return ", ".join(f"{word} {counts[action]}" for action, word in words if counts[action])
