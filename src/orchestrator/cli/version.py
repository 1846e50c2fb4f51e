"""orchestrator version: the versions in use."""

import platform

import click

from orchestrator import __version__
from orchestrator.cli.options import json_option


@click.command()
@json_option
def version(as_json: bool) -> int:
    """Show the versions of orchestrator, Python and the Pulumi packages that the plugins speak."""
    from orchestrator import report
    from orchestrator.cli.console import Console
    from orchestrator.engine.plugins import VERSIONS

    console = Console(as_json)
    console.result(f"orchestrator {__version__} (Python {platform.python_version()})")
    for package, number in VERSIONS.items():
        console.result(f"  {package:<13}{number}")
    console.document(
        report.document(
            "version", orchestrator=__version__, python=platform.python_version(), packages=VERSIONS
        )
    )
    return 0
