"""orchestrator outputs: what a stack gives to others."""

from pathlib import Path

import click

from orchestrator.cli.options import environment_options, json_option, stack_argument


@click.command()
@stack_argument
@click.argument("name", required=False)
@environment_options
@json_option
def outputs(
    stack: Path, name: str | None, environment: str | None, sandbox: bool, opa_url: str | None, as_json: bool
) -> int:
    """Show the outputs of STACK as last applied, or only NAME. Secrets are never shown."""
    from orchestrator import report
    from orchestrator.cli.work import Work
    from orchestrator.errors import UsageError

    work = Work.begin(stack, environment, sandbox, opa_url, as_json)
    translated = work.translated()
    with work.running("reading the state", translated) as engine:
        found = engine.snapshot().outputs
    if name is not None and name not in found:
        raise UsageError(
            f"no output is named '{name}'",
            hint=f"there are: {', '.join(sorted(found))}"
            if found
            else "there is none: apply the stack first",
        )
    if name is not None:
        shown = {name: found[name]}
        work.console.result(str(found[name]))
    else:
        shown = dict(sorted(found.items()))
        work.console.result(report.outputs(shown) if shown else "No outputs: none are applied yet.")
    work.console.document(report.document("outputs", outputs=shown))
    return 0
