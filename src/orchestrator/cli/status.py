"""orchestrator status: health and drift of a stack."""

from pathlib import Path

import click

from orchestrator.cli.options import environment_options, json_option, stack_argument


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
    with work.console.progress("asking the clouds") as progress:
        state = pipeline.status(translated, work.engine(translated, progress))
    work.console.result(report.health(state.health))
    work.console.result(report.services(state.services))
    work.console.result(report.drift(state.drift))
    work.console.document(
        report.document("status", health=state.health, drift=state.drift, services=state.services)
    )
    if state.drift.found:
        return 4
    return 0 if state.health.well else 1
