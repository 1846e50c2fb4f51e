"""The calls that load balancers, target groups and listeners have in common: tags, and finding one's own."""

from collections.abc import Iterable

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tags, changed, is_owned, tag_dict, tag_list

_AT_ONCE = 20  # ELB tells the tags of no more in one call


def tags_of(aws: Aws, arn: str) -> Tags:
    """The tags of one object."""
    found = aws.elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"]
    return tag_dict(found[0]["Tags"] if found else [])


def retag(aws: Aws, arn: str, old: Tags, new: Tags) -> None:
    """Bring the tags of an object from old to new."""
    gone, wanted = changed(aws, old, new)
    if gone:
        aws.elbv2.remove_tags(ResourceArns=[arn], TagKeys=gone)
    if wanted:
        aws.elbv2.add_tags(ResourceArns=[arn], Tags=tag_list(wanted))


def own(aws: Aws, tags: Tags, known: frozenset[str], arns: Iterable[str]) -> str | None:
    """The first of these, that is not known, with the ownership tags of ours."""
    unknown = [arn for arn in arns if arn not in known]
    for i in range(0, len(unknown), _AT_ONCE):
        told = aws.elbv2.describe_tags(ResourceArns=unknown[i : i + _AT_ONCE])["TagDescriptions"]
        for one in told:
            if is_owned(tags, tag_dict(one["Tags"])):
                return str(one["ResourceArn"])
    return None
