"""`orchestrator explain placement`: why a resource is where it is."""

from orchestrator import report
from orchestrator.cli.work import Work
from orchestrator.errors import UsageError
from orchestrator.spec import Choice


def placement(what: str | None, name: str | None, work: Work) -> int:
    """Show the choice, and each candidate with what speaks for it or against it. Raises UsageError."""
    if what != "placement" or name is None:
        raise UsageError("explain takes one type, or the word placement and a resource")
    translated = work.translated()
    choice = next((one for one in translated.loaded.choices if one.resource == name), None)
    if choice is None:
        _named(name, work, translated.stack.resources)
        return 0
    how = "it is there already" if choice.kept else "the place with the most weight"
    work.console.result(f"'{name}' is placed on {choice.chosen}: {how}")
    work.console.table("Candidates", report.columns([_row(choice, n) for n in range(len(choice.candidates))]))
    work.console.document(report.document("placement", choice=choice))
    return 0


def _named(name: str, work: Work, resources: tuple[object, ...]) -> None:
    from orchestrator.model.resources import Resource

    members = [one for one in resources if isinstance(one, Resource) and one.logical_name == name]
    if not members:
        raise UsageError(f"there is no resource '{name}'")
    places = ", ".join(sorted({str(one.target) for one in members}))
    work.console.result(f"'{name}' is placed on {places}: its placement names it")
    work.console.document(report.document("placement", resource=name, places=places))


def _row(choice: Choice, number: int) -> list[tuple[str, str]]:
    candidate = choice.candidates[number]
    chosen = "→" if candidate.target == choice.chosen else ""
    said = "; ".join(candidate.reasons) or f"weight {candidate.score}"
    return [(chosen, "bold"), (str(candidate.target), "bold"), (said, "red" if candidate.reasons else "")]
