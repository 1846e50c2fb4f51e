"""orchestrator move: takes a resource to another cloud or region, which loses what it holds."""

from pathlib import Path

import click

from orchestrator.cli.options import environment_options, json_option, stack_argument, yes_option


@click.command()
@click.argument("name", metavar="RESOURCE")
@stack_argument
@click.option("--to", "place", required=True, metavar="CLOUD[/REGION]", help="Where it goes.")
@environment_options
@yes_option
@json_option
def move(
    name: str,
    stack: Path,
    place: str,
    environment: str | None,
    sandbox: bool,
    opa_url: str | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Make RESOURCE of STACK (default: this folder) anew in another place, and delete it where it is.

    No data is copied. This is the only way to another cloud or region: plan and apply refuse it.
    """
    from orchestrator import pipeline, report
    from orchestrator.cli.work import Work

    work = Work.begin(stack, environment, sandbox, opa_url, as_json)
    before = work.translated()
    target = pipeline.destination(before, name, place)
    checked = work.checked({**work.placed(before), name: target})
    moving = pipeline.moved(checked, name, target)
    with work.running("planning", checked, moving=moving) as engine:
        there = engine.places()
        planned = pipeline.plan(checked, engine)
    work.console.result(report.plan(planned, checked.titles()))
    if planned.empty:
        work.console.note(f"note: '{name}' is on {target} already")
    else:
        for one in sorted(moving & set(there)):
            work.console.note(f"'{one}' on {there[one]} is DELETED with all that it holds; nothing is copied")
        work.console.confirm(f"Move '{name}' to {target} in {work.name(checked)}?", yes)
        with work.running("moving", checked, changes=True, moving=moving) as engine:
            delivered = pipeline.apply(checked, engine, work.catalogue())
        work.console.result(report.summary(delivered.applied, "Moved"))
        delivered.require_well()
    work.console.document(report.document("moved", resource=name, to=str(target), plan=planned))
    return 0
