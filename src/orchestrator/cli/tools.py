"""orchestrator tools: finds, fetches or builds pulumi and opa."""

import click

from orchestrator.cli.options import json_option


@click.command()
@json_option
def tools(as_json: bool) -> int:
    """Show where pulumi and opa are; get them first if need be."""
    from orchestrator import report
    from orchestrator import tools as bootstrap
    from orchestrator.cli.console import Console

    console = Console(as_json)
    found = {
        name: str(bootstrap.ensure(name, console.note))
        for name, tool in bootstrap.TOOLS.items()
        if not tool.on_demand
    }
    for name, path in found.items():
        console.result(f"{name:<8} {path}")
    console.document(report.document("tools", tools=found))
    return 0
