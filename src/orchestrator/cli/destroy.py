"""orchestrator destroy: deletes everything that a stack made."""

from pathlib import Path

import click

from orchestrator.cli.options import (
    environment_options,
    json_option,
    selection_options,
    stack_argument,
    yes_option,
)


@click.command()
@stack_argument
@environment_options
@selection_options
@yes_option
@json_option
def destroy(
    stack: Path,
    environment: str | None,
    sandbox: bool,
    opa_url: str | None,
    target: tuple[str, ...],
    exclude: tuple[str, ...],
    yes: bool,
    as_json: bool,
) -> int:
    """Delete what STACK (default: this folder) made in the clouds, after asking."""
    from orchestrator import pipeline, report
    from orchestrator.cli.work import Work

    work = Work.begin(stack, environment, sandbox, opa_url, as_json)
    # Without the policies: what breaks a rule today must still be deletable.
    translated = work.translated()
    selection = pipeline.Selection(target, exclude)
    if not yes:
        with work.running("planning", translated) as engine:
            planned = engine.plan_destroy(translated.graph, selection)
        work.console.result(report.plan(planned, translated.titles()))
        if not planned.empty:
            work.console.confirm(f"Destroy {work.name(translated)} as planned?", yes)
    with work.running("destroying", translated, changes=True) as engine:
        done = pipeline.destroy(translated, engine, work.catalogue(), selection)
    work.console.result(report.summary(done, "Destroyed"))
    work.console.document(report.document("destroyed", applied=done))
    return 0
