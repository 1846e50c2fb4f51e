"""orchestrator validate: the spec and its policies, without asking any cloud."""

from pathlib import Path

import click

from orchestrator.cli.options import environment_options, json_option, stack_argument


@click.command()
@stack_argument
@environment_options
@json_option
def validate(stack: Path, environment: str | None, sandbox: bool, opa_url: str | None, as_json: bool) -> int:
    """Load and translate STACK (default: this folder) and ask the policies; exit code 3 when they deny."""
    from orchestrator import report
    from orchestrator.cli.work import Work

    work = Work.begin(stack, environment, sandbox, opa_url, as_json)
    checked = work.checked(placed={})
    count = sum(1 for _ in checked.graph.nodes())
    name = f"{checked.stack.name}/{checked.stack.environment.name}"
    wanted = report.many(len(checked.stack.resources), "spec resource")
    work.console.result(f"Valid: {name}: {wanted}, {report.many(count, 'cloud resource')}.")
    notices = checked.loaded.notices
    work.console.document(
        report.document("validated", verdicts=checked.verdicts, cloud_resources=count, notices=notices)
    )
    return 0
