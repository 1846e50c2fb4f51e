"""orchestrator init: a small stack to start from."""

import shutil
from pathlib import Path

import click

from orchestrator.cli.options import json_option


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@json_option
def init(folder: Path, as_json: bool) -> int:
    """Write a small stack into FOLDER (default: this one). Existing files are never overwritten."""
    from orchestrator import report
    from orchestrator.cli.console import Console
    from orchestrator.cli.places import shipped
    from orchestrator.errors import UsageError

    template = shipped("stacks/minimal")
    files = sorted(path.relative_to(template) for path in template.rglob("*") if path.is_file())
    there = [str(folder / name) for name in files if (folder / name).exists()]
    if there:
        raise UsageError("these files exist already", ", ".join(there), "give an empty folder")
    console = Console(as_json)
    for name in files:
        try:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(template / name, folder / name)
        except OSError as error:
            raise UsageError(f"cannot be written: {error.strerror}", str(error.filename)) from error
        console.result(f"wrote {folder / name}")
    console.result(f"Next: orchestrator sandbox up && orchestrator plan {folder} --sandbox")
    console.document(report.document("initialized", files=[str(folder / name) for name in files]))
    return 0
