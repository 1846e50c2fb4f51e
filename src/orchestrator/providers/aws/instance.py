"""aws:ec2/instance:Instance, a virtual machine."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Self

from orchestrator.providers.aws import instance_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tagged, born_with, own_tags, owned, retag, tag_dict
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import (
    CloudChosen,
    Computed,
    DerivedFrom,
    Immutable,
    Unordered,
    Volatile,
    WriteOnly,
)
from orchestrator.providers.kit.wire import UNREAD


@dataclass(frozen=True, kw_only=True)
class InstanceRootBlockDevice:
    """The first disk."""

    volume_size: CloudChosen[int | None] = None
    volume_type: CloudChosen[str | None] = None
    iops: CloudChosen[int | None] = None
    throughput: CloudChosen[int | None] = None
    encrypted: Immutable[CloudChosen[bool | None]] = None
    kms_key_id: Immutable[CloudChosen[str | None]] = None
    delete_on_termination: Immutable[bool] = True


@dataclass(frozen=True, kw_only=True)
class InstanceMetadataOptions:
    """How the machine may ask about itself."""

    http_endpoint: CloudChosen[str | None] = None
    http_tokens: CloudChosen[str | None] = None
    http_put_response_hop_limit: CloudChosen[int | None] = None
    instance_metadata_tags: CloudChosen[str | None] = None


@dataclass(frozen=True, kw_only=True)
class Instance(Tagged):
    """A virtual machine. Its type and user data change in place, by a stop and a start."""

    token: ClassVar[str] = "aws:ec2/instance:Instance"

    ami: Immutable[CloudChosen[str | None]] = None
    instance_type: CloudChosen[str | None] = None
    availability_zone: Immutable[CloudChosen[str | None]] = None
    subnet_id: Immutable[CloudChosen[str | None]] = None
    private_ip: Immutable[CloudChosen[str | None]] = None
    associate_public_ip_address: Immutable[CloudChosen[bool | None]] = None
    vpc_security_group_ids: CloudChosen[Unordered[list[str]]] = field(default_factory=list)
    key_name: Immutable[CloudChosen[str | None]] = None
    iam_instance_profile: str | None = None
    user_data: Annotated[CloudChosen[str | None], DerivedFrom(("user_data_base64",))] = None
    user_data_base64: Annotated[CloudChosen[str | None], DerivedFrom(("user_data",))] = None
    user_data_replace_on_change: WriteOnly[bool] = False
    root_block_device: CloudChosen[InstanceRootBlockDevice | None] = None
    metadata_options: CloudChosen[InstanceMetadataOptions | None] = None
    monitoring: bool = False
    source_dest_check: bool = True
    disable_api_termination: bool = False
    arn: Computed[str] = ""
    instance_state: Volatile[str] = ""
    primary_network_interface_id: Computed[str | None] = None
    private_dns: Computed[str | None] = None
    public_dns: Volatile[str | None] = None
    public_ip: Volatile[str | None] = None

    def check(self) -> Iterable[Fault]:
        if self.user_data and self.user_data_base64:
            yield Fault(("userData",), "give only one of 'userData' and 'userDataBase64'")
        if not self.ami:
            yield Fault(("ami",), "'ami' is needed: launch templates are not among the built-in features")
        if not self.instance_type:
            yield Fault(("instanceType",), "'instanceType' is needed")

    def replaces(self, old: Self) -> Iterable[str]:
        if self.user_data_replace_on_change:
            yield from ("user_data", "user_data_base64")

    def user_data_bytes(self) -> bytes:
        """What the machine is told at its first start."""
        return (
            base64.b64decode(self.user_data_base64)
            if self.user_data_base64
            else (self.user_data or "").encode()
        )

    def create(self, client: Aws) -> str:
        tags = born_with(client, "instance", self.tags)
        made = client.ec2.run_instances(
            MinCount=1, MaxCount=1, TagSpecifications=tags, **instance_calls.launch(client, self)
        )
        return str(made["Instances"][0]["InstanceId"])

    def settle(self, client: Aws, id: str) -> None:
        instance_calls.wait_until_up(client, id)
        client.ec2.modify_instance_attribute(InstanceId=id, SourceDestCheck={"Value": self.source_dest_check})

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        found = instance_calls.describe(client, id)
        if found is None:
            return None
        tags = tag_dict(found.get("Tags"))
        data = instance_calls.user_data(client, id)
        protection = client.ec2.describe_instance_attribute(InstanceId=id, Attribute="disableApiTermination")
        interface: dict[str, Any] = next(iter(found.get("NetworkInterfaces", [])), {})
        # The same on AWS; moto tells only one of them when an interface was given at launch.
        groups = found.get("SecurityGroups") or interface.get("Groups", [])
        profile = found.get("IamInstanceProfile", {}).get("Arn", "").rpartition("/")[2]
        return cls(
            ami=found["ImageId"],
            instance_type=found["InstanceType"],
            availability_zone=found["Placement"]["AvailabilityZone"],
            subnet_id=found.get("SubnetId"),
            private_ip=found.get("PrivateIpAddress"),
            associate_public_ip_address=UNREAD,  # the address goes and comes with stops and starts
            vpc_security_group_ids=[group["GroupId"] for group in groups],
            key_name=found.get("KeyName"),
            iam_instance_profile=profile or None,
            user_data=data.text,
            user_data_base64=data.base64,
            root_block_device=_root_block_device(client, found),
            metadata_options=_metadata_options(found.get("MetadataOptions", {})),
            monitoring=found["Monitoring"]["State"] in ("enabled", "pending"),
            source_dest_check=found.get("SourceDestCheck", True),
            disable_api_termination=protection["DisableApiTermination"]["Value"],
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=f"arn:{client.partition}:ec2:{client.region}:{client.account}:instance/{id}",
            instance_state=found["State"]["Name"],
            primary_network_interface_id=interface.get("NetworkInterfaceId"),
            private_dns=found.get("PrivateDnsName"),
            public_dns=found.get("PublicDnsName"),
            public_ip=found.get("PublicIpAddress"),
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        instance_calls.change(client, id, old, self)
        retag(client, id, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        client.ec2.terminate_instances(InstanceIds=[id])
        instance_calls.wait_until_terminated(client, id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        def instances(filters: list[dict[str, Any]]) -> list[str]:
            states = {
                "Name": "instance-state-name",
                "Values": ["pending", "running", "stopping", "stopped"],
            }
            pages = client.ec2.describe_instances(Filters=[*filters, states])["Reservations"]
            return [instance["InstanceId"] for page in pages for instance in page["Instances"]]

        return owned(self.tags, known, instances)


def _root_block_device(aws: Aws, found: dict[str, Any]) -> InstanceRootBlockDevice | None:
    root = instance_calls.root_volume(aws, found)
    if root is None:
        return None
    return InstanceRootBlockDevice(
        volume_size=root["Size"],
        volume_type=root["VolumeType"],
        iops=root.get("Iops"),
        throughput=root.get("Throughput"),
        encrypted=root["Encrypted"],
        kms_key_id=root.get("KmsKeyId") or None,
        delete_on_termination=root["DeleteOnTermination"],
    )


def _metadata_options(options: dict[str, Any]) -> InstanceMetadataOptions:
    return InstanceMetadataOptions(
        http_endpoint=options.get("HttpEndpoint"),
        http_tokens=options.get("HttpTokens"),
        http_put_response_hop_limit=options.get("HttpPutResponseHopLimit"),
        instance_metadata_tags=options.get("InstanceMetadataTags"),
    )
