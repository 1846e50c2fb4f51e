"""orchestrator plan: what an apply would do."""

from pathlib import Path

import click

from orchestrator.cli.options import (
    environment_options,
    json_option,
    no_refresh_option,
    selection_options,
    stack_argument,
)


@click.command()
@stack_argument
@environment_options
@selection_options
@no_refresh_option
@click.option("--destroy", is_flag=True, help="Plan to delete everything instead.")
@json_option
def plan(
    stack: Path,
    environment: str | None,
    sandbox: bool,
    opa_url: str | None,
    target: tuple[str, ...],
    exclude: tuple[str, ...],
    no_refresh: bool,
    destroy: bool,
    as_json: bool,
) -> int:
    """Check STACK (default: this folder), then show what an apply would do. Changes nothing."""
    from orchestrator import pipeline, report
    from orchestrator.cli.work import Work

    work = Work.begin(stack, environment, sandbox, opa_url, as_json)
    checked = work.checked()
    selection = pipeline.Selection(target, exclude)
    with work.running("planning", checked) as engine:
        found = (
            engine.plan_destroy(checked.graph, selection)
            if destroy
            else pipeline.plan(checked, engine, selection, refresh=not no_refresh)
        )
    work.console.result(report.plan(found, checked.titles()))
    notices = checked.loaded.notices
    work.console.document(report.document("plan", plan=found, verdicts=checked.verdicts, notices=notices))
    return 0
