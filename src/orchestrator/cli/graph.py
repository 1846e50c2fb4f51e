"""orchestrator graph: the cloud resources that a stack becomes."""

from pathlib import Path

import click

from orchestrator.cli.options import environment_options, json_option, stack_argument


@click.command()
@stack_argument
@environment_options
@click.option("--dot", is_flag=True, help="Print Graphviz DOT.")
@json_option
def graph(
    stack: Path, environment: str | None, sandbox: bool, opa_url: str | None, dot: bool, as_json: bool
) -> int:
    """Show the cloud resources of STACK (default: this folder), with what is injected. No cloud is asked."""
    from orchestrator import graph as nouns
    from orchestrator import report
    from orchestrator.cli.work import Work

    work = Work.begin(stack, environment, sandbox, opa_url, as_json)
    translated = work.translated(ask=False)
    work.console.result(report.dot(translated.graph) if dot else nouns.render(translated.graph))
    work.console.document(report.document("graph", graph=nouns.document(translated.graph)))
    return 0
