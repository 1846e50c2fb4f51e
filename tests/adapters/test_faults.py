"""What a cloud does not offer is refused with the alternative, and what no cloud could do with the reason."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.clouds import CLOUDS, Cloud
from orchestrator.errors import TranslationError, Unsupported
from orchestrator.model.resources import (
    AnyResource,
    DatabaseInstance,
    Network,
    ObjectBucket,
    VirtualMachine,
)
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


@pytest.mark.parametrize(
    ("kind", "cloud", "spec", "message", "hint"),
    [
        (
            DatabaseInstance,
            "openstack",
            {"highAvailability": "zone"},
            "one server, in one zone",
            "AWS or Azure",
        ),
        (DatabaseInstance, "azure", {"backup": {"retentionDays": 0}}, "one day at least", "1 or more"),
        (DatabaseInstance, "aws", {"admin": {"username": "shop-admin"}}, "user name", "16 letters"),
        (DatabaseInstance, "azure", {"admin": {"username": "admin"}}, "user name", "keeps for itself"),
        (DatabaseInstance, "openstack", {"admin": {"username": "root"}}, "as a new user", "take another"),
        (ObjectBucket, "openstack", {"expireAfterDays": 1}, "by the age", "X-Delete-After"),
        (VirtualMachine, "openstack", {"size": {"cpu": 9, "memoryGiB": 8}}, "9 CPUs and 8 GiB", "m1.xlarge"),
        (VirtualMachine, "azure", {"image": {"os": "debian", "version": "9"}}, "debian 9", "debian 12"),
    ],
)
def test_a_cloud_says_what_it_does_not_offer(
    kind: type[AnyResource],
    cloud: Cloud,
    spec: dict[str, Any],
    message: str,
    hint: str,
    make: Make,
    stacked: Stacked,
) -> None:
    stack = stacked(make(Network, cloud, "net"), make(kind, cloud, "it", **spec))
    with pytest.raises(Unsupported, match=message) as caught:
        translate(stack)
    assert caught.value.where == "it"
    assert hint in caught.value.hint


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize(
    ("kind", "spec"),
    [(VirtualMachine, {"publicAddress": True}), (DatabaseInstance, {"publiclyAccessible": True})],
)
def test_nothing_is_public_in_a_network_without_internet(
    cloud: Cloud, kind: type[AnyResource], spec: dict[str, Any], make: Make, stacked: Stacked
) -> None:
    stack = stacked(make(Network, cloud, "net", internetAccess=False), make(kind, cloud, "it", **spec))
    with pytest.raises(TranslationError, match="needs the internet") as caught:
        translate(stack)
    assert "internetAccess: true" in caught.value.hint


def test_mysql_on_openstack_is_fetched_from_the_internet(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(Network, "openstack", "net", internetAccess=False), make(DatabaseInstance, "openstack", "db")
    )
    with pytest.raises(TranslationError, match="needs the internet"):
        translate(stack)


def test_a_network_elsewhere_is_no_network(make: Make, stacked: Stacked) -> None:
    stack = stacked(make(Network, "azure", "net"), make(VirtualMachine, "aws", "web"))
    with pytest.raises(TranslationError, match="is on azure/westeurope, it is on aws/eu-central-1"):
        translate(stack)


@pytest.mark.parametrize("health", [{"tcp": 80}, {"http": {"port": 80}}])
@pytest.mark.parametrize("kind", [Network, ObjectBucket])
def test_a_check_needs_an_address(
    kind: type[AnyResource], health: dict[str, Any], make: Make, stacked: Stacked
) -> None:
    with pytest.raises(Unsupported, match="needs an address"):
        translate(stacked(make(kind, "aws", "it", {"health": health})))
