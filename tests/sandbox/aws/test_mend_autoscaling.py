"""The mends of moto's launch templates and groups of machines, by real boto3 clients."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

SCRIPT = b64encode(b"#!/bin/sh\n").decode()


def image(ec2: Any) -> str:
    return str(ec2.describe_images(MaxResults=5)["Images"][0]["ImageId"])


def latest(ec2: Any, template: str) -> dict[str, Any]:
    told = ec2.describe_launch_template_versions(LaunchTemplateId=template, Versions=["$Latest"])
    return dict(told["LaunchTemplateVersions"][0]["LaunchTemplateData"])


def test_the_tags_of_a_template_are_not_inside_it(aws: Callable[..., Any]) -> None:
    ec2 = aws("ec2")
    own = [{"ResourceType": "launch-template", "Tags": [{"Key": "a", "Value": "1"}]}]
    inside = [{"ResourceType": "volume", "Tags": [{"Key": "b", "Value": "2"}]}]
    made = ec2.create_launch_template(
        LaunchTemplateName="tagged",
        LaunchTemplateData={"ImageId": image(ec2), "TagSpecifications": inside},
        TagSpecifications=own,
    )["LaunchTemplate"]
    assert made["Tags"] == own[0]["Tags"]
    assert latest(ec2, made["LaunchTemplateId"])["TagSpecifications"] == inside
    ec2.create_tags(Resources=[made["LaunchTemplateId"]], Tags=[{"Key": "a", "Value": "2"}])
    (found,) = ec2.describe_launch_templates(LaunchTemplateIds=[made["LaunchTemplateId"]])["LaunchTemplates"]
    assert found["Tags"] == [{"Key": "a", "Value": "2"}]


def test_the_disk_of_a_template_takes_the_place_of_the_one_that_is_always_there(
    aws: Callable[..., Any],
) -> None:
    ec2 = aws("ec2", region="eu-north-1")  # no other test has disks there
    disk = {"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 30, "DeleteOnTermination": True}}
    data = {"ImageId": image(ec2), "InstanceType": "t3.micro", "BlockDeviceMappings": [disk]}
    ec2.create_launch_template(LaunchTemplateName="disks", LaunchTemplateData=data)
    template = {"LaunchTemplateName": "disks"}
    made = ec2.run_instances(LaunchTemplate=template, MinCount=1, MaxCount=1)["Instances"]
    assert [volume["Size"] for volume in ec2.describe_volumes()["Volumes"]] == [30]
    ec2.terminate_instances(InstanceIds=[made[0]["InstanceId"]])
    assert ec2.describe_volumes()["Volumes"] == []


def test_machines_are_exchanged_for_those_of_a_later_version(aws: Callable[..., Any]) -> None:
    ec2, groups = aws("ec2"), aws("autoscaling")
    data = {"ImageId": image(ec2), "InstanceType": "t3.micro", "UserData": SCRIPT}
    template = ec2.create_launch_template(LaunchTemplateName="grouped", LaunchTemplateData=data)
    id = template["LaunchTemplate"]["LaunchTemplateId"]
    groups.create_auto_scaling_group(
        AutoScalingGroupName="grouped",
        MinSize=2,
        MaxSize=2,
        AvailabilityZones=["eu-west-1a"],
        LaunchTemplate={"LaunchTemplateId": id, "Version": "1"},
    )

    def machines() -> dict[str, str]:
        (group,) = groups.describe_auto_scaling_groups(AutoScalingGroupNames=["grouped"])["AutoScalingGroups"]
        return {one["InstanceId"]: one["InstanceType"] for one in group["Instances"]}

    before = machines()
    ec2.create_launch_template_version(
        LaunchTemplateId=id, LaunchTemplateData={**data, "InstanceType": "t3.small"}
    )
    assert latest(ec2, id)["UserData"] == SCRIPT
    groups.update_auto_scaling_group(
        AutoScalingGroupName="grouped", LaunchTemplate={"LaunchTemplateId": id, "Version": "2"}
    )
    assert machines() == before
    groups.start_instance_refresh(AutoScalingGroupName="grouped")
    assert sorted(machines().values()) == ["t3.small", "t3.small"]
    assert not machines().keys() & before.keys()
