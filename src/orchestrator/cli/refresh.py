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
        with work.running("asking the clouds", translated) as engine:
            found, _ = engine.observe()
        work.console.result(report.drift(found))
        if not found.found:
            work.console.document(report.document("drift", drift=found))
            return 0
        work.console.confirm(f"Take this into the state of {work.name(translated)}?", yes)
    with work.running("refreshing", translated) as engine:
        found = engine.refresh()
    if yes:
        work.console.result(report.drift(found))
    if found.found:
        work.console.result("Refreshed: the state has now what the clouds report.")
    work.console.document(report.document("drift", drift=found))
    return 0
