"""python -m orchestrator.monitor serve: the catalogue as a program of its own."""

import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from types import FrameType

from orchestrator.errors import OrchestratorError, UsageError
from orchestrator.monitor.catalogue import Catalogue
from orchestrator.monitor.server import catalogue_server

TOKEN = "ORCHESTRATOR_CATALOGUE_TOKEN"


def main(arguments: list[str]) -> int:
    """Run the command; the exit code."""
    parser = ArgumentParser(prog="python -m orchestrator.monitor")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("serve", help="serve the service catalogue over HTTP")
    command.add_argument(
        "--database", type=Path, required=True, help="the SQLite file; made if it is not there"
    )
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    command.add_argument("--port", type=int, default=8600, help="0 takes a free one")
    command.add_argument("--token-file", type=Path, help=f"holds the bearer token; otherwise ${TOKEN}")
    options = parser.parse_args(arguments)
    try:
        return _serve(options)
    except OrchestratorError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code


def _serve(options: Namespace) -> int:
    catalogue = Catalogue(options.database)
    with catalogue_server(catalogue, options.host, options.port, _token(options.token_file)) as server:
        signal.signal(signal.SIGTERM, _stop)
        sys.stdout.write(f"listening on {options.host}:{server.server_address[1]}\n")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _token(file: Path | None) -> str:
    """The token; never an argument, which every process of the machine could read."""
    if file is None:
        return os.environ.get(TOKEN, "")
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"the token cannot be read: {error}", str(file)) from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
