"""orchestrator eject: the stack as a program of plain Pulumi."""

from pathlib import Path

import click

from orchestrator.cli.options import environment_options, json_option, stack_argument


@click.command()
@stack_argument
@click.option(
    "--into", "folder", type=click.Path(path_type=Path), required=True, help="A folder that is empty, or new."
)
@environment_options
@json_option
def eject(
    stack: Path, folder: Path, environment: str | None, sandbox: bool, opa_url: str | None, as_json: bool
) -> int:
    """Write STACK (default: this folder) as a Pulumi YAML program that works on the same state."""
    from orchestrator import report
    from orchestrator.cli.work import Work
    from orchestrator.editors import files as program
    from orchestrator.errors import UsageError

    work = Work.begin(stack, environment, sandbox, opa_url, as_json)
    translated = work.translated()
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError("the folder is not empty", str(folder), "give one that is empty, or new")
        with work.running("reading the state", translated) as engine:
            handover = engine.handover(folder)
        files = program.program_files(translated.graph, handover)
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
            work.console.result(f"wrote {folder / name}")
        (folder / program.PLUGIN).chmod(0o755)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", str(error.filename)) from error
    work.console.result(f"Next: cd {folder} && . ./{program.VARIABLES}")
    for name in program.secrets(translated.graph).values():
        work.console.result(f"      pulumi config set --secret {name} --stack {handover.name}")
    work.console.result(f"      pulumi preview --stack {handover.name}")
    work.console.document(
        report.document("ejected", files=[str(folder / name) for name in files], stack=handover.name)
    )
    return 0
