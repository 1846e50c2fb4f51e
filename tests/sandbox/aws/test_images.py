"""The images of the local AWS are found as on AWS: by publisher and name, the newest last."""

from collections.abc import Callable
from typing import Any

import pytest

DEBIAN, CANONICAL = "136693071363", "099720109477"


@pytest.mark.parametrize(
    ("owner", "name", "count"),
    [
        (DEBIAN, "debian-11-amd64-*", 1),
        (DEBIAN, "debian-12-amd64-*", 2),
        (DEBIAN, "debian-13-amd64-*", 1),
        (CANONICAL, "ubuntu/images/hvm-ssd*/ubuntu-jammy-22.04-amd64-server-*", 1),
        (CANONICAL, "ubuntu/images/hvm-ssd*/ubuntu-noble-24.04-amd64-server-*", 1),
    ],
)
@pytest.mark.parametrize("region", ["eu-central-1", "us-west-2"])
def test_newest_image_starts(aws: Callable[..., Any], region: str, owner: str, name: str, count: int) -> None:
    ec2 = aws("ec2", region=region)
    values = {"name": name, "architecture": "x86_64", "virtualization-type": "hvm"}
    filters = [{"Name": key, "Values": [value]} for key, value in values.items()]
    found = ec2.describe_images(Owners=[owner], Filters=filters)["Images"]
    assert len({image["CreationDate"] for image in found}) == count
    newest = max(found, key=lambda image: str(image["CreationDate"]))
    request = {"ImageId": newest["ImageId"], "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1}
    (started,) = ec2.run_instances(**request)["Instances"]
    assert started["ImageId"] == newest["ImageId"]
    assert started["RootDeviceName"] == newest["RootDeviceName"]


def test_other_publisher_has_none(aws: Callable[..., Any]) -> None:
    assert aws("ec2").describe_images(Owners=["123456789012"])["Images"] == []
