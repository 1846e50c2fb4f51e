"""orchestrator completion: what a shell needs to complete our commands."""

import click

VARIABLE = "_ORCHESTRATOR_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the completion script of SHELL; for bash: eval "$(orchestrator completion bash)"."""
    from click.shell_completion import get_completion_class

    from orchestrator.errors import UsageError

    found = get_completion_class(shell)
    if found is None:
        raise UsageError(f"the shell {shell} is not known")
    root = context.find_root()
    try:
        script = found(root.command, {}, "orchestrator", VARIABLE).source()
    except RuntimeError as error:  # click asks bash for its version, and wants 4.4
        raise UsageError(str(error)) from error
    click.echo(script)
    return 0
