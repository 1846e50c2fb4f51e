"""The mends of moto's disks, by real boto3 clients."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


def machine(ec2: Any, zone: str) -> str:
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZone=zone)["Subnet"][
        "SubnetId"
    ]
    image = ec2.describe_images(MaxResults=5)["Images"][0]["ImageId"]
    made = ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1, SubnetId=subnet)
    return str(made["Instances"][0]["InstanceId"])


def test_a_disk_is_in_one_machine_at_a_time(aws: Callable[..., Any]) -> None:
    ec2 = aws("ec2")
    volume = ec2.create_volume(AvailabilityZone="eu-west-1a", Size=10)["VolumeId"]
    first, second = machine(ec2, "eu-west-1a"), machine(ec2, "eu-west-1a")
    ec2.attach_volume(VolumeId=volume, InstanceId=first, Device="/dev/sdf")
    with pytest.raises(ClientError, match="VolumeInUse"):
        ec2.attach_volume(VolumeId=volume, InstanceId=second, Device="/dev/sdf")
    ec2.detach_volume(VolumeId=volume, InstanceId=first)
    ec2.attach_volume(VolumeId=volume, InstanceId=second, Device="/dev/sdf")


def test_a_disk_of_another_zone_is_refused(aws: Callable[..., Any]) -> None:
    ec2 = aws("ec2")
    volume = ec2.create_volume(AvailabilityZone="eu-west-1b", Size=10)["VolumeId"]
    with pytest.raises(ClientError, match=r"InvalidVolume.ZoneMismatch"):
        ec2.attach_volume(VolumeId=volume, InstanceId=machine(ec2, "eu-west-1a"), Device="/dev/sdf")
