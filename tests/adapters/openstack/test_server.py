"""A server on OpenStack: the environment names its way outside, and a large disk is a volume."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from orchestrator.adapters import translate
from orchestrator.graph import Lookup
from orchestrator.model.resources import AnyResource, Network, VirtualMachine
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def test_the_environment_names_the_outside(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(Network, "openstack", "net"), make(VirtualMachine, "openstack", "web", publicAddress=True)
    )
    providers = stack.environment.providers
    assert providers.openstack
    named = providers.openstack.model_copy(update={"external_network": "campus"})
    environment = stack.environment.model_copy(
        update={"providers": providers.model_copy(update={"openstack": named})}
    )
    nodes = {node.name: node for node in translate(replace(stack, environment=environment)).nodes()}
    outside = nodes["net-router"].properties["externalNetworkId"]
    assert isinstance(outside, Lookup)
    assert outside.arguments == {"name": "campus"}
    assert nodes["web-address"].properties["pool"] == "campus"


@pytest.mark.parametrize(("gib", "volume"), [(20, None), (21, 21)])
def test_a_disk_larger_than_the_flavors_is_a_volume(
    gib: int, volume: int | None, make: Make, stacked: Stacked
) -> None:
    web = make(VirtualMachine, "openstack", "web", diskGiB=gib)
    machine = translate(stacked(make(Network, "openstack", "net"), web)).group_of("web").node("web")
    devices = machine.properties.get("blockDevices")
    assert ("imageName" in machine.properties) == (volume is None)
    assert (devices[0]["volumeSize"] if isinstance(devices, list) else None) == volume
