"""aws:ec2/getAmi:getAmi, the newest (or only) image that fits."""

import re
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tags, tag_dict
from orchestrator.providers.kit.fields import Computed
from orchestrator.providers.kit.resource import ProviderFunction
from orchestrator.providers.kit.trouble import ProviderError


@dataclass(frozen=True, kw_only=True)
class GetAmiFilter:
    """One of EC2's filters."""

    name: str
    values: list[str]


@dataclass(frozen=True, kw_only=True)
class GetAmi(ProviderFunction[Aws]):
    """Looks an image up."""

    token: ClassVar[str] = "aws:ec2/getAmi:getAmi"

    owners: list[str] = field(default_factory=list)
    executable_users: list[str] = field(default_factory=list)
    filters: list[GetAmiFilter] = field(default_factory=list)
    name_regex: str | None = None
    most_recent: bool = False
    include_deprecated: bool = False
    id: Computed[str] = ""
    image_id: Computed[str] = ""
    arn: Computed[str] = ""
    name: Computed[str] = ""
    description: Computed[str] = ""
    owner_id: Computed[str] = ""
    architecture: Computed[str] = ""
    creation_date: Computed[str] = ""
    hypervisor: Computed[str] = ""
    image_location: Computed[str] = ""
    public: Computed[bool] = False
    root_device_name: Computed[str] = ""
    root_device_type: Computed[str] = ""
    state: Computed[str] = ""
    virtualization_type: Computed[str] = ""
    tags: Computed[Tags] = field(default_factory=dict)

    def call(self, client: Aws) -> Self:
        images = self._images(client)
        if not images:
            raise ProviderError(
                "no image fits the filters of getAmi", hint="check owners, name pattern and region"
            )
        if len(images) > 1 and not self.most_recent:
            raise ProviderError(
                f"{len(images)} images fit the filters of getAmi", hint="set mostRecent, or filter more"
            )
        image = max(images, key=lambda found: str(found.get("CreationDate", "")))
        id = image["ImageId"]
        return replace(
            self,
            id=id,
            image_id=id,
            arn=f"arn:{client.partition}:ec2:{client.region}::image/{id}",
            name=image.get("Name", ""),
            description=image.get("Description", ""),
            owner_id=image.get("OwnerId", ""),
            architecture=image.get("Architecture", ""),
            creation_date=image.get("CreationDate", ""),
            hypervisor=image.get("Hypervisor", ""),
            image_location=image.get("ImageLocation", ""),
            public=image.get("Public", False),
            root_device_name=image.get("RootDeviceName", ""),
            root_device_type=image.get("RootDeviceType", ""),
            state=image.get("State", ""),
            virtualization_type=image.get("VirtualizationType", ""),
            tags=tag_dict(image.get("Tags")),
        )

    def _images(self, client: Aws) -> list[dict[str, Any]]:
        arguments: dict[str, Any] = {
            "Owners": self.owners,
            "ExecutableUsers": self.executable_users,
            "Filters": [{"Name": f.name, "Values": f.values} for f in self.filters if f.name != _ROOT_TYPE],
        }
        given = {name: value for name, value in arguments.items() if value}
        if self.include_deprecated:
            given["IncludeDeprecated"] = True
        pattern = re.compile(self.name_regex or "")
        types = [value for f in self.filters if f.name == _ROOT_TYPE for value in f.values]
        return [
            image
            for image in client.ec2.describe_images(**given)["Images"]
            if pattern.search(image.get("Name", "")) and (not types or image.get("RootDeviceType") in types)
        ]


# Emulators know most filters but not this one; it is as good here.
_ROOT_TYPE = "root-device-type"
