"""Disks on AWS: in the zone of their machine, at a name that stays while others come."""

from collections.abc import Callable

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import OrchestratorError
from orchestrator.graph import Graph, Node, Output
from orchestrator.model.resources import AnyResource, Network, VirtualMachine, Volume
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def graph(make: Make, stacked: Stacked, *names: str, machine: str = "web") -> Graph:
    volumes = (make(Volume, "aws", name, sizeGiB=10, attachTo=machine) for name in names)
    return translate(stacked(make(Network, "aws", "net"), make(VirtualMachine, "aws", machine), *volumes))


def node(graph: Graph, name: str) -> Node:
    return next(node for node in graph.nodes() if node.name == name)


def devices(graph: Graph) -> dict[str, object]:
    return {n.name: n.properties["deviceName"] for n in graph.nodes() if "deviceName" in n.properties}


@pytest.mark.parametrize("machine", ["web-0", "web-1", "web-2", "db"])
def test_a_disk_is_in_the_zone_of_its_machine(machine: str, make: Make, stacked: Stacked) -> None:
    made = graph(make, stacked, "data", machine=machine)
    subnet = node(made, machine).properties["subnetId"]
    assert isinstance(subnet, Output)
    zone = node(made, subnet.node).properties["availabilityZone"]
    assert node(made, "data").properties["availabilityZone"] == zone
    assert node(made, "data").options.ignore_changes == ("availabilityZone",)


def test_each_disk_has_a_device_of_its_own_that_stays_when_others_come(make: Make, stacked: Stacked) -> None:
    names = [f"data-{i}" for i in range(11)]
    all_of_them = devices(graph(make, stacked, *names))
    assert len(set(all_of_them.values())) == 11
    for count in range(1, 11):
        fewer = devices(graph(make, stacked, *names[:count]))
        assert fewer.items() <= all_of_them.items()


def test_a_machine_has_at_most_so_many_disks(make: Make, stacked: Stacked) -> None:
    with pytest.raises(OrchestratorError, match="a machine on AWS takes 11"):
        graph(make, stacked, *(f"data-{i}" for i in range(12)))


@pytest.mark.parametrize(
    ("size", "iops", "throughput"), [(10, 5000, 1000), (20, 10000, 1000), (500, 16000, 1000)]
)
def test_fast_is_what_gp3_gives_at_that_size(
    size: int, iops: int, throughput: int, make: Make, stacked: Stacked
) -> None:
    made = translate(stacked(make(Volume, "aws", "data", sizeGiB=size, performance="fast")))
    wanted = node(made, "data").properties
    assert (wanted["type"], wanted["iops"], wanted["throughput"]) == ("gp3", iops, throughput)


def test_a_protected_disk_leaves_a_snapshot_and_its_machine_is_stopped_first(
    make: Make, stacked: Stacked
) -> None:
    protect = {"lifecycle": {"protect": True}}
    net, web = make(Network, "aws", "net"), make(VirtualMachine, "aws", "web")
    made = translate(stacked(net, web, make(Volume, "aws", "data", protect, sizeGiB=10, attachTo="web")))
    assert node(made, "data").properties["finalSnapshot"] is True
    attachment = node(made, "data-attachment")
    assert attachment.properties["stopInstanceBeforeDetaching"] is True
    assert attachment.options.delete_before_replace
    assert not attachment.options.protect
