"""The gate before moto, and moto's strictness, by real boto3 clients."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Client = Callable[..., Any]


@pytest.mark.parametrize("service", ["ec2", "s3", "logs"])
def test_each_protocol_refuses_another_key(aws: Client, service: str) -> None:
    calls = {"ec2": "describe_vpcs", "s3": "list_buckets", "logs": "describe_log_groups"}
    with pytest.raises(ClientError) as caught:
        getattr(aws(service, "AKIAIOSFODNN7EXAMPLE"), calls[service])()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    getattr(aws(service), calls[service])()


def test_unsigned_request_is_refused(endpoint: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{endpoint}/moto-api/data.json", timeout=5)


def test_presigned_url_is_let_in(aws: Client) -> None:
    store = aws("s3")
    store.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    store.put_object(Bucket="bucket", Key="k", Body=b"content")
    url = store.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": "k"})
    with urllib.request.urlopen(url, timeout=5) as answer:
        assert answer.read() == b"content"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ImageId": "ami-00000000000000000"}, "InvalidAMIID.NotFound"),
        ({"KeyName": "none"}, "InvalidKeyPair"),
    ],
)
def test_moto_is_strict(aws: Client, change: dict[str, str], code: str) -> None:
    ec2 = aws("ec2")
    image = ec2.describe_images(MaxResults=5)["Images"][0]["ImageId"]
    request = {"ImageId": image, "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1} | change
    with pytest.raises(ClientError, match=code):
        ec2.run_instances(**request)


def test_no_key_no_server() -> None:
    environment = {k: v for k, v in os.environ.items() if k != "ORCHESTRATOR_SANDBOX_ACCESS_KEY"}
    command = [sys.executable, "-m", "orchestrator.sandbox.aws"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert "ORCHESTRATOR_SANDBOX_ACCESS_KEY is not set" in done.stderr
