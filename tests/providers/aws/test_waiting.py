"""What moto cannot show: states that take time or go wrong, throttling, refusals, other regions' ways."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError
from botocore.stub import Stubber

from orchestrator.providers.aws import PROVIDER
from orchestrator.providers.aws.bucket import Bucket
from orchestrator.providers.aws.client import Aws, connect
from orchestrator.providers.aws.db_instance import DbInstance
from orchestrator.providers.aws.db_subnet_group import SubnetGroup
from orchestrator.providers.aws.faults import explain, is_gone
from orchestrator.providers.aws.get_ami import GetAmi, GetAmiFilter
from orchestrator.providers.aws.instance import Instance
from orchestrator.providers.aws.subnet import Subnet
from orchestrator.providers.kit import waiting
from orchestrator.providers.kit.lifecycle import Lifecycle, SettleFailed
from orchestrator.providers.kit.trouble import ProviderError

ARN = "arn:aws:rds:eu-west-1:1:subgrp:g"


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], tuple[Aws, Stubber]]:
    """A connection of which one service answers from a script; waits take no time."""
    real = waiting.wait_until

    def hasty(*arguments: Any, **options: Any) -> Any:
        return real(*arguments, **{**options, "interval": 0.001, "longest": 0.001, "timeout": 0.5})

    for module in ("instance_calls", "db_calls"):
        monkeypatch.setattr(f"orchestrator.providers.aws.{module}.wait_until", hasty)

    def make(service: str) -> tuple[Aws, Stubber]:
        session = boto3.Session("x", "y", region_name="eu-west-1")
        aws = Aws(session=session, patience=0.01)
        stubber = Stubber(getattr(aws, service))
        stubber.activate()
        return aws, stubber

    return make


def instance_in(state: str, **more: Any) -> dict[str, Any]:
    return {"Reservations": [{"Instances": [{"InstanceId": "i-1", "State": {"Name": state}, **more}]}]}


def database_in(status: str, **more: Any) -> dict[str, Any]:
    return {"DBInstances": [{"DBInstanceIdentifier": "db", "DBInstanceStatus": status, **more}]}


def test_an_instance_is_waited_for_also_while_ec2_denies_it(stubbed: Any) -> None:
    aws, ec2 = stubbed("ec2")
    ec2.add_client_error("describe_instances", "InvalidInstanceID.NotFound")
    ec2.add_response("describe_instances", instance_in("pending"))
    ec2.add_response("describe_instances", instance_in("running"))
    ec2.add_response(
        "modify_instance_attribute", {}, {"InstanceId": "i-1", "SourceDestCheck": {"Value": True}}
    )
    Instance().settle(aws, "i-1")
    ec2.assert_no_pending_responses()


def test_an_instance_that_ends_while_starting_says_why(stubbed: Any) -> None:
    aws, ec2 = stubbed("ec2")
    reason = {"Code": "Client.VolumeLimitExceeded", "Message": "Volume limit exceeded"}
    ec2.add_response("describe_instances", instance_in("terminated", StateReason=reason))
    with pytest.raises(ProviderError, match="i-1 ended while starting: Volume limit exceeded"):
        Instance().settle(aws, "i-1")


def test_the_end_of_an_instance_is_waited_for(stubbed: Any) -> None:
    aws, ec2 = stubbed("ec2")
    ec2.add_response("terminate_instances", {}, {"InstanceIds": ["i-1"]})
    ec2.add_response("describe_instances", instance_in("shutting-down"))
    ec2.add_response("describe_instances", instance_in("terminated"))
    Instance().delete(aws, "i-1")
    ec2.assert_no_pending_responses()


def test_a_type_changes_only_while_the_machine_stands_still(stubbed: Any) -> None:
    aws, ec2 = stubbed("ec2")
    ec2.add_response("stop_instances", {}, {"InstanceIds": ["i-1"]})
    ec2.add_response("describe_instances", instance_in("stopped"))
    ec2.add_response(
        "modify_instance_attribute", {}, {"InstanceId": "i-1", "InstanceType": {"Value": "t3.large"}}
    )
    ec2.add_response("start_instances", {}, {"InstanceIds": ["i-1"]})
    Instance(instance_type="t3.large").update(aws, "i-1", Instance(instance_type="t3.micro"))
    ec2.assert_no_pending_responses()


def test_a_terminated_instance_is_gone(stubbed: Any) -> None:
    aws, ec2 = stubbed("ec2")
    ec2.add_response("describe_instances", instance_in("terminated"))
    assert Instance.read(aws, "i-1") is None


DB = {
    "instance_class": "db.t3.small",
    "username": "o",
    "password": "p",
    "engine": "mysql",
    "allocated_storage": 20,
}


def test_a_database_is_waited_for(stubbed: Any) -> None:
    aws, rds = stubbed("rds")
    for status in ("creating", "backing-up", "available"):
        rds.add_response("describe_db_instances", database_in(status), {"DBInstanceIdentifier": "db"})
    DbInstance(**DB).settle(aws, "db")
    rds.assert_no_pending_responses()


def test_a_database_that_cannot_start_is_an_error(stubbed: Any) -> None:
    aws, rds = stubbed("rds")
    rds.add_response("describe_db_instances", database_in("incompatible-network"))
    with pytest.raises(ProviderError, match="the database db is incompatible-network"):
        DbInstance(**DB).settle(aws, "db")


def test_a_wait_that_is_too_long_keeps_the_id(stubbed: Any) -> None:
    aws, rds = stubbed("rds")
    rds.add_response("create_db_instance", {"DBInstance": {"DBInstanceIdentifier": "db"}})
    for _ in range(2000):
        rds.add_response("describe_db_instances", database_in("creating"))
    (handler,) = (h for h in PROVIDER.resources if h.schema.token == DbInstance.token)
    lifecycle = Lifecycle(PROVIDER, handler, aws, aws.cancelled)
    inputs = {
        "identifier": "db",
        "instanceClass": "db.t3.small",
        "engine": "mysql",
        "password": "p",
        "username": "o",
    }
    with pytest.raises(SettleFailed) as caught:
        lifecycle.create("urn", {**inputs, "allocatedStorage": 20})
    assert caught.value.id == "db"
    assert "waited" in str(caught.value.cause)


def test_cancelling_ends_a_wait(stubbed: Any) -> None:
    aws, rds = stubbed("rds")
    rds.add_response("describe_db_instances", database_in("creating"))
    aws.cancelled.set()
    with pytest.raises(ProviderError, match="cancelled while waiting for the database db"):
        DbInstance(**DB).settle(aws, "db")


def test_a_database_is_not_deleted_without_a_last_snapshot(stubbed: Any) -> None:
    aws, _ = stubbed("rds")
    with pytest.raises(ProviderError, match="not deleted without a last snapshot") as caught:
        DbInstance(**DB).delete(aws, "db")
    assert "skipFinalSnapshot" in caught.value.hint


def test_a_last_snapshot_is_taken_and_the_end_waited_for(stubbed: Any) -> None:
    aws, rds = stubbed("rds")
    rds.add_response("describe_db_instances", database_in("available"))
    wanted = {
        "DBInstanceIdentifier": "db",
        "SkipFinalSnapshot": False,
        "DeleteAutomatedBackups": True,
        "FinalDBSnapshotIdentifier": "last",
    }
    rds.add_response("delete_db_instance", {}, wanted)
    rds.add_response("describe_db_instances", database_in("deleting"))
    rds.add_client_error("describe_db_instances", "DBInstanceNotFound")
    DbInstance(**DB, final_snapshot_identifier="last").delete(aws, "db")
    rds.assert_no_pending_responses()


def test_only_what_changed_of_a_database_is_sent(stubbed: Any) -> None:
    aws, rds = stubbed("rds")
    old = DbInstance(**DB, enabled_cloudwatch_logs_exports=["error"], max_allocated_storage=50)
    new = replace(
        old,
        password="other",
        multi_az=True,
        max_allocated_storage=None,
        enabled_cloudwatch_logs_exports=["audit"],
        apply_immediately=True,
    )
    sent = {
        "DBInstanceIdentifier": "db",
        "ApplyImmediately": True,
        "MasterUserPassword": "other",
        "MultiAZ": True,
        "MaxAllocatedStorage": 20,
        "CloudwatchLogsExportConfiguration": {"EnableLogTypes": ["audit"], "DisableLogTypes": ["error"]},
    }
    rds.add_response("modify_db_instance", {}, sent)
    for status, pending in (("available", {"MultiAZ": True}), ("modifying", {}), ("available", {})):
        for _ in range(2):
            rds.add_response("describe_db_instances", database_in(status, PendingModifiedValues=pending))
    new.update(aws, "db", old)
    rds.assert_no_pending_responses()


def test_a_promotion_is_waited_for(stubbed: Any) -> None:
    aws, rds = stubbed("rds")
    source = {"ReadReplicaSourceDBInstanceIdentifier": "source"}
    rds.add_response("promote_read_replica", {}, {"DBInstanceIdentifier": "db"})
    for status, more in (("available", source), ("modifying", source), ("available", {})):
        for _ in range(2):
            rds.add_response("describe_db_instances", database_in(status, **more))
    DbInstance(**DB).update(aws, "db", DbInstance(**DB, replicate_source_db="source"))
    rds.assert_no_pending_responses()


def test_the_subnets_of_a_group_change_in_place(stubbed: Any) -> None:
    aws, rds = stubbed("rds")
    old = SubnetGroup(name="g", subnet_ids=["a", "b"], tags={"x": "1"}, arn=ARN)
    sent = {
        "DBSubnetGroupName": "g",
        "DBSubnetGroupDescription": "Managed by Pulumi",
        "SubnetIds": ["b", "c"],
    }
    rds.add_response("modify_db_subnet_group", {}, sent)
    rds.add_response("remove_tags_from_resource", {}, {"ResourceName": ARN, "TagKeys": ["x"]})
    rds.add_response("add_tags_to_resource", {}, {"ResourceName": ARN, "Tags": [{"Key": "y", "Value": "2"}]})
    replace(old, subnet_ids=["b", "c"], tags={"y": "2"}).update(aws, "g", old)
    rds.assert_no_pending_responses()


def test_what_stands_in_the_way_is_retried_for_a_while(stubbed: Any) -> None:
    aws, ec2 = stubbed("ec2")
    aws = replace(aws, patience=5.0)
    stub = Stubber(aws.ec2)
    stub.activate()
    stub.add_client_error("delete_subnet", "DependencyViolation")
    stub.add_response("delete_subnet", {}, {"SubnetId": "subnet-1"})
    Subnet(vpc_id="v").delete(aws, "subnet-1")
    stub.assert_no_pending_responses()
    ec2.add_client_error("delete_subnet", "DependencyViolation", "has dependencies")
    impatient = replace(aws, patience=0.01)
    stub = Stubber(impatient.ec2)
    stub.activate()
    stub.add_client_error("delete_subnet", "DependencyViolation", "has dependencies")
    with pytest.raises(ClientError, match="has dependencies"):
        Subnet(vpc_id="v").delete(impatient, "subnet-1")


def test_a_bucket_outside_us_east_1_says_where_and_has_its_tags_at_birth(stubbed: Any) -> None:
    aws, s3 = stubbed("s3")
    s3.add_client_error("head_bucket", "404")
    settings = {"LocationConstraint": "eu-west-1", "Tags": [{"Key": "a", "Value": "1"}]}
    s3.add_response("create_bucket", {}, {"Bucket": "b", "CreateBucketConfiguration": settings})
    assert Bucket(bucket="b", tags={"a": "1"}).create(aws) == "b"
    s3.assert_no_pending_responses()


def test_the_newest_image_is_taken_and_two_are_one_too_many(stubbed: Any) -> None:
    aws, ec2 = stubbed("ec2")
    images = {
        "Images": [
            {
                "ImageId": "ami-1",
                "Name": "debian-12-a",
                "CreationDate": "2026-01-01",
                "RootDeviceType": "ebs",
            },
            {
                "ImageId": "ami-2",
                "Name": "debian-12-b",
                "CreationDate": "2026-02-01",
                "RootDeviceType": "ebs",
            },
            {
                "ImageId": "ami-3",
                "Name": "debian-12-c",
                "CreationDate": "2026-03-01",
                "RootDeviceType": "instance-store",
            },
        ]
    }
    look = GetAmi(
        owners=["136693071363"],
        most_recent=True,
        filters=[
            GetAmiFilter(name="name", values=["debian-12-*"]),
            GetAmiFilter(name="root-device-type", values=["ebs"]),
        ],
    )
    sent = {"Owners": ["136693071363"], "Filters": [{"Name": "name", "Values": ["debian-12-*"]}]}
    ec2.add_response("describe_images", images, sent)
    assert look.call(aws).id == "ami-2"
    ec2.add_response("describe_images", images, None)
    with pytest.raises(ProviderError, match="2 images fit"):
        replace(look, most_recent=False).call(aws)
    ec2.add_response("describe_images", {"Images": []})
    with pytest.raises(ProviderError, match="no image fits"):
        look.call(aws)


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("UnauthorizedOperation", "ask for the permission"),
        ("ExpiredTokenException", "wrong or have expired"),
        ("RequestLimitExceeded", "slow down"),
        ("VpcLimitExceeded", "raise the quota"),
        ("VolumeModificationRateExceeded", "once in six hours"),
        ("SomethingElse", ""),
    ],
)
def test_errors_keep_the_clouds_own_code_and_say_what_to_do(code: str, hint: str) -> None:
    error = ClientError({"Error": {"Code": code, "Message": "said AWS"}}, "CreateVpc")
    told = explain(error)
    assert told is not None
    assert str(told).startswith(f"AWS CreateVpc: {code}: said AWS")
    assert hint in told.hint


def test_what_never_reached_aws_is_explained_too() -> None:
    told = explain(NoCredentialsError())
    assert told is not None and "AWS_PROFILE" in told.hint
    told = explain(EndpointConnectionError(endpoint_url="http://127.0.0.1:9"))
    assert told is not None and "http://127.0.0.1:9" in told.summary
    assert explain(ValueError("a fault of ours")) is None


@pytest.mark.parametrize(
    ("code", "gone"),
    [
        ("InvalidVpcID.NotFound", True),
        ("InvalidLaunchTemplateId.NotFoundException", True),
        ("NoSuchBucket", True),
        ("DBInstanceNotFound", True),
        ("DependencyViolation", False),
        ("AccessDenied", False),
        ("NoSuchTagSet", False),
    ],
)
def test_only_not_found_means_gone(code: str, gone: bool) -> None:
    assert is_gone(ClientError({"Error": {"Code": code}}, "Describe")) is gone


def test_a_configuration_makes_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_MAX_ATTEMPTS", raising=False)
    config = {
        "region": "eu-north-1",
        "accessKey": "x",
        "secretKey": "y",
        "defaultTags": {"tags": {"a": "b"}},
        "endpoints": [{"ec2": "http://127.0.0.1:1"}],
        "maxRetries": 3,
    }
    aws = connect(config, threading.Event())
    assert (aws.region, aws.default_tags) == ("eu-north-1", {"a": "b"})
    assert aws.ec2.meta.endpoint_url == "http://127.0.0.1:1"
    assert aws.ec2.meta.config.retries["total_max_attempts"] == 3
    assert aws.ec2 is aws.ec2
