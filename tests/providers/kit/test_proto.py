"""The protocol messages without the SDK: lighter at the start, and no harm to who wants it afterwards."""

import subprocess
import sys

PROGRAM = """
import sys
from orchestrator.providers.kit import program
from orchestrator.providers.kit.proto import provider_pb2
assert "pulumi" not in sys.modules and "pulumi.automation" not in sys.modules
assert not [name for name in sys.modules if name.split(".")[0] in ("boto3", "botocore", "openstack", "azure")]
import pulumi
import pulumi.automation
from pulumi.runtime import settings
from pulumi.runtime.proto import provider_pb2 as again
assert again is provider_pb2 and pulumi.ResourceOptions and settings.get_monitor
sys.stdout.write("fine")
"""


def test_the_kit_starts_light_and_leaves_the_sdk_usable() -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.stdout == "fine", run.stderr
