"""aws:ec2/launchTemplate:LaunchTemplate, what each machine of a group is made from, version by version."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws import template_data
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tagged, born_with, own_tags, owned, retag, tag_dict
from orchestrator.providers.aws.template_data import (
    LaunchTemplateBlockDeviceMapping,
    LaunchTemplateIamInstanceProfile,
    LaunchTemplateMetadataOptions,
    LaunchTemplateNetworkInterface,
    LaunchTemplateTagSpecification,
)
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered, Volatile, WriteOnly


@dataclass(frozen=True, kw_only=True)
class LaunchTemplate(Tagged):
    """What machines are made from. A change makes a new version beside the old ones."""

    token: ClassVar[str] = "aws:ec2/launchTemplate:LaunchTemplate"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=128)

    name: Immutable[CloudChosen[str | None]] = None
    image_id: str | None = None
    instance_type: str | None = None
    key_name: str | None = None
    user_data: str | None = None
    vpc_security_group_ids: Unordered[list[str]] = field(default_factory=list)
    network_interfaces: list[LaunchTemplateNetworkInterface] = field(default_factory=list)
    block_device_mappings: list[LaunchTemplateBlockDeviceMapping] = field(default_factory=list)
    metadata_options: CloudChosen[LaunchTemplateMetadataOptions | None] = None
    iam_instance_profile: LaunchTemplateIamInstanceProfile | None = None
    tag_specifications: Unordered[list[LaunchTemplateTagSpecification]] = field(default_factory=list)
    update_default_version: WriteOnly[bool | None] = None
    arn: Computed[str] = ""
    latest_version: Volatile[int] = 0

    def create(self, client: Aws) -> str:
        made = client.ec2.create_launch_template(
            LaunchTemplateName=self.name,
            LaunchTemplateData=template_data.told(self),
            TagSpecifications=born_with(client, "launch-template", self.tags),
        )
        return str(made["LaunchTemplate"]["LaunchTemplateId"])

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        found = client.ec2.describe_launch_templates(LaunchTemplateIds=[id])["LaunchTemplates"]
        if not found:
            return None
        told = client.ec2.describe_launch_template_versions(LaunchTemplateId=id, Versions=["$Latest"])
        tags = tag_dict(found[0].get("Tags"))
        return cls(
            name=found[0]["LaunchTemplateName"],
            **template_data.fields(told["LaunchTemplateVersions"][0]["LaunchTemplateData"]),
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=f"arn:{client.partition}:ec2:{client.region}:{client.account}:launch-template/{id}",
            latest_version=found[0]["LatestVersionNumber"],
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        wanted = template_data.told(self)
        if wanted != template_data.told(old):
            made = client.ec2.create_launch_template_version(LaunchTemplateId=id, LaunchTemplateData=wanted)
            if self.update_default_version:
                newest = str(made["LaunchTemplateVersion"]["VersionNumber"])
                client.ec2.modify_launch_template(LaunchTemplateId=id, DefaultVersion=newest)
        retag(client, id, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        client.ec2.delete_launch_template(LaunchTemplateId=id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        def templates(filters: list[dict[str, Any]]) -> list[str]:
            found = client.ec2.describe_launch_templates(Filters=filters)["LaunchTemplates"]
            return [template["LaunchTemplateId"] for template in found]

        return owned(self.tags, known, templates)
