"""The EC2 calls behind an instance: launching it, waiting for it, changing it while it stands still."""

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import is_gone
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import wait_until

if TYPE_CHECKING:
    from orchestrator.providers.aws.instance import Instance, InstanceMetadataOptions, InstanceRootBlockDevice

_MINUTES = 60.0


@dataclass(frozen=True)
class UserData:
    """Both spellings of the user data; the text is None when it is no text."""

    text: str | None
    base64: str | None


def launch(aws: Aws, wanted: "Instance") -> dict[str, Any]:
    """The arguments of RunInstances."""
    arguments: dict[str, Any] = {
        "ImageId": wanted.ami,
        "InstanceType": wanted.instance_type,
        "DisableApiTermination": wanted.disable_api_termination,
        "Monitoring": {"Enabled": wanted.monitoring},
        **_network(wanted),
    }
    if data := wanted.user_data_bytes():
        # botocore encodes it once more.
        arguments["UserData"] = data if wanted.user_data_base64 else data.decode()
    if wanted.key_name:
        arguments["KeyName"] = wanted.key_name
    if wanted.availability_zone:
        arguments["Placement"] = {"AvailabilityZone": wanted.availability_zone}
    if wanted.iam_instance_profile:
        arguments["IamInstanceProfile"] = {"Name": wanted.iam_instance_profile}
    if wanted.metadata_options:
        arguments["MetadataOptions"] = _metadata(wanted.metadata_options)
    if wanted.root_block_device:
        image = aws.ec2.describe_images(ImageIds=[wanted.ami])["Images"][0]
        disk = {"DeviceName": image["RootDeviceName"], "Ebs": _disk(wanted.root_block_device)}
        arguments["BlockDeviceMappings"] = [disk]
    return arguments


def _network(wanted: "Instance") -> dict[str, Any]:
    place = {"SubnetId": wanted.subnet_id, "PrivateIpAddress": wanted.private_ip}
    groups = wanted.vpc_security_group_ids
    if wanted.associate_public_ip_address is None:
        place["SecurityGroupIds"] = groups or None  # type: ignore[assignment]  # a list among texts
        return {key: value for key, value in place.items() if value}
    # Only an interface of its own can be told whether it gets a public address.
    interface: dict[str, Any] = {key: value for key, value in place.items() if value}
    interface |= {"DeviceIndex": 0, "AssociatePublicIpAddress": wanted.associate_public_ip_address}
    return {"NetworkInterfaces": [interface | ({"Groups": groups} if groups else {})]}


def _disk(disk: "InstanceRootBlockDevice") -> dict[str, Any]:
    names = {
        "VolumeSize": disk.volume_size,
        "VolumeType": disk.volume_type,
        "Iops": disk.iops,
        "Throughput": disk.throughput,
        "Encrypted": disk.encrypted,
        "KmsKeyId": disk.kms_key_id,
        "DeleteOnTermination": disk.delete_on_termination,
    }
    return {name: value for name, value in names.items() if value is not None}


def _metadata(options: "InstanceMetadataOptions") -> dict[str, Any]:
    names = {
        "HttpEndpoint": options.http_endpoint,
        "HttpTokens": options.http_tokens,
        "HttpPutResponseHopLimit": options.http_put_response_hop_limit,
        "InstanceMetadataTags": options.instance_metadata_tags,
    }
    return {name: value for name, value in names.items() if value is not None}


def describe(aws: Aws, id: str) -> dict[str, Any] | None:
    """The instance; EC2 shows a terminated one for another hour: that is none."""
    reservations = aws.ec2.describe_instances(InstanceIds=[id])["Reservations"]
    found = next((i for r in reservations for i in r["Instances"]), None)
    return None if found is None or found["State"]["Name"] in ("terminated", "shutting-down") else dict(found)


def user_data(aws: Aws, id: str) -> UserData:
    """What the machine was told."""
    attribute = aws.ec2.describe_instance_attribute(InstanceId=id, Attribute="userData")
    encoded = attribute.get("UserData", {}).get("Value")
    if not encoded:
        return UserData(None, None)
    try:
        return UserData(base64.b64decode(encoded).decode(), encoded)
    except UnicodeDecodeError:
        return UserData(None, encoded)


def root_volume(aws: Aws, found: dict[str, Any]) -> dict[str, Any] | None:
    """The first disk of an instance."""
    for mapping in found.get("BlockDeviceMappings", []):
        if mapping["DeviceName"] == found.get("RootDeviceName"):
            volumes = aws.ec2.describe_volumes(
                Filters=[{"Name": "volume-id", "Values": [mapping["Ebs"]["VolumeId"]]}]
            )["Volumes"]
            kept = {"DeleteOnTermination": mapping["Ebs"].get("DeleteOnTermination", True)}
            return {**volumes[0], **kept} if volumes else None
    return None


def wait_until_up(aws: Aws, id: str) -> None:
    """Until it runs (or stands still because somebody wants it so)."""

    def poll() -> bool | None:
        reservations = aws.ec2.describe_instances(InstanceIds=[id])["Reservations"]
        instance = reservations[0]["Instances"][0]
        state = instance["State"]["Name"]
        if state in ("terminated", "shutting-down"):
            reason = instance.get("StateReason", {}).get("Message", "no reason given")
            raise ProviderError(f"{id} ended while starting: {reason}")
        return True if state in ("running", "stopped") else None

    _settling(aws, poll, f"{id} to run")


def wait_until_terminated(aws: Aws, id: str) -> None:
    """Until its disk and addresses are free."""

    def poll() -> bool | None:
        reservations = aws.ec2.describe_instances(InstanceIds=[id])["Reservations"]
        states = [i["State"]["Name"] for r in reservations for i in r["Instances"]]
        return True if all(state == "terminated" for state in states) else None

    _settling(aws, poll, f"the end of {id}")


def _settling(aws: Aws, poll: Any, what: str) -> None:
    def patient() -> bool | None:
        try:
            return bool(poll()) or None
        except Exception as error:
            # For some seconds EC2 may deny that a new instance exists.
            if is_gone(error):
                return True if what.startswith("the end") else None
            raise

    wait_until(patient, what, timeout=15 * _MINUTES, cancelled=aws.cancelled, interval=1.0)


def change(aws: Aws, id: str, old: "Instance", new: "Instance") -> None:
    """Bring it from old to new; only what changed is called."""
    if new.vpc_security_group_ids and set(new.vpc_security_group_ids) != set(old.vpc_security_group_ids):
        aws.ec2.modify_instance_attribute(InstanceId=id, Groups=new.vpc_security_group_ids)
    if new.disable_api_termination != old.disable_api_termination:
        flag = {"Value": new.disable_api_termination}
        aws.ec2.modify_instance_attribute(InstanceId=id, DisableApiTermination=flag)
    if new.monitoring != old.monitoring:
        call = aws.ec2.monitor_instances if new.monitoring else aws.ec2.unmonitor_instances
        call(InstanceIds=[id])
    if new.metadata_options and new.metadata_options != old.metadata_options:
        aws.ec2.modify_instance_metadata_options(InstanceId=id, **_metadata(new.metadata_options))
    if new.iam_instance_profile != old.iam_instance_profile:
        _change_profile(aws, id, new.iam_instance_profile)
    _change_disk(aws, id, old, new)
    _change_standing(aws, id, old, new)


def _change_standing(aws: Aws, id: str, old: "Instance", new: "Instance") -> None:
    """What can only change while the machine stands still."""
    new_type = new.instance_type if new.instance_type and new.instance_type != old.instance_type else None
    given = new.user_data is not None or new.user_data_base64 is not None
    new_data = new.user_data_bytes() if given and new.user_data_bytes() != old.user_data_bytes() else None
    if new_type is None and new_data is None:
        return
    aws.ec2.stop_instances(InstanceIds=[id])
    aws.ec2.get_waiter("instance_stopped").wait(InstanceIds=[id])
    if new_type is not None:
        aws.ec2.modify_instance_attribute(InstanceId=id, InstanceType={"Value": new_type})
    if new_data is not None:
        encoded = base64.b64encode(new_data).decode()
        aws.ec2.modify_instance_attribute(InstanceId=id, Attribute="userData", Value=encoded)
    aws.ec2.start_instances(InstanceIds=[id])


def _change_profile(aws: Aws, id: str, profile: str | None) -> None:
    filters = [{"Name": "instance-id", "Values": [id]}]
    found = aws.ec2.describe_iam_instance_profile_associations(Filters=filters)[
        "IamInstanceProfileAssociations"
    ]
    current = next((a["AssociationId"] for a in found if a["State"] in ("associated", "associating")), None)
    if profile is None:
        if current:
            aws.ec2.disassociate_iam_instance_profile(AssociationId=current)
    elif current:
        aws.ec2.replace_iam_instance_profile_association(
            AssociationId=current, IamInstanceProfile={"Name": profile}
        )
    else:
        aws.ec2.associate_iam_instance_profile(InstanceId=id, IamInstanceProfile={"Name": profile})


def _change_disk(aws: Aws, id: str, old: "Instance", new: "Instance") -> None:
    wanted, before = new.root_block_device, old.root_block_device
    if wanted is None:
        return
    pairs = {
        "Size": (wanted.volume_size, before and before.volume_size),
        "VolumeType": (wanted.volume_type, before and before.volume_type),
        "Iops": (wanted.iops, before and before.iops),
        "Throughput": (wanted.throughput, before and before.throughput),
    }
    moved = {name: value for name, (value, was) in pairs.items() if value is not None and value != was}
    found = describe(aws, id) if moved else None
    root = root_volume(aws, found) if found else None
    if root:
        aws.ec2.modify_volume(VolumeId=root["VolumeId"], **moved)
