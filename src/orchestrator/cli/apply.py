"""orchestrator apply: makes the clouds equal the spec."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestrator.cli.options import (
    environment_options,
    json_option,
    no_refresh_option,
    selection_options,
    stack_argument,
    yes_option,
)

if TYPE_CHECKING:
    from orchestrator import pipeline
    from orchestrator.cli.work import Work


@click.command()
@stack_argument
@environment_options
@selection_options
@no_refresh_option
@yes_option
@json_option
def apply(
    stack: Path,
    environment: str | None,
    sandbox: bool,
    opa_url: str | None,
    target: tuple[str, ...],
    exclude: tuple[str, ...],
    no_refresh: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Check and plan STACK (default: this folder), ask, make it so, wait until it is healthy, register it."""
    from orchestrator import pipeline, report
    from orchestrator.cli.work import Work

    work = Work.begin(stack, environment, sandbox, opa_url, as_json)
    checked = work.checked()
    selection = pipeline.Selection(target, exclude)
    if not yes:
        with work.running("planning", checked) as engine:
            planned = pipeline.plan(checked, engine, selection, not no_refresh)
        work.console.result(report.plan(planned, checked.titles()))
        if not planned.empty:
            work.console.confirm(f"Apply this plan to {work.name(checked)}?", yes)
    with work.running("applying", checked, changes=True) as engine:
        delivered = pipeline.apply(checked, engine, work.catalogue(), selection, not no_refresh)
    _tell(work, checked, delivered)
    if delivered.unwell and as_json:
        return 1  # the one document says it all
    delivered.require_well()
    return 0


def _tell(work: "Work", checked: "pipeline.Translated", delivered: "pipeline.Delivered") -> None:
    """What was done, and how it is."""
    from orchestrator import report

    work.console.table("Health", report.health(delivered.health))
    work.console.table("Services", report.services(delivered.services))
    work.console.table("Outputs", report.outputs(delivered.applied.outputs))
    work.console.result(report.summary(delivered.applied, "Applied"))
    work.console.document(
        report.document(
            "applied",
            applied=delivered.applied,
            verdicts=checked.verdicts,
            health=delivered.health,
            services=delivered.services,
            errors=delivered.unwell,
        )
    )
