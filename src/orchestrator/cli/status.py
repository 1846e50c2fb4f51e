"""orchestrator status: health and drift of a stack."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestrator.cli.options import environment_options, json_option, stack_argument

if TYPE_CHECKING:
    from orchestrator import pipeline
    from orchestrator.cli.work import Work


@click.command()
@stack_argument
@environment_options
@json_option
def status(stack: Path, environment: str | None, sandbox: bool, opa_url: str | None, as_json: bool) -> int:
    """Ask the clouds how STACK (default: this folder) is. Exit code 4 when something drifted."""
    from orchestrator import pipeline, report
    from orchestrator.cli.work import Work

    work = Work.begin(stack, environment, sandbox, opa_url, as_json)
    translated = work.translated()
    with work.running("asking the clouds", translated) as engine:
        state = pipeline.status(translated, engine)
    _show(work, work.name(translated), state)
    work.console.document(
        report.document("status", health=state.health, drift=state.drift, services=state.services)
    )
    if state.drift.found:
        return 4
    return 0 if state.health.well else 1


def _show(work: "Work", name: str, state: "pipeline.State") -> None:
    """The state for people, with what to do now."""
    from orchestrator import report

    if not state.applied:
        work.console.result(f"Nothing is applied yet: {name}. Next: orchestrator apply")
        return
    work.console.table("Health", report.health(state.health))
    work.console.table("Services", report.services(state.services))
    work.console.result(report.drift(state.drift))
    if state.drift.found:
        work.console.result(
            "  → `apply` brings the clouds back to the spec; `refresh` takes this into the state"
        )
    word = "well" if state.health.well and not state.drift.found else "NOT as it should be"
    work.console.result(f"Status: {name}: {word}; {report.checks(state.health)}.")
