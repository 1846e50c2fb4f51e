"""Groups of machines on Azure: scale sets whose size is the load's, and which join balancers."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import Unsupported
from orchestrator.graph import AzureMonitor, CloudInit, Concat, Group, Output
from orchestrator.inject import agent_file, inject
from orchestrator.model.resources import (
    AnyResource,
    Firewall,
    KeyPair,
    LoadBalancer,
    Network,
    VirtualMachineGroup,
)
from orchestrator.model.stack import Stack

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample me"
SPEC = {"size": "small", "image": {"os": "debian", "version": "12"}, "network": "net"}
BOTH = {"cpuPercent": 60, "metric": {"name": "orders", "perMachine": 50}, "cooldown": 90}


@pytest.fixture
def group(make: Callable[..., AnyResource], stacked: Callable[..., Stack]) -> Callable[..., Group]:
    def translated(*more: AnyResource, **spec: Any) -> Group:
        machines = make(VirtualMachineGroup, "azure", "web", **{**SPEC, **spec})
        graph = translate(stacked(make(Network, "azure", "net"), *more, machines))
        return next(group for group in graph.groups if group.resource == "web")

    return translated


def profile(group: Group) -> Any:
    return group.node("web").properties["virtualMachineProfile"]


def test_without_scaling_the_number_is_ours(group: Any) -> None:
    made = group(minimum=3, maximum=3)
    machines = made.node("web")
    assert machines.properties["sku"] == {"name": "Standard_B1ms", "tier": "Standard", "capacity": 3}
    assert machines.options.ignore_changes == ()
    assert "web-scaling" not in {node.name for node in made.nodes}


def test_with_scaling_the_number_is_the_loads(group: Any) -> None:
    made = group(minimum=2, maximum=6, scaling=BOTH)
    assert made.node("web").options.ignore_changes == ("sku.capacity",)
    setting = made.node("web-scaling").properties
    assert (setting["enabled"], setting["targetResourceUri"]) == (True, made.node("web")["id"])
    (found,) = setting["profiles"]
    assert found["capacity"] == {"minimum": "2", "maximum": "6", "default": "2"}
    told = [
        (
            rule["metricTrigger"]["metricName"],
            rule["metricTrigger"]["operator"],
            rule["metricTrigger"]["threshold"],
            rule["scaleAction"]["direction"],
        )
        for rule in found["rules"]
    ]
    assert told == [
        ("Percentage CPU", "GreaterThan", 60, "Increase"),
        ("Percentage CPU", "LessThan", 42, "Decrease"),
        ("orders", "GreaterThan", 50, "Increase"),
        ("orders", "LessThan", 35, "Decrease"),
    ]
    assert {rule["scaleAction"]["cooldown"] for rule in found["rules"]} == {"PT1M30S"}
    counted = [rule["metricTrigger"] for rule in found["rules"][2:]]
    assert all(one["dividePerInstance"] and one["metricNamespace"] == "orchestrator" for one in counted)


def test_every_machine_gets_the_agent_and_the_set_an_alarm(make: Any, stacked: Any) -> None:
    stack = stacked(make(Network, "azure", "net"), make(VirtualMachineGroup, "azure", "web", **SPEC))
    graph = translate(stack)
    kinds = [type(slot) for slot in graph.groups[-1].slots]
    assert kinds == [CloudInit, AzureMonitor]
    watched = next(g for g in inject(graph, stack, agent_file()).groups if g.resource == "web")
    assert watched.node("web").properties["virtualMachineProfile"]["osProfile"]["customData"]  # type: ignore[index, call-overload]  a Value
    assert watched.node("web-alarm-cpu")


def test_a_balanced_group_joins_and_is_renewed_by_parts(group: Any, make: Any) -> None:
    balancer = make(LoadBalancer, "azure", "edge", network="net", listeners=[{"port": 80}], targets=["web"])
    made = group(balancer)
    (interface,) = profile(made)["networkProfile"]["networkInterfaceConfigurations"]
    (address,) = interface["ipConfigurations"]
    edge = Output("edge", ("id",))
    assert address["loadBalancerBackendAddressPools"] == [
        {"id": Concat((edge, "/backendAddressPools/machines"))}
    ]
    assert profile(made)["networkProfile"]["healthProbe"] == {"id": Concat((edge, "/probes/health"))}
    assert made.node("web").properties["upgradePolicy"] == {"mode": "Rolling"}
    sources = {rule["sourceAddressPrefix"] for rule in made.node("web-firewall").properties["securityRules"]}
    assert "AzureLoadBalancer" in sources


def test_a_group_alone_is_renewed_at_once(group: Any) -> None:
    made = group()
    assert made.node("web").properties["upgradePolicy"] == {"mode": "Automatic"}
    assert "healthProbe" not in profile(made)["networkProfile"]
    # Azure takes this for machines alone only.
    assert "deleteOption" not in profile(made)["storageProfile"]["osDisk"]


def test_public_machines_have_addresses_of_their_own(group: Any) -> None:
    (interface,) = profile(group(publicAddress=True))["networkProfile"]["networkInterfaceConfigurations"]
    (address,) = interface["ipConfigurations"]
    assert address["publicIPAddressConfiguration"]["sku"] == {"name": "Standard", "tier": "Regional"}
    assert address["subnet"]["id"].node == "net-public"


def test_a_shared_key_and_a_shared_firewall(group: Any, make: Any) -> None:
    made = group(
        make(KeyPair, "azure", "ours", publicKey=KEY),
        make(Firewall, "azure", "shared", network="net"),
        keyPair="ours",
        firewalls=["shared"],
    )
    assert {node.name for node in made.nodes} == {"web"}
    login = profile(made)["osProfile"]
    assert login["linuxConfiguration"]["disablePasswordAuthentication"] is True
    (interface,) = profile(made)["networkProfile"]["networkInterfaceConfigurations"]
    assert interface["networkSecurityGroup"]["id"].node == "shared"


@pytest.mark.parametrize(
    ("spec", "message", "hint"),
    [
        ({"scaling": {"cpuPercent": 50, "cooldown": 30}}, "a minute at least", "60 or more"),
        ({"firewalls": ["a", "b"]}, "one firewall", "into one Firewall"),
        (
            {"size": {"cpu": 64, "memoryGiB": 256}, "image": {"os": "debian", "version": "9"}},
            "debian 9",
            "12",
        ),
    ],
)
def test_what_azure_does_not_offer(
    spec: dict[str, Any], message: str, hint: str, group: Any, make: Any
) -> None:
    walls = [make(Firewall, "azure", name, network="net") for name in spec.get("firewalls", ())]
    with pytest.raises(Unsupported, match=message) as caught:
        group(*walls, **spec)
    assert hint in caught.value.hint
