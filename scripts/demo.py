"""The demo: check, plan, apply, status, drift, heal and destroy stacks/retail on clouds of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ORCHESTRATOR = [sys.executable, "-m", "orchestrator.cli.main"]
DRIFT_FOUND = 4
DENIED = 3


def say(text: str) -> None:
    """A line of the demo's own."""
    sys.stdout.write(f"\n\033[1;36m# {text}\033[0m\n" if sys.stdout.isatty() else f"\n# {text}\n")
    sys.stdout.flush()


def run(*words: str, expect: int = 0) -> None:
    """Show a command and run it; end the demo when it does not do what it should."""
    sys.stdout.write(f"$ orchestrator {' '.join(words)}\n")
    sys.stdout.flush()
    code = subprocess.run([*ORCHESTRATOR, *words], check=False).returncode
    if code != expect:
        raise SystemExit(f"demo: exit code {code} where {expect} was expected")


def behind_the_back(folder: Path) -> None:
    """Change the clouds as a hurried colleague would, with the clouds' own clients."""
    os.environ.update(json.loads((folder / "sandbox" / "connection.json").read_text())["env"])
    import boto3
    import openstack

    ec2 = boto3.client("ec2", region_name="eu-central-1")
    (vpc,) = ec2.describe_vpcs(Filters=[{"Name": "tag:orchestrator-stack", "Values": ["retail/dev"]}])["Vpcs"]
    ec2.delete_tags(Resources=[vpc["VpcId"]], Tags=[{"Key": "owner"}])
    compute = openstack.connect(cloud="sandbox").compute
    server = next(iter(compute.servers()))
    compute.delete_server(server)
    compute.wait_for_delete(server, interval=0.2)
    sys.stdout.write(
        f"removed the tag 'owner' of {vpc['VpcId']} on AWS; deleted server {server.name} on OpenStack\n"
    )


def demo() -> None:
    """All steps, in order."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="orchestrator-demo-") as name:
        folder = Path(name)
        os.environ |= {
            "ORCHESTRATOR_SANDBOX_DIR": str(folder / "sandbox"),
            "ORCHESTRATOR_STATE_DIR": str(folder / "state"),
            "ORCHESTRATOR_SANDBOX": "1",
        }
        try:
            say("Three local clouds on loopback: AWS, Azure, OpenStack")
            run("sandbox", "up")
            say("A stack that breaks the rules is stopped before any cloud is asked")
            run("validate", "stacks/noncompliant", expect=DENIED)
            say("The retailer: MySQL on AWS, assets on Azure, web machines on OpenStack, one logical network")
            run("plan", "stacks/retail", "--env", "dev")
            run("apply", "stacks/retail", "--env", "dev", "-y")
            run("status", "stacks/retail", "--env", "dev")
            run("catalogue", "list")
            say("Somebody changes the clouds by hand")
            behind_the_back(folder)
            run("status", "stacks/retail", "--env", "dev", expect=DRIFT_FOUND)
            say("Apply heals what drifted")
            run("apply", "stacks/retail", "--env", "dev", "-y")
            run("status", "stacks/retail", "--env", "dev")
            say("And everything goes away again")
            run("destroy", "stacks/retail", "--env", "dev", "-y")
        finally:
            subprocess.run([*ORCHESTRATOR, "sandbox", "down"], check=False, stdout=subprocess.DEVNULL)
    say(f"Done in {time.monotonic() - started:.0f} s: checked, planned, applied, drifted, healed, destroyed.")


if __name__ == "__main__":
    demo()
