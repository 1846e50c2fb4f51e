"""DatabaseInstance on OpenStack: the image that has the engine, the copies, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import Unsupported
from orchestrator.graph import CloudInit, Group, Node, TcpCheck, outputs_in
from orchestrator.model.resources import AnyResource, DatabaseInstance, Network
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def group(make: Make, stacked: Stacked, **spec: Any) -> Group:
    db = make(DatabaseInstance, "openstack", "db", **{"engine": "postgresql", "version": "16", **spec})
    return translate(stacked(make(Network, "openstack", "net"), db)).group_of("db")


def kind(made: Group, name: str) -> list[Node]:
    return [node for node in made.nodes if node.type.endswith(f":{name}")]


@pytest.mark.parametrize(
    ("version", "image"),
    [("14", "ubuntu-22.04"), ("15", "debian-12"), ("16", "ubuntu-24.04"), ("17", "debian-13")],
)
def test_the_image_is_the_one_whose_packages_have_the_version(
    version: str, image: str, make: Make, stacked: Stacked
) -> None:
    made = group(make, stacked, version=version)
    assert [node.properties["imageName"] for node in kind(made, "Instance")] == [image]


@pytest.mark.parametrize("engine", [{}, {"engine": "mysql", "version": "8.0"}], ids=["postgresql", "mysql"])
def test_copies_read_from_servers_of_their_own(engine: dict[str, str], make: Make, stacked: Stacked) -> None:
    made = group(make, stacked, replicas=2, **engine)
    assert [node.name for node in kind(made, "Instance")] == ["db", "db-copy-1", "db-copy-2"]
    assert [node.name for node in kind(made, "Volume")] == [
        "db-data", "db-backups", "db-copy-1-data", "db-copy-2-data",
    ]  # fmt: skip
    assert len(kind(made, "SecGroup")) == 1
    outputs = made.outputs
    assert str(outputs["host"]) == "db-port.allFixedIps.0"
    assert str(outputs["readHost"]) == "db-copy-1-port.allFixedIps.0"
    assert isinstance(outputs["readHosts"], tuple)
    assert [str(host) for host in outputs["readHosts"]] == [
        "db-copy-1-port.allFixedIps.0", "db-copy-2-port.allFixedIps.0",
    ]  # fmt: skip
    slots = [slot for slot in made.slots if isinstance(slot, CloudInit)]
    assert [slot.node for slot in slots] == ["db", "db-copy-1", "db-copy-2"]
    # A copy finds its source by the address of the source's port.
    assert "db-port" in {output.node for output in outputs_in(slots[2].user_data)}
    assert len([check for check in made.checks if isinstance(check.probe, TcpCheck)]) == 3


@pytest.mark.parametrize("engine", [{}, {"engine": "mysql", "version": "8.0"}], ids=["postgresql", "mysql"])
def test_the_first_copy_leaves_the_source_as_it_is(
    engine: dict[str, str], make: Make, stacked: Stacked
) -> None:
    alone, followed = group(make, stacked, **engine), group(make, stacked, replicas=1, **engine)
    assert alone.slots[0] == followed.slots[0]
    assert alone.node("db") == followed.node("db")
    assert str(alone.outputs["readHost"]) == str(alone.outputs["host"])
    assert alone.outputs["readHosts"] == ()


def test_copies_are_not_guarded_but_their_source_is(make: Make, stacked: Stacked) -> None:
    db = make(
        DatabaseInstance, "openstack", "db", {"lifecycle": {"protect": True}},
        engine="postgresql", version="17", replicas=1,
    )  # fmt: skip
    made = translate(stacked(make(Network, "openstack", "net"), db)).group_of("db")
    guarded = {node.name for node in made.nodes if node.options.protect}
    assert guarded == {"db", "db-data", "db-backups", "db-password", "db-disk-key", "db-replication"}


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"engine": "mysql", "version": "8.4"}, "has packages of MySQL 8.4"),
        ({"admin": {"username": "postgres"}}, "PostgreSQL does not accept 'postgres'"),
        ({"engine": "mysql", "version": "8.0", "admin": {"username": "root"}}, "MySQL does not accept"),
        ({"highAvailability": "zone"}, "written to on one server"),
    ],
)
def test_what_cannot_be_is_refused(spec: dict[str, Any], words: str, make: Make, stacked: Stacked) -> None:
    with pytest.raises(Unsupported, match=words) as caught:
        group(make, stacked, **spec)
    assert caught.value.hint
