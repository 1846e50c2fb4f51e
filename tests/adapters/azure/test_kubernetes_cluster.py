"""Kubernetes clusters on Azure: private unless asked, without accounts of their own, clear of the network."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import OrchestratorError, Unsupported
from orchestrator.graph import Concat, Node
from orchestrator.model.resources import AnyResource, KubernetesCluster, Network
from orchestrator.model.stack import Stack

Graphed = Callable[..., Any]


@pytest.fixture
def group(make: Callable[..., AnyResource], stacked: Callable[..., Stack]) -> Graphed:
    def translated(cidr: str = "10.1.0.0/16", internet: bool = True, **spec: Any) -> Any:
        network = make(Network, "azure", "net", cidr=cidr, internetAccess=internet)
        cluster = make(KubernetesCluster, "azure", "apps", network="net", **spec)
        return translate(stacked(network, cluster)).groups[-1]

    return translated


@pytest.fixture
def node(group: Graphed) -> Callable[..., Node]:
    return lambda **spec: group(**spec).node("apps")


def test_nobody_comes_in_without_azures_leave(node: Any) -> None:
    properties = node().properties
    assert properties["disableLocalAccounts"] is True
    assert properties["aadProfile"] == {"managed": True, "enableAzureRBAC": True}
    assert properties["enableRBAC"] is True
    assert properties["identity"] == {"type": "SystemAssigned"}


@pytest.mark.parametrize(("public", "name"), [(False, "privateFQDN"), (True, "fqdn")])
def test_the_endpoint_is_private_unless_asked(public: bool, name: str, group: Any) -> None:
    made = group(publicEndpoint=public)
    cluster = made.node("apps")
    assert cluster.properties["apiServerAccessProfile"]["enablePrivateCluster"] is not public
    assert made.outputs["endpoint"] == Concat(("https://", cluster[name], ":443"))


@pytest.mark.parametrize("cidr", ["10.1.0.0/16", "10.244.0.0/16", "172.30.0.0/20", "172.31.5.0/24"])
def test_pods_and_services_keep_clear_of_the_network(cidr: str, node: Any) -> None:
    told = node(cidr=cidr).properties["networkProfile"]
    ranges = [IPv4Network(cidr), IPv4Network(told["podCidr"]), IPv4Network(told["serviceCidr"])]
    assert not any(a.overlaps(b) for i, a in enumerate(ranges) for b in ranges[i + 1 :])
    assert IPv4Address(told["dnsServiceIP"]) in ranges[2]


@pytest.mark.parametrize(
    ("size", "type_"),
    [
        ("small", "Standard_D2s_v5"),
        ("xlarge", "Standard_D8s_v5"),
        ({"cpu": 1, "memoryGiB": 30}, "Standard_E4s_v5"),
        ({"cpu": 64, "memoryGiB": 256}, "Standard_D64s_v5"),
    ],
)
def test_nodes_never_burst(size: Any, type_: str, node: Any) -> None:
    (pool,) = node(nodes={"size": size}).properties["agentPoolProfiles"]
    assert (pool["vmSize"], pool["mode"]) == (type_, "System")


def test_a_fixed_number_of_nodes_is_ours(node: Any) -> None:
    cluster = node(nodes={"minimum": 3})
    (pool,) = cluster.properties["agentPoolProfiles"]
    assert pool["count"] == 3
    assert "enableAutoScaling" not in pool
    assert cluster.options.ignore_changes == ()


def test_a_number_that_grows_is_the_loads(node: Any) -> None:
    cluster = node(nodes={"minimum": 2, "maximum": 9})
    (pool,) = cluster.properties["agentPoolProfiles"]
    assert (pool["enableAutoScaling"], pool["minCount"], pool["maxCount"], pool["count"]) == (True, 2, 9, 2)
    assert cluster.options.ignore_changes == ("agentPoolProfiles[0].count",)


def test_high_availability_is_paid_for_and_spread(node: Any) -> None:
    plain, spread = node(), node(highAvailability="zone")
    assert plain.properties["sku"] == {"name": "Base", "tier": "Free"}
    assert spread.properties["sku"] == {"name": "Base", "tier": "Standard"}
    assert spread.properties["agentPoolProfiles"][0]["availabilityZones"] == ["1", "2", "3"]
    assert "availabilityZones" not in plain.properties["agentPoolProfiles"][0]


def test_names_fit_however_long_they_are(make: Any, stacked: Any) -> None:
    name = "a" * 40
    stack = stacked(make(Network, "azure", "net"), make(KubernetesCluster, "azure", name, network="net"))
    properties = translate(stack).groups[-1].node(name).properties
    assert len(str(properties["dnsPrefix"])) <= 54
    assert len(str(properties["nodeResourceGroup"])) <= 80


def test_what_azure_does_not_offer(group: Any) -> None:
    with pytest.raises(Unsupported, match="30 GiB") as caught:
        group(nodes={"diskGiB": 20})
    assert "30 or more" in caught.value.hint
    with pytest.raises(OrchestratorError, match="no way to the internet"):
        group(internet=False)
