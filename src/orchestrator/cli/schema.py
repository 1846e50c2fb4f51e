"""orchestrator schema: JSON Schemas for editors and checkers."""

import json
from pathlib import Path
from typing import Any

import click

from orchestrator.cli.options import json_option, stack_argument

FOLDER = Path(".orchestrator") / "schema"


@click.command()
@stack_argument
@click.option(
    "--kind", type=click.Choice(["stack", "environment"]), default="stack", help="Which of them to print."
)
@click.option("--write", is_flag=True, help=f"Write all of them into STACK/{FOLDER} instead.")
@json_option
def schema(stack: Path, kind: str, write: bool, as_json: bool) -> int:
    """Print the JSON Schema of stack files, for editors and checkers.

    With the composite types that STACK can use, where there is a stack.
    """
    from orchestrator import editors, report
    from orchestrator.cli.console import Console
    from orchestrator.errors import UsageError

    console = Console(as_json)
    made = {"stack": editors.stack_schema(_composites(stack)), "environment": editors.environment_schema()}
    if not write:
        console.result(json.dumps(made[kind], indent=2))
        console.document(report.document("schema", schema=made[kind]))
        return 0
    folder = (stack if stack.is_dir() else stack.parent) / FOLDER
    for name, one in made.items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.json").write_text(json.dumps(one, indent=2) + "\n")
        except OSError as error:
            raise UsageError(f"cannot be written: {error.strerror}", str(error.filename)) from error
        console.result(f"wrote {folder / name}.json")
    console.result("Put this line on top of a stack file, and see docs/how-to/use-an-editor.md:")
    console.result(f"# yaml-language-server: $schema={FOLDER / 'stack.json'}")
    console.document(report.document("schemas", files=[str(folder / f"{name}.json") for name in made]))
    return 0


def _composites(stack: Path) -> dict[str, dict[str, Any]]:
    """The composite types of a stack; none where there is no stack."""
    from orchestrator import composites

    if stack.is_dir() and not [*stack.glob("stack.y*ml")]:
        return {}
    return composites.schemas(stack)
