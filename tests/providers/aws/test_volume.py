"""Disks beyond their plain life: what takes time, what fails, and how they leave a machine."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.volume import Volume
from orchestrator.providers.aws.volume_attachment import VolumeAttachment
from orchestrator.providers.kit import waiting
from orchestrator.providers.kit.trouble import ProviderError


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[Aws, Stubber]]:
    """EC2 that answers from a script; waits take no time."""
    real = waiting.wait_until

    def hasty(*arguments: Any, **options: Any) -> Any:
        return real(*arguments, **{**options, "interval": 0.001, "longest": 0.001, "timeout": 0.5})

    for module in ("volume", "volume_attachment"):
        monkeypatch.setattr(f"orchestrator.providers.aws.{module}.wait_until", hasty)
    aws = Aws(session=boto3.Session("x", "y", region_name="eu-west-1"), patience=2.0)
    stubber = Stubber(aws.ec2)
    stubber.activate()
    return lambda: (aws, stubber)


def volumes(state: str, *attached: str) -> dict[str, Any]:
    attachments = [
        {"InstanceId": "i-1", "VolumeId": "vol-1", "Device": "/dev/sdf", "State": a} for a in attached
    ]
    made = {"VolumeId": "vol-1", "State": state, "CreateTime": datetime(2026, 1, 1, tzinfo=UTC)}
    return {"Volumes": [{**made, "Attachments": attachments}]}


def modifications(*states: str) -> dict[str, Any]:
    return {"VolumesModifications": [{"VolumeId": "vol-1", "ModificationState": s} for s in states]}


def test_a_disk_is_waited_for_also_while_it_grows(stubbed: Any) -> None:
    aws, ec2 = stubbed()
    ec2.add_response("describe_volumes", {"Volumes": []})  # not everywhere known yet
    ec2.add_response("describe_volumes", volumes("creating"))
    ec2.add_response("describe_volumes", volumes("available"))
    ec2.add_response("describe_volumes_modifications", modifications("completed", "modifying"))
    ec2.add_response("describe_volumes", volumes("available"))
    ec2.add_response("describe_volumes_modifications", modifications("completed", "optimizing"))
    Volume(availability_zone="a").settle(aws, "vol-1")
    ec2.assert_no_pending_responses()


def test_a_disk_that_cannot_be_made_says_so(stubbed: Any) -> None:
    aws, ec2 = stubbed()
    ec2.add_response("describe_volumes", volumes("error"))
    with pytest.raises(ProviderError, match="vol-1 could not be made") as caught:
        Volume(availability_zone="a").settle(aws, "vol-1")
    assert "key" in caught.value.hint


def test_only_what_changed_is_sent(stubbed: Any) -> None:
    aws, ec2 = stubbed()
    old = Volume(availability_zone="a", size=10, type_="gp3", iops=3000)
    ec2.add_response("modify_volume", {}, {"VolumeId": "vol-1", "Size": 20})
    replace(old, size=20).update(aws, "vol-1", old)
    replace(old, iops=None).update(aws, "vol-1", old)
    ec2.assert_no_pending_responses()


def test_a_last_snapshot_is_complete_before_the_end(stubbed: Any) -> None:
    aws, ec2 = stubbed()
    ec2.add_response("create_snapshot", {"SnapshotId": "snap-1"})
    ec2.add_response("describe_snapshots", {"Snapshots": [{"SnapshotId": "snap-1", "State": "pending"}]})
    ec2.add_response("describe_snapshots", {"Snapshots": [{"SnapshotId": "snap-1", "State": "completed"}]})
    ec2.add_client_error("delete_volume", "VolumeInUse")
    ec2.add_response("delete_volume", {}, {"VolumeId": "vol-1"})
    ec2.add_response("describe_volumes", volumes("deleting"))
    Volume(availability_zone="a", final_snapshot=True).delete(aws, "vol-1")
    ec2.assert_no_pending_responses()


def test_without_its_last_snapshot_a_disk_stays(stubbed: Any) -> None:
    aws, ec2 = stubbed()
    ec2.add_response("create_snapshot", {"SnapshotId": "snap-1"})
    ec2.add_response("describe_snapshots", {"Snapshots": [{"SnapshotId": "snap-1", "State": "error"}]})
    with pytest.raises(ProviderError, match="it is not deleted"):
        Volume(availability_zone="a", final_snapshot=True).delete(aws, "vol-1")
    ec2.assert_no_pending_responses()


ATTACHED = VolumeAttachment(device_name="/dev/sdf", instance_id="i-1", volume_id="vol-1")


def test_a_machine_that_starts_takes_its_disk_a_little_later(stubbed: Any) -> None:
    aws, ec2 = stubbed()
    ec2.add_client_error("attach_volume", "IncorrectState", "Instance 'i-1' is not 'running'")
    ec2.add_response("attach_volume", {})
    ec2.add_response("describe_volumes", volumes("in-use", "attaching"))
    ec2.add_response("describe_volumes", volumes("in-use", "attached"))
    assert ATTACHED.create(aws) == "/dev/sdf:vol-1:i-1"
    ATTACHED.settle(aws, "/dev/sdf:vol-1:i-1")
    ec2.assert_no_pending_responses()


def test_a_disk_has_left_when_nothing_of_it_is_there(stubbed: Any) -> None:
    aws, ec2 = stubbed()
    ec2.add_response("detach_volume", {})
    ec2.add_response("describe_volumes", volumes("in-use", "detaching"))
    ec2.add_response("describe_volumes", volumes("available"))
    ATTACHED.delete(aws, "/dev/sdf:vol-1:i-1")
    for code in ("InvalidAttachment.NotFound", "IncorrectInstanceState"):  # its machine has ended, or will
        ec2.add_client_error("detach_volume", code)
        ec2.add_response("describe_volumes", volumes("available"))
        ATTACHED.delete(aws, "/dev/sdf:vol-1:i-1")
    ec2.add_client_error("detach_volume", "UnauthorizedOperation")
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        ATTACHED.delete(aws, "/dev/sdf:vol-1:i-1")
    replace(ATTACHED, skip_destroy=True).delete(aws, "/dev/sdf:vol-1:i-1")
    ec2.assert_no_pending_responses()


def test_an_attachment_left_by_an_interrupted_run_is_found(
    make: Any, world: dict[str, str], aws: Aws
) -> None:
    inputs = {"deviceName": "/dev/sdk", "instanceId": world["machine"], "volumeId": world["volume"]}
    left = make("aws:ec2/volumeAttachment:VolumeAttachment", inputs)
    finder = left.lifecycle.handler
    assert finder.find(aws, inputs, frozenset()) == left.id
    assert finder.find(aws, inputs, frozenset({left.id})) is None
    assert finder.find(aws, {**inputs, "deviceName": "/dev/sdl"}, frozenset()) is None
    left.delete()
    with pytest.raises(ProviderError, match="is no attachment"):
        VolumeAttachment.read(aws, "vai-123")


def test_a_machine_that_is_used_is_stopped_before_its_disk_leaves(stubbed: Any) -> None:
    aws, ec2 = stubbed()
    running = {"Reservations": [{"Instances": [{"InstanceId": "i-1", "State": {"Name": "running"}}]}]}
    stopped = {"Reservations": [{"Instances": [{"InstanceId": "i-1", "State": {"Name": "stopped"}}]}]}
    ec2.add_response("describe_instances", running)
    ec2.add_client_error("stop_instances", "IncorrectInstanceState", "it is still starting")
    ec2.add_response("stop_instances", {}, {"InstanceIds": ["i-1"]})
    ec2.add_response("describe_instances", stopped)
    ec2.add_response("detach_volume", {})
    ec2.add_response("describe_volumes", volumes("available"))
    replace(ATTACHED, stop_instance_before_detaching=True).delete(aws, "/dev/sdf:vol-1:i-1")
    ec2.assert_no_pending_responses()
