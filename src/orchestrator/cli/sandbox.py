"""orchestrator sandbox: local clouds on loopback."""

import click

from orchestrator.cli.options import json_option


@click.group()
def sandbox() -> None:
    """Local clouds on loopback to try things out on. They forget everything when they stop."""


@sandbox.command()
@json_option
def up(as_json: bool) -> int:
    """Start the local clouds; what runs already is left alone."""
    from orchestrator import report
    from orchestrator import sandbox as clouds
    from orchestrator.cli.console import Console

    console = Console(as_json)
    connection = clouds.up(console.note)
    console.result("The sandbox is up. Next: orchestrator plan STACK --sandbox")
    console.document(report.document("sandbox", variables=sorted(connection.env)))
    return 0


@sandbox.command()
@json_option
def down(as_json: bool) -> int:
    """Stop the local clouds; what they held is gone, and so is the state of it."""
    import shutil

    from orchestrator import report
    from orchestrator import sandbox as clouds
    from orchestrator.cli.console import Console
    from orchestrator.cli.places import state_folder

    clouds.down()
    # State of clouds that are gone would only mislead the next run.
    shutil.rmtree(state_folder(sandbox=True), ignore_errors=True)
    console = Console(as_json)
    console.result("The sandbox is down.")
    console.document(report.document("sandbox", running=False))
    return 0


@sandbox.command()
@json_option
def status(as_json: bool) -> int:
    """Show the local clouds; exit code 1 when one does not answer."""
    from orchestrator import report
    from orchestrator import sandbox as clouds
    from orchestrator.cli.console import Console

    console = Console(as_json)
    found = clouds.status()
    console.result(
        report.columns(
            [
                [
                    ("healthy", "green") if one.healthy else ("DEAD", "bold red"),
                    (one.name, ""),
                    (f"127.0.0.1:{one.port}", ""),
                    (f"pid {one.pid}", "dim"),
                    (f"{one.rss_bytes // 2**20} MiB", "dim"),
                ]
                for one in found
            ]
        )
    )
    well = sum(one.healthy for one in found)
    if not found:
        console.result("The sandbox is not running. Next: orchestrator sandbox up")
    elif well < len(found):
        console.result(f"{well} of {len(found)} clouds are healthy. Next: orchestrator sandbox up")
    else:
        console.result(f"The sandbox is up: {report.many(well, 'cloud')}.")
    console.document(report.document("sandbox", clouds=found))
    return 0 if found and all(one.healthy for one in found) else 1
