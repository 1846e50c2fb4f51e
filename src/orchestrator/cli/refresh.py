"""orchestrator refresh: takes what the clouds report into the state."""

from pathlib import Path

import click

from orchestrator.cli.options import environment_options, json_option, stack_argument, yes_option


@click.command()
@stack_argument
@environment_options
@yes_option
@json_option
def refresh(
    stack: Path, environment: str | None, sandbox: bool, opa_url: str | None, yes: bool, as_json: bool
) -> int:
    """Write what the clouds report of STACK into the state; the clouds stay as they are.

    To bring the clouds back to the spec instead, run `orchestrator apply`.
    """
    from orchestrator import report
    from orchestrator.cli.work import Work

    work = Work.begin(stack, environment, sandbox, opa_url, as_json)
    translated = work.translated()
    if not yes:
        with work.console.progress("asking the clouds") as progress:
            found, _ = work.engine(translated, progress).observe()
        work.console.result(report.drift(found))
        if not found.found:
            work.console.document(report.document("drift", drift=found))
            return 0
        work.console.confirm("Take this into the state?", yes)
    with work.console.progress("refreshing") as progress:
        found = work.engine(translated, progress).refresh()
    work.console.result(report.drift(found))
    work.console.document(report.document("drift", drift=found))
    return 0
