"""Our AWS types against the official package: tokens, names, types and required flags, nested objects too."""

from typing import Any

import pytest

from orchestrator.providers.aws import PROVIDER
from orchestrator.providers.kit.document import nested_token
from orchestrator.providers.kit.schema import ListOf, MapOf, ObjectOf, Property, Scalar, Schema, Type

FILES = {
    "aws:ec2/vpc:Vpc": "ec2/vpc.py",
    "aws:ec2/subnet:Subnet": "ec2/subnet.py",
    "aws:ec2/internetGateway:InternetGateway": "ec2/internet_gateway.py",
    "aws:ec2/routeTable:RouteTable": "ec2/route_table.py",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "ec2/route_table_association.py",
    "aws:ec2/securityGroup:SecurityGroup": "ec2/security_group.py",
    "aws:ec2/keyPair:KeyPair": "ec2/key_pair.py",
    "aws:ec2/instance:Instance": "ec2/instance.py",
    "aws:rds/subnetGroup:SubnetGroup": "rds/subnet_group.py",
    "aws:rds/parameterGroup:ParameterGroup": "rds/parameter_group.py",
    "aws:rds/instance:Instance": "rds/instance.py",
    "aws:s3/bucket:Bucket": "s3/bucket.py",
    "aws:s3/bucketVersioning:BucketVersioning": "s3/bucket_versioning.py",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        "s3/bucket_server_side_encryption_configuration.py"
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "s3/bucket_public_access_block.py",
    "aws:s3/bucketPolicy:BucketPolicy": "s3/bucket_policy.py",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (
        "s3/bucket_lifecycle_configuration.py"
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "s3/bucket_ownership_controls.py",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "cloudwatch/metric_alarm.py",
    "aws:sns/topic:Topic": "sns/topic.py",
    "aws:ebs/volume:Volume": "ebs/volume.py",
    "aws:ec2/volumeAttachment:VolumeAttachment": "ec2/volume_attachment.py",
    "aws:secretsmanager/secret:Secret": "secretsmanager/secret.py",
    "aws:secretsmanager/secretVersion:SecretVersion": "secretsmanager/secret_version.py",
    "aws:route53/zone:Zone": "route53/zone.py",
    "aws:route53/record:Record": "route53/record.py",
    "aws:sqs/queue:Queue": "sqs/queue.py",
    "aws:sqs/queuePolicy:QueuePolicy": "sqs/queue_policy.py",
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "sqs/redrive_allow_policy.py",
    "aws:lb/loadBalancer:LoadBalancer": "lb/load_balancer.py",
    "aws:lb/targetGroup:TargetGroup": "lb/target_group.py",
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": "lb/target_group_attachment.py",
    "aws:lb/listener:Listener": "lb/listener.py",
    "aws:ec2/launchTemplate:LaunchTemplate": "ec2/launch_template.py",
    "aws:autoscaling/group:Group": "autoscaling/group.py",
    "aws:autoscaling/policy:Policy": "autoscaling/policy.py",
    "aws:autoscaling/attachment:Attachment": "autoscaling/attachment.py",
    "aws:eks/cluster:Cluster": "eks/cluster.py",
    "aws:eks/nodeGroup:NodeGroup": "eks/node_group.py",
    "aws:elasticache/subnetGroup:SubnetGroup": "elasticache/subnet_group.py",
    "aws:elasticache/replicationGroup:ReplicationGroup": "elasticache/replication_group.py",
    "aws:iam/role:Role": "iam/role.py",
    "aws:iam/rolePolicy:RolePolicy": "iam/role_policy.py",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "iam/role_policy_attachment.py",
    "aws:iam/instanceProfile:InstanceProfile": "iam/instance_profile.py",
}
INIT = {"BucketVersioning", "BucketServerSideEncryptionConfiguration"}
SCHEMAS = {handler.schema.token: handler.schema for handler in PROVIDER.resources}
SCALARS = {"string": {"str"}, "integer": {"int"}, "boolean": {"bool"}, "number": {"float"}}


def test_every_type_is_compared() -> None:
    assert set(SCHEMAS) == set(FILES)


@pytest.mark.parametrize("token", FILES)
def test_the_token_is_official(contract: Any, token: str) -> None:
    assert contract.token_of("pulumi_aws", FILES[token]) == token


@pytest.mark.parametrize("token", FILES)
def test_inputs_and_outputs_are_official(contract: Any, token: str) -> None:
    name, file = token.rpartition(":")[2], FILES[token]
    # The generator says InitArgs where Args would be the name of a nested object.
    arguments = f"{name}InitArgs" if name in INIT else f"{name}Args"
    official = contract.inputs_of("pulumi_aws", file, arguments)
    schema = SCHEMAS[token]
    assert list(compare(contract, schema, schema.inputs, official, file.partition("/")[0])) == []
    assert set(schema.outputs) - contract.outputs_of("pulumi_aws", file, name) == set()


def compare(contract: Any, schema: Schema, ours: Any, official: Any, module: str, at: str = "") -> Any:
    """Every difference, as text."""
    for name, prop in ours.items():
        if name not in official:
            yield f"{at}{name}: not an official input"
            continue
        yield from compare_type(contract, schema, prop, official[name].type, module, f"{at}{name}")
        if prop.required != official[name].required:
            yield f"{at}{name}: required is {prop.required}, officially {official[name].required}"
    for name, given in official.items():
        if given.required and name not in ours:
            yield f"{at}{name}: required officially, and not here"


def compare_type(contract: Any, schema: Schema, prop: Property, official: str, module: str, at: str) -> Any:
    kind: Type = prop.type
    text = official
    for wrapper in ("Sequence", "Mapping"):
        if text.startswith(f"{wrapper}["):
            text = text.removeprefix(f"{wrapper}[").removesuffix("]").removeprefix("str, ")
            if isinstance(kind, (ListOf, MapOf)) and isinstance(kind, ListOf) == (wrapper == "Sequence"):
                kind = kind.item
            else:
                yield f"{at}: {kind} but officially {official}"
                return
    match kind:
        case Scalar():
            allowed = set(text.removeprefix("Union[").removesuffix("]").split(", "))
            if not SCALARS[kind.kind] & allowed:
                yield f"{at}: {kind.kind} but officially {official}"
        case ObjectOf():
            cls = nested_token(schema.token, kind.name).rpartition(":")[2] + "Args"
            if text != cls:
                yield f"{at}: {cls} but officially {text}"
                return
            nested = contract.inputs_of("pulumi_aws", f"{module}/_inputs.py", cls)
            yield from compare(contract, schema, kind.properties, nested, module, f"{at}.")
        case _:
            yield f"{at}: {kind} but officially {official}"


def test_the_comparison_can_fail(contract: Any) -> None:
    schema = SCHEMAS["aws:ec2/instance:Instance"]
    official = contract.inputs_of("pulumi_aws", "ec2/instance.py", "InstanceArgs")
    wrong = {
        "amy": Property(type=Scalar("string")),
        "ami": Property(type=Scalar("integer")),
        "tags": Property(type=ListOf(Scalar("string"))),
        "keyName": Property(type=Scalar("string"), required=True),
    }
    assert len(list(compare(contract, schema, wrong, official, "ec2"))) == 4
    with pytest.raises(LookupError):
        contract.inputs_of("pulumi_aws", "ec2/instance.py", "NothingArgs")


def test_the_function_is_official(contract: Any) -> None:
    (function,) = PROVIDER.functions
    text = contract.resource_file("pulumi_aws", "ec2/get_ami.py").read_text()
    assert f"'{function.token}'" in text
    for name in function.inputs:
        assert f"__args__['{name}'] = " in text
    outputs = contract.outputs_of("pulumi_aws", "ec2/get_ami.py", "GetAmiResult")
    assert set(function.outputs) <= outputs
