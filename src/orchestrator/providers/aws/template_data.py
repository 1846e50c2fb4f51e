"""What a launch template holds, as EC2 has it and as the properties have it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orchestrator.providers.aws.tags import tag_dict, tag_list
from orchestrator.providers.kit.fields import CloudChosen, Unordered

if TYPE_CHECKING:
    from orchestrator.providers.aws.launch_template import LaunchTemplate


@dataclass(frozen=True, kw_only=True)
class LaunchTemplateBlockDeviceMappingEbs:
    """A disk. The official package writes truth values as text."""

    delete_on_termination: str | None = None
    encrypted: str | None = None
    iops: CloudChosen[int | None] = None
    throughput: CloudChosen[int | None] = None
    volume_size: CloudChosen[int | None] = None
    volume_type: CloudChosen[str | None] = None


@dataclass(frozen=True, kw_only=True)
class LaunchTemplateBlockDeviceMapping:
    """A disk and where the machine sees it."""

    device_name: str | None = None
    ebs: LaunchTemplateBlockDeviceMappingEbs | None = None


@dataclass(frozen=True, kw_only=True)
class LaunchTemplateMetadataOptions:
    """How a machine may ask who it is."""

    http_endpoint: CloudChosen[str | None] = None
    http_tokens: CloudChosen[str | None] = None
    http_put_response_hop_limit: CloudChosen[int | None] = None
    instance_metadata_tags: CloudChosen[str | None] = None


@dataclass(frozen=True, kw_only=True)
class LaunchTemplateNetworkInterface:
    """How a machine stands in its network."""

    associate_public_ip_address: str | None = None
    delete_on_termination: str | None = None
    device_index: int | None = None
    security_groups: Unordered[list[str]] = field(default_factory=list)
    subnet_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class LaunchTemplateIamInstanceProfile:
    """What a machine may do in AWS."""

    arn: str | None = None
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class LaunchTemplateTagSpecification:
    """Tags of what a launch makes."""

    resource_type: str | None = None
    tags: dict[str, str] = field(default_factory=dict)


def told(template: "LaunchTemplate") -> dict[str, Any]:
    """LaunchTemplateData as EC2 takes it."""
    return _given(
        {
            "ImageId": template.image_id,
            "InstanceType": template.instance_type,
            "KeyName": template.key_name,
            "UserData": template.user_data,
            "SecurityGroupIds": template.vpc_security_group_ids or None,
            "NetworkInterfaces": [_interface(nic) for nic in template.network_interfaces] or None,
            "BlockDeviceMappings": [_disk(disk) for disk in template.block_device_mappings] or None,
            "MetadataOptions": _metadata(template.metadata_options),
            "IamInstanceProfile": _profile(template.iam_instance_profile),
            "TagSpecifications": [
                {"ResourceType": one.resource_type, "Tags": tag_list(one.tags)}
                for one in template.tag_specifications
            ]
            or None,
        }
    )


def _interface(nic: LaunchTemplateNetworkInterface) -> dict[str, Any]:
    return _given(
        {
            "AssociatePublicIpAddress": _flag(nic.associate_public_ip_address),
            "DeleteOnTermination": _flag(nic.delete_on_termination),
            # The first one, which EC2 wants to be told.
            "DeviceIndex": nic.device_index or 0,
            "Groups": nic.security_groups or None,
            "SubnetId": nic.subnet_id,
        }
    )


def _disk(disk: LaunchTemplateBlockDeviceMapping) -> dict[str, Any]:
    ebs = disk.ebs
    inside = ebs and _given(
        {
            "DeleteOnTermination": _flag(ebs.delete_on_termination),
            "Encrypted": _flag(ebs.encrypted),
            "Iops": ebs.iops,
            "Throughput": ebs.throughput,
            "VolumeSize": ebs.volume_size,
            "VolumeType": ebs.volume_type,
        }
    )
    return _given({"DeviceName": disk.device_name, "Ebs": inside})


def _metadata(options: LaunchTemplateMetadataOptions | None) -> dict[str, Any] | None:
    if options is None:
        return None
    return _given(
        {
            "HttpEndpoint": options.http_endpoint,
            "HttpTokens": options.http_tokens,
            "HttpPutResponseHopLimit": options.http_put_response_hop_limit,
            "InstanceMetadataTags": options.instance_metadata_tags,
        }
    )


def _profile(profile: LaunchTemplateIamInstanceProfile | None) -> dict[str, Any] | None:
    return _given({"Arn": profile.arn, "Name": profile.name}) if profile else None


def fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """The properties, by field, that LaunchTemplateData means."""
    options, profile = data.get("MetadataOptions"), data.get("IamInstanceProfile")
    return {
        "image_id": data.get("ImageId"),
        "instance_type": data.get("InstanceType"),
        "key_name": data.get("KeyName"),
        "user_data": data.get("UserData"),
        "vpc_security_group_ids": data.get("SecurityGroupIds", []),
        "network_interfaces": [_read_interface(nic) for nic in data.get("NetworkInterfaces", [])],
        "block_device_mappings": [_read_disk(disk) for disk in data.get("BlockDeviceMappings", [])],
        "metadata_options": options and _read_metadata(options),
        "iam_instance_profile": profile
        and LaunchTemplateIamInstanceProfile(arn=profile.get("Arn"), name=profile.get("Name")),
        "tag_specifications": [
            LaunchTemplateTagSpecification(resource_type=one["ResourceType"], tags=tag_dict(one["Tags"]))
            for one in data.get("TagSpecifications", [])
        ],
    }


def _read_interface(nic: Mapping[str, Any]) -> LaunchTemplateNetworkInterface:
    return LaunchTemplateNetworkInterface(
        associate_public_ip_address=_text(nic.get("AssociatePublicIpAddress")),
        delete_on_termination=_text(nic.get("DeleteOnTermination")),
        device_index=nic.get("DeviceIndex") or None,
        security_groups=nic.get("Groups", []),
        subnet_id=nic.get("SubnetId"),
    )


def _read_disk(disk: Mapping[str, Any]) -> LaunchTemplateBlockDeviceMapping:
    ebs = disk.get("Ebs")
    return LaunchTemplateBlockDeviceMapping(
        device_name=disk.get("DeviceName"),
        ebs=ebs
        and LaunchTemplateBlockDeviceMappingEbs(
            delete_on_termination=_text(ebs.get("DeleteOnTermination")),
            encrypted=_text(ebs.get("Encrypted")),
            iops=ebs.get("Iops"),
            throughput=ebs.get("Throughput"),
            volume_size=ebs.get("VolumeSize"),
            volume_type=ebs.get("VolumeType"),
        ),
    )


def _read_metadata(options: Mapping[str, Any]) -> LaunchTemplateMetadataOptions:
    return LaunchTemplateMetadataOptions(
        http_endpoint=options.get("HttpEndpoint"),
        http_tokens=options.get("HttpTokens"),
        http_put_response_hop_limit=options.get("HttpPutResponseHopLimit"),
        instance_metadata_tags=options.get("InstanceMetadataTags"),
    )


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _flag(text: str | None) -> bool | None:
    return None if not text else text == "true"


def _text(flag: bool | None) -> str | None:
    return None if flag is None else str(flag).lower()
