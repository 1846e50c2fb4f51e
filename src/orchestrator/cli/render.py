"""orchestrator render: a stack as it is after loading."""

import json
from pathlib import Path

import click

from orchestrator.cli.options import environment_options, json_option, stack_argument

FORMS = ("model", "graph")


@click.command()
@stack_argument
@click.option(
    "-o",
    "--output",
    "form",
    type=click.Choice(FORMS),
    default="model",
    show_default=True,
    help="The normalised model, or the cloud resources that it becomes.",
)
@environment_options
@json_option
def render(
    stack: Path, form: str, environment: str | None, sandbox: bool, opa_url: str | None, as_json: bool
) -> int:
    """Show STACK (default: this folder) as loaded: patched, expanded, placed, with defaults; asks no cloud.

    The digest is the same for every spelling of the same stack.
    """
    from orchestrator import editors, report
    from orchestrator import graph as nouns
    from orchestrator.cli.work import Work

    work = Work.begin(stack, environment, sandbox, opa_url, as_json)
    translated = work.translated(ask=False)
    model = editors.normalised(translated.stack)
    digest = editors.digest(model)
    if form == "graph":
        work.console.result(nouns.render(translated.graph))
        document = nouns.document(translated.graph)
        work.console.document(report.document("graph", digest=digest, graph=document))
        return 0
    work.console.result(f"# sha256:{digest}\n" + editors.dumped(model))
    work.console.document(report.document("model", digest=digest, model=json.loads(json.dumps(model))))
    return 0
