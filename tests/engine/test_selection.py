"""What a selection takes along: to make something its needs, to delete something whatever needs it."""

import pytest

from orchestrator.clouds import Target
from orchestrator.engine import ALL, Selection
from orchestrator.engine.selection import limits
from orchestrator.errors import UsageError
from orchestrator.graph import Graph, Group, Node

TARGET = Target("aws", "eu-central-1")
PROVIDER = "pulumi:providers:aws::aws-eu-central-1"


def graph() -> Graph:
    """net ← db ← web, and files apart from them."""
    net = Node("aws:ec2/vpc:Vpc", "net-vpc", {})
    db = Node("aws:rds/instance:Instance", "db-i", {"network": net["id"]})
    web = Node("aws:ec2/instance:Instance", "web-i", {"database": db["id"]})
    files = Node("aws:s3/bucket:Bucket", "files-b", {})
    nodes = {"net": net, "db": db, "web": web, "files": files}
    return Graph("shop", "dev", tuple(Group(name, "Thing", TARGET, (node,)) for name, node in nodes.items()))


def chosen(selection: Selection, destroying: bool) -> tuple[str, set[str], bool]:
    """Target or exclude, the spec resources, and whether their provider is among them."""
    ((how, urns),) = limits(graph(), selection, destroying).items()
    ends = {urn.removeprefix("urn:pulumi:dev::shop::") for urn in urns}
    groups = {end.rsplit("::", 1)[1] for end in ends if end.startswith("orchestrator:resource:Thing::")}
    assert len(ends - {PROVIDER}) == 2 * len(groups), "each component has its node"
    return how, groups, PROVIDER in ends


@pytest.mark.parametrize(
    ("selection", "made", "deleted"),
    [
        (Selection(("db",)), ("target", {"net", "db"}, True), ("target", {"db", "web"}, False)),
        (Selection((), ("db",)), ("exclude", {"db", "web"}, False), ("target", {"web", "files"}, False)),
        (
            Selection(("db", "files"), ("web",)),
            ("target", {"net", "db", "files"}, True),
            ("target", {"files"}, False),
        ),
    ],
)
def test_to_delete_the_way_is_the_other_one(
    selection: Selection, made: tuple[str, set[str], bool], deleted: tuple[str, set[str], bool]
) -> None:
    assert chosen(selection, destroying=False) == made
    assert chosen(selection, destroying=True) == deleted


@pytest.mark.parametrize("destroying", [False, True])
def test_a_selection_of_nothing_never_becomes_everything(destroying: bool) -> None:
    with pytest.raises(UsageError, match="nothing is left"):
        limits(graph(), Selection(("files",), ("files",)), destroying)
    assert limits(graph(), ALL, destroying) == {}


def test_to_delete_all_but_what_everything_needs_is_to_delete_nothing() -> None:
    with pytest.raises(UsageError, match="nothing is left"):
        limits(graph(), Selection((), ("web", "files")), destroying=True)


def test_unknown_names_are_told_all_at_once() -> None:
    with pytest.raises(UsageError) as raised:
        limits(graph(), Selection(("nope",)), False)
    assert "there are: db, files, net, web" in str(raised.value)
