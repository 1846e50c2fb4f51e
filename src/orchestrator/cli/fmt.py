"""orchestrator fmt: one layout for all stack files."""

import difflib
from pathlib import Path

import click

from orchestrator.cli.options import json_option, stack_argument


@click.command()
@stack_argument
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 when a file would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
@json_option
def fmt(stack: Path, check: bool, diff: bool, as_json: bool) -> int:
    """Format the files of STACK (default: this folder): quotes where YAML needs them, two columns a level.

    Comments, order and values stay as they are.
    """
    from orchestrator import report
    from orchestrator.cli.console import Console
    from orchestrator.editors import format
    from orchestrator.errors import OrchestratorError, UsageError, raise_all

    console = Console(as_json)
    changed: list[str] = []
    faults: list[OrchestratorError] = []
    for file in format.files(stack):
        try:
            before, after = format.formatted(file)
        except OrchestratorError as error:
            faults += error.each()
            continue
        if before == after:
            continue
        changed.append(str(file))
        if diff:
            lines = difflib.unified_diff(
                before.splitlines(True), after.splitlines(True), str(file), str(file)
            )
            console.result("".join(lines).rstrip("\n"))
        elif not check:
            try:
                file.write_text(after)
            except OSError as error:
                faults.append(UsageError(f"cannot be written: {error.strerror}", str(file)))
        if not diff:
            console.result(f"{'would change' if check else 'formatted'} {file}")
    raise_all(faults)
    console.document(report.document("formatted", files=changed, written=not (check or diff)))
    return 1 if changed and check else 0
