"""orchestrator explain: what a type or one of its fields is."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestrator.cli.options import environment_options, json_option

if TYPE_CHECKING:
    from orchestrator.cli.console import Console
    from orchestrator.editors import Explained


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Types, then fields: what a shell offers."""
    from orchestrator import editors
    from orchestrator.errors import UsageError

    before, dot, _ = incomplete.rpartition(".")
    if not dot:
        return [name.partition("@")[0] for name in editors.names() if name.startswith(incomplete)]
    try:
        inside = editors.explain(before).fields
    except UsageError:
        return []
    return [whole for one in inside if (whole := f"{before}.{one.path}").startswith(incomplete)]


@click.command()
@click.argument("what", metavar="TYPE[.FIELD]...", shell_complete=_complete, required=False)
@click.argument("name", metavar="RESOURCE", required=False)
@click.option("--stack", default=".", type=click.Path(path_type=Path), help="Whose resource it is.")
@environment_options
@json_option
def explain(
    what: str | None,
    name: str | None,
    stack: Path,
    environment: str | None,
    sandbox: bool,
    opa_url: str | None,
    as_json: bool,
) -> int:
    """Say what a type or a field is: VirtualMachine, VirtualMachine.spec.size, Environment.providers.

    Without an argument: every type there is. `explain placement RESOURCE`: why a resource is where it is.
    """
    from orchestrator import editors, report
    from orchestrator.cli.console import Console

    if what == "placement" or name is not None:
        from orchestrator.cli.sited import placement
        from orchestrator.cli.work import Work

        return placement(what, name, Work.begin(stack, environment, sandbox, opa_url, as_json))
    console = Console(as_json)
    if what is None:
        known = [editors.explain(name) for name in editors.names()]
        console.result(report.columns([[(one.path, "bold"), (one.description, "")] for one in known]))
        console.document(report.document("types", types={one.path: one.description for one in known}))
        return 0
    found = editors.explain(what)
    _show(console, found)
    console.document(report.document("explained", explained=found))
    return 0


def _show(console: "Console", found: "Explained") -> None:
    """What it is, then the fields inside."""
    from orchestrator import report

    console.result(f"{found.path}: {found.type}" + (" (required)" if found.required else ""))
    for line in (found.description, *_more(found)):
        if line:
            console.result(f"  {line}")
    rows = [
        [(one.path, "bold"), (one.type + (" (required)" if one.required else ""), ""), (_brief(one), "dim")]
        for one in found.fields
    ]
    console.table("Fields", report.columns(rows))
    if found.outputs:
        console.result(f"Outputs: {', '.join(found.outputs)}")


def _more(found: "Explained") -> list[str]:
    lines = [f"default: {found.default}"] if found.default else []
    lines += [f"limits: {', '.join(found.limits)}"] if found.limits else []
    return [*lines, *(["an expression ${{ … }} may stand here"] if found.expression else [])]


def _brief(one: "Explained") -> str:
    return one.description or (f"default: {one.default}" if one.default else "")
