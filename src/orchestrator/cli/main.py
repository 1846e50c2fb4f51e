"""The entry point: finds the command, and turns every error into text and an exit code."""

import gc
import importlib
import os
import sys
from collections.abc import Sequence

import click

from orchestrator.cli import COMMANDS
from orchestrator.errors import Interrupted, OrchestratorError, UsageError

COLLECT_AFTER = (100_000, 50, 100)
"""Stacks are trees of small objects without circles: looking for those among them took a third of a load."""
AGAIN = "what was done is recorded: run the same command again to go on"


class Commands(click.Group):
    """Imports a command only when it runs, so that `--help` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if not (entry := COMMANDS.get(cmd_name)):
            return None
        command: click.Command = getattr(importlib.import_module(entry.module), entry.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(f"no command '{args[0]}'." + (f" Did you mean '{near[0]}'?" if near else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="orchestrator", message="orchestrator %(version)s")
def orchestrator() -> None:
    """Plan, check and apply multi-cloud stacks.

    \b
    Exit codes: 0 done · 1 failed · 2 wrong usage · 3 denied by policy · 4 drift found · 130 interrupted
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    gc.set_threshold(*COLLECT_AFTER)
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = orchestrator.main(words, prog_name="orchestrator", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as wrong:
        return _wrong(wrong, "--json" in words)
    except (click.Abort, KeyboardInterrupt):  # click makes the one of the other
        return _report(Interrupted("stopped on request", hint=AGAIN), "--json" in words)
    except OrchestratorError as error:
        return _report(error, "--json" in words)
    except BrokenPipeError:
        # The reader of our output went away, as `| head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if os.environ.get("ORCHESTRATOR_TRACEBACK"):
            raise
        click.echo(
            f"error: this is a fault of orchestrator itself: {type(error).__name__}: {error}\n"
            "  → run again with ORCHESTRATOR_TRACEBACK=1 and report what it prints",
            err=True,
        )
        return 1
    return code if isinstance(code, int) else 0


def _wrong(wrong: click.ClickException, as_json: bool) -> int:
    if as_json:
        return _report(UsageError(wrong.format_message(), hint="see --help"), as_json)
    wrong.show(sys.stderr)
    return 2


def _report(error: OrchestratorError, as_json: bool) -> int:
    from orchestrator import report
    from orchestrator.cli.console import Console

    console = Console(as_json)
    if as_json:
        console.document(report.document("errors", errors=list(error.each())))
    else:
        console.note(report.errors(error))
    return error.exit_code


def run() -> None:
    """The console script."""
    sys.exit(main())


if __name__ == "__main__":
    run()
