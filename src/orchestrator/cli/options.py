"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

stack_argument = click.argument(
    "stack", type=click.Path(path_type=Path), default=Path(), metavar="[STACK]", required=False
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
yes_option = click.option("-y", "--yes", is_flag=True, help="Do not ask before changing anything.")
no_refresh_option = click.option(
    "--no-refresh", is_flag=True, help="Trust the state; do not ask the clouds what changed behind it."
)


def environment_options(command: F) -> F:
    """--env, --sandbox and --opa-url."""
    for option in (
        click.option(
            "--opa-url", envvar="ORCHESTRATOR_OPA_URL", help="Ask this OPA server instead of a local one."
        ),
        click.option(
            "--sandbox",
            is_flag=True,
            envvar="ORCHESTRATOR_SANDBOX",
            help="Use the local clouds of `orchestrator sandbox up`, with a state of their own.",
        ),
        click.option(
            "--env", "environment", metavar="NAME", help="The environment; default: the only one, or dev."
        ),
    ):
        command = option(command)
    return command


def selection_options(command: F) -> F:
    """--target and --exclude."""
    for option in (
        click.option(
            "--exclude", multiple=True, metavar="RESOURCE", help="Leave out, with what depends on it."
        ),
        click.option("--target", multiple=True, metavar="RESOURCE", help="Only these, with what they need."),
    ):
        command = option(command)
    return command
