"""orchestrator catalogue: the services of all stacks."""

import os
import signal
from pathlib import Path

import click

from orchestrator.cli.options import json_option

sandbox_option = click.option(
    "--sandbox", is_flag=True, envvar="ORCHESTRATOR_SANDBOX", help="The catalogue of the sandbox."
)


@click.group()
def catalogue() -> None:
    """The services of all stacks, on all clouds."""


@catalogue.command("list")
@sandbox_option
@json_option
def list_(sandbox: bool, as_json: bool) -> int:
    """List the registered services."""
    from orchestrator import report
    from orchestrator.cli.console import Console
    from orchestrator.cli.places import state_folder
    from orchestrator.monitor import Catalogue

    console = Console(as_json)
    found = Catalogue(state_folder(sandbox) / "catalogue.db").services()
    console.result(report.services(found))
    console.result(
        f"{report.many(len(found), 'service')} registered." if found else "No service is registered."
    )
    console.document(report.document("services", services=found))
    return 0


def _token(file: Path | None) -> str:
    """The token; never from the command line, which every user of the machine can read."""
    from orchestrator.errors import UsageError

    try:
        token = file.read_text().strip() if file else os.environ.get("ORCHESTRATOR_CATALOGUE_TOKEN", "")
    except OSError as error:
        raise UsageError(f"the token cannot be read: {error.strerror}", str(file)) from error
    if not token:
        hint = "give --token-file FILE, or set ORCHESTRATOR_CATALOGUE_TOKEN"
        raise UsageError("there is no token for the callers", hint=hint)
    return token


@catalogue.command()
@sandbox_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8600, show_default=True, help="The port to listen on; 0: any free one.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help="A file with the token; default: the variable ORCHESTRATOR_CATALOGUE_TOKEN.",
)
def serve(sandbox: bool, host: str, port: int, token_file: Path | None) -> int:
    """Serve Prometheus HTTP SD at /v1/prometheus/sd and JSON at /v1/services.

    Callers must send the token as `Authorization: Bearer …`.
    """
    from orchestrator.cli.console import Console
    from orchestrator.cli.places import state_folder
    from orchestrator.monitor import Catalogue, catalogue_server

    token = _token(token_file)
    # A service manager stops it by SIGTERM; that is an end like any other.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with catalogue_server(Catalogue(state_folder(sandbox) / "catalogue.db"), host, port, token) as server:
        place = f"http://{host}:{server.server_address[1]}"
        try:
            Console().note(f"Serving {place}/v1/services and {place}/v1/prometheus/sd; Ctrl-C ends it.")
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
