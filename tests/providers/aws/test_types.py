"""Every resource type through its whole life on the local AWS: make, refresh, import, change, delete."""

from typing import Any

import pytest
from providers.aws.group_lives import GROUPS
from providers.aws.lives import DEBIAN, KEY, POLICY, RETAG, RETAGGED, TAGS, Case, World
from providers.aws.service_lives import SERVICES

from orchestrator.providers.aws import TYPES

CASES = [
    Case(
        "aws:ec2/vpc:Vpc",
        lambda w: {"cidrBlock": "10.60.0.0/16", "enableDnsHostnames": True, **TAGS},
        {**RETAG, "enableDnsHostnames": False},
        {**RETAGGED, "enableDnsHostnames": "update"},
        {"cidrBlock": "10.61.0.0/16"},
    ),
    Case(
        "aws:ec2/subnet:Subnet",
        lambda w: {"vpcId": w["vpc"], "cidrBlock": "10.50.9.0/24", **TAGS},
        {**RETAG, "mapPublicIpOnLaunch": True},
        {**RETAGGED, "mapPublicIpOnLaunch": "update"},
        {"cidrBlock": "10.50.8.0/24"},
    ),
    Case("aws:ec2/internetGateway:InternetGateway", lambda w: TAGS, RETAG, RETAGGED),
    Case(
        "aws:ec2/routeTable:RouteTable",
        lambda w: {
            "vpcId": w["vpc"],
            "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": w["gateway"]}],
            **TAGS,
        },
        {**RETAG, "routes": [{"cidrBlock": "192.0.2.0/24", "gatewayId": "GATEWAY"}]},
        {**RETAGGED, "routes[0].cidrBlock": "update"},
        {"vpcId": "vpc-other"},
    ),
    Case(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        lambda w: {"routeTableId": w["table"], "subnetId": w["subnet"]},
        replace={"routeTableId": "rtb-other"},
    ),
    Case(
        "aws:ec2/securityGroup:SecurityGroup",
        lambda w: {
            "name": "web",
            "description": "of a test",
            "vpcId": w["vpc"],
            "ingress": [
                {
                    "protocol": "tcp",
                    "fromPort": 443,
                    "toPort": 443,
                    "cidrBlocks": ["10.0.0.0/8", "0.0.0.0/0"],
                },
                {"protocol": "tcp", "fromPort": 22, "toPort": 22, "self": True, "description": "among us"},
                {"protocol": "tcp", "fromPort": 22, "toPort": 22, "securityGroups": [w["group"]]},
            ],
            "egress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}],
            **TAGS,
        },
        {
            **RETAG,
            "egress": [],
            "ingress": [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["0.0.0.0/0"]}],
        },
        {},
        {"description": "other"},
        {"ingress"},
    ),
    Case(
        "aws:ec2/keyPair:KeyPair",
        lambda w: {"keyName": "someone", "publicKey": KEY, **TAGS},
        RETAG,
        RETAGGED,
        {"publicKey": KEY + "-else"},
        {"publicKey"},
    ),
    Case(
        "aws:ec2/instance:Instance",
        lambda w: {
            "ami": DEBIAN,
            "instanceType": "t3.micro",
            "subnetId": w["subnet"],
            "vpcSecurityGroupIds": [w["group"]],
            "userData": "#!/bin/sh\necho hello\n",
            "rootBlockDevice": {"volumeSize": 20, "volumeType": "gp3", "encrypted": True},
            "metadataOptions": {"httpTokens": "required", "httpEndpoint": "enabled"},
            "associatePublicIpAddress": True,
            **TAGS,
        },
        {
            **RETAG,
            "instanceType": "t3.small",
            "disableApiTermination": False,
            "userData": "#!/bin/sh\necho other\n",
        },
        {**RETAGGED, "instanceType": "update", "userData": "update"},
        {"subnetId": "subnet-other"},
        {"associatePublicIpAddress"},
    ),
    Case(
        "aws:rds/subnetGroup:SubnetGroup",
        lambda w: {"name": "some-subnets", "subnetIds": [w["subnet"], w["subnet2"]], **TAGS},
        {**RETAG, "subnetIds": ["SUBNET2"]},
        {**RETAGGED, "subnetIds[1]": "delete"},
        {"name": "other"},
    ),
    Case(
        "aws:rds/parameterGroup:ParameterGroup",
        lambda w: {
            "name": "some-settings",
            "family": "mysql8.0",
            "parameters": [{"name": "require_secure_transport", "value": "1"}],
            **TAGS,
        },
        {**RETAG, "parameters": [{"name": "require_secure_transport", "value": "0"}]},
        {**RETAGGED, "parameters[0].value": "update"},
        {"family": "mysql5.7"},
    ),
    Case(
        "aws:rds/instance:Instance",
        lambda w: {
            "identifier": "some-database",
            "engine": "mysql",
            "engineVersion": "8.0",
            "instanceClass": "db.t3.small",
            "allocatedStorage": 20,
            "storageEncrypted": True,
            "username": "owner",
            "password": "correct-horse-battery",
            "backupRetentionPeriod": 7,
            "multiAz": True,
            "port": 3306,
            "dbName": "shop",
            "skipFinalSnapshot": True,
            "vpcSecurityGroupIds": [w["group"]],
            "enabledCloudwatchLogsExports": ["error", "slowquery"],
            "copyTagsToSnapshot": True,
            "deletionProtection": False,
            **TAGS,
        },
        {**RETAG, "allocatedStorage": 30, "backupRetentionPeriod": 8, "applyImmediately": True},
        {
            **RETAGGED,
            "allocatedStorage": "update",
            "backupRetentionPeriod": "update",
            "applyImmediately": "update",
        },
        {"dbName": "other"},
        {"password", "skipFinalSnapshot"},
    ),
    Case(
        "aws:s3/bucket:Bucket",
        lambda w: {"bucket": "some-bucket-of-ours", **TAGS},
        RETAG,
        RETAGGED,
        {"bucket": "o-t-h"},
    ),
    Case(
        "aws:s3/bucketVersioning:BucketVersioning",
        lambda w: {"bucket": w["bucket"], "versioningConfiguration": {"status": "Enabled"}},
        {"versioningConfiguration": {"status": "Suspended"}},
        {"versioningConfiguration.status": "update"},
        {"bucket": "other"},
        stays=True,
    ),
    Case(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        lambda w: {
            "bucket": w["bucket"],
            "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}],
        },
        {
            "rules": [
                {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}, "bucketKeyEnabled": True}
            ]
        },
        {
            "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm": "update",
            "rules[0].bucketKeyEnabled": "add",
        },
        {"bucket": "other"},
    ),
    Case(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        lambda w: {"bucket": w["bucket"], "blockPublicAcls": True, "blockPublicPolicy": True},
        {"ignorePublicAcls": True},
        {"ignorePublicAcls": "update"},
        {"bucket": "other"},
    ),
    Case(
        "aws:s3/bucketPolicy:BucketPolicy",
        lambda w: {"bucket": w["bucket"], "policy": POLICY % "one"},
        {"policy": POLICY % "two"},
        {"policy": "update"},
        {"bucket": "other"},
    ),
    Case(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        lambda w: {
            "bucket": w["bucket"],
            "rules": [
                {
                    "id": "old",
                    "status": "Enabled",
                    "filter": {"prefix": "logs/"},
                    "expiration": {"days": 30},
                    "transitions": [{"days": 10, "storageClass": "GLACIER"}],
                },
                {
                    "id": "parts",
                    "status": "Enabled",
                    "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
                    "noncurrentVersionExpiration": {"noncurrentDays": 90},
                },
            ],
        },
        {
            "rules": [
                {"id": "old", "status": "Disabled", "filter": {"prefix": "logs/"}, "expiration": {"days": 40}}
            ]
        },
        {},
        {"bucket": "other"},
    ),
    Case(
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        lambda w: {"bucket": w["bucket"], "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        {"rule": {"objectOwnership": "BucketOwnerPreferred"}},
        {"rule.objectOwnership": "update"},
        {"bucket": "other"},
    ),
    Case(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        lambda w: {
            "name": "some-alarm",
            "comparisonOperator": "GreaterThanThreshold",
            "evaluationPeriods": 2,
            "metricName": "CPUUtilization",
            "namespace": "AWS/EC2",
            "period": 60,
            "statistic": "Average",
            "threshold": 80.5,
            "dimensions": {"InstanceId": "i-1"},
            "alarmActions": ["arn:aws:sns:eu-west-1:123456789012:x"],
            **TAGS,
        },
        {**RETAG, "threshold": 90, "alarmDescription": "hot"},
        {**RETAGGED, "threshold": "update", "alarmDescription": "add"},
        {"name": "other"},
    ),
    Case(
        "aws:sns/topic:Topic",
        lambda w: {"name": "some-topic", **TAGS},
        {**RETAG, "displayName": "x"},
        {**RETAGGED, "displayName": "add"},
        {"name": "other"},
    ),
    *SERVICES,
    *GROUPS,
]


def test_every_type_has_a_case() -> None:
    assert {case.token for case in CASES} == {cls.token for cls in TYPES}


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: case.token.rpartition(":")[2] + "-" + case.token.split("/")[0][4:]
)
def test_a_whole_life(case: Case, make: Any, world: World) -> None:
    life = make(case.token, case.inputs(world))
    schema = life.lifecycle.handler.schema
    assert life.changes() == {}, "a refresh right after the create finds drift"
    missing = {name for name in ("arn", "tagsAll") if name in schema.outputs and not life.state.get(name)}
    assert not missing
    if "tagsAll" in schema.outputs:
        assert life.state["tagsAll"] == {"team": "blue", **TAGS["tags"]}
        assert life.state["tags"] == TAGS["tags"]
    assert {path.split(".")[0] for path in life.import_changes()} <= case.unread, (
        "an import of it would change it"
    )

    change = {
        name: [world["subnet2"]] if value == ["SUBNET2"] else value for name, value in case.change.items()
    }
    if isinstance(network := change.get("vpcConfig"), dict):
        change["vpcConfig"] = {**network, "subnetIds": [world["subnet"], world["subnet2"]]}
    if isinstance(template := change.get("launchTemplate"), dict):
        change["launchTemplate"] = {**template, "id": world["template"]}
    if change.get("routes"):
        change["routes"] = [{**route, "gatewayId": world["gateway"]} for route in change["routes"]]
    if change:
        wanted = {**case.inputs(world), **change}
        planned = life.changes(wanted)
        assert planned
        assert case.changed.items() <= planned.items()
        assert not [path for path, kind in planned.items() if kind.endswith("replace")]
        life.update(wanted)
        assert life.changes() == {}, "a refresh right after the update finds drift"

    for name, value in case.replace.items():
        assert life.changes({**life.inputs, name: value})[name] == "update-replace"

    life.delete()
    assert life.gone is not case.stays
    if not case.stays:
        life.delete()  # once more is success


def test_nothing_existing_is_overwritten(make: Any, world: World) -> None:
    for token in (
        "aws:s3/bucket:Bucket",
        "aws:sns/topic:Topic",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:lb/targetGroup:TargetGroup",
    ):
        (case,) = (case for case in CASES if case.token == token)
        life = make(token, case.inputs(world))
        with pytest.raises(Exception, match="exists already"):
            make(token, case.inputs(world))
        life.delete()
