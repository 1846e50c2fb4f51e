"""orchestrator type: composite types, from their tests to their release."""

from pathlib import Path

import click

from orchestrator.cli.options import json_option, stack_argument


@click.group(name="type")
def types() -> None:
    """Pin, test, document and release composite types."""


@types.command()
@stack_argument
@click.option("--upgrade", multiple=True, metavar="TYPE", help="Take the newest revision of this type.")
@click.option("--all", "everything", is_flag=True, help="Take the newest revision of every type.")
@json_option
def lock(stack: Path, upgrade: tuple[str, ...], everything: bool, as_json: bool) -> int:
    """Write orchestrator.lock beside STACK: the revision and digest of each composite type that it uses.

    What is pinned stays as it is, unless it is upgraded. See `orchestrator type impact` first.
    """
    from orchestrator import composites, report
    from orchestrator.cli.console import Console

    console = Console(as_json)
    told = composites.lock(stack, upgrade, everything)
    for one in told:
        if one.after is None:
            console.result(f"{one.name} is not used any more.")
            continue
        before = f" (was {one.before.revision})" if one.before else ""
        console.result(f"{one.name} {one.after.revision}{before} from {one.origin}")
    if not told:
        console.result("Everything is pinned already.")
    changes = [
        {
            "name": one.name,
            "before": one.before.revision if one.before else None,
            "after": one.after.revision if one.after else None,
            "origin": one.origin,
        }
        for one in told
    ]
    console.document(report.document("type-lock", changes=changes))
    return 0
