"""Tags: given at birth, kept in step, read back without those that the provider adds everywhere."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeAlias

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.adoption import ownership
from orchestrator.providers.kit.fields import Computed, DerivedFrom
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.wire import UNKNOWN, Marker, Path, Props

Tags: TypeAlias = dict[str, str]
TagsAll = Annotated[Computed[Tags | None], DerivedFrom(("tags",))]
TagList: TypeAlias = list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class Tagged(ProviderResource[Aws]):
    """A resource type with tags."""

    tags: Tags = field(default_factory=dict)
    tags_all: TagsAll = None

    def predict(self, client: Aws) -> Props:
        return {"tagsAll": UNKNOWN if isinstance(self.tags, Marker) else every_tag(client, self.tags)}

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        # Reading cannot tell a tag of the user's own from an equal default tag.
        return path == ("tags",) and every_tag(client, old) == every_tag(client, new)


def every_tag(aws: Aws, tags: Mapping[str, str] | None) -> Tags:
    """The tags of a resource with the provider's default tags."""
    return {**aws.default_tags, **(tags or {})}


def tag_list(tags: Mapping[str, str]) -> TagList:
    """As AWS wants them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tag_dict(tags: Iterable[Mapping[str, str]] | None) -> Tags:
    """As we have them; AWS's own tags are nobody's business."""
    return {tag["Key"]: tag["Value"] for tag in tags or [] if not tag["Key"].startswith("aws:")}


def own_tags(aws: Aws, everything: Tags) -> Tags:
    """Without the default tags."""
    return {key: value for key, value in everything.items() if aws.default_tags.get(key) != value}


def born_with(aws: Aws, kind: str, tags: Tags) -> list[dict[str, Any]]:
    """TagSpecifications: tags at birth are what lets an interrupted run find its objects again."""
    everything = every_tag(aws, tags)
    return [{"ResourceType": kind, "Tags": tag_list(everything)}] if everything else []


def changed(aws: Aws, old: Tags, new: Tags) -> tuple[list[str], Tags]:
    """The tags to take away, and those to set."""
    before, after = every_tag(aws, old), every_tag(aws, new)
    return [key for key in before if key not in after], {k: v for k, v in after.items() if before.get(k) != v}


def retag(aws: Aws, id: str, old: Tags, new: Tags) -> None:
    """Bring the tags of an EC2 object from old to new."""
    gone, wanted = changed(aws, old, new)
    if gone:
        aws.ec2.delete_tags(Resources=[id], Tags=[{"Key": key} for key in gone])
    if wanted:
        aws.ec2.create_tags(Resources=[id], Tags=tag_list(wanted))


def retag_rds(aws: Aws, arn: str, old: Tags, new: Tags) -> None:
    """Bring the tags of an RDS object from old to new."""
    gone, wanted = changed(aws, old, new)
    if gone:
        aws.rds.remove_tags_from_resource(ResourceName=arn, TagKeys=gone)
    if wanted:
        aws.rds.add_tags_to_resource(ResourceName=arn, Tags=tag_list(wanted))


def owned(tags: Tags, known: frozenset[str], find: Callable[[list[dict[str, Any]]], list[str]]) -> str | None:
    """The unknown object with the ownership tags of these, found by EC2 filters; None without both."""
    owner = ownership(tags)
    if owner is None:
        return None
    filters = [{"Name": f"tag:{key}", "Values": [value]} for key, value in owner.items()]
    return next((id for id in sorted(find(filters)) if id not in known), None)


def is_owned(wanted: Tags, actual: Mapping[str, str]) -> bool:
    """Whether an object has the ownership tags of these."""
    owner = ownership(wanted)
    return owner is not None and owner.items() <= dict(actual).items()
