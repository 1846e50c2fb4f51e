"""Load balancers on AWS: who may come in, what leads where, and what AWS has no way to do."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import OrchestratorError, TranslationError, Unsupported
from orchestrator.graph import Group
from orchestrator.model.resources import AnyResource, LoadBalancer, Network, VirtualMachine
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/0000"
HTTP = [{"port": 80, "targetPort": 8080}]


@pytest.fixture
def balancer(make: Make, stacked: Callable[..., Stack]) -> Callable[..., Group]:
    def group(**spec: Any) -> Group:
        network = make(Network, "aws", "net", internetAccess=spec.pop("internet", True))
        machine = make(VirtualMachine, "aws", "web")
        spec = {"network": "net", "listeners": HTTP, "targets": ["web"], **spec}
        stack = stacked(network, machine, make(LoadBalancer, "aws", "lb", **spec))
        return translate(stack).groups[-1]

    return group


@pytest.mark.parametrize(
    ("public", "side", "source"), [(True, "public", "0.0.0.0/0"), (False, "private", "10.1.0.0/16")]
)
def test_only_a_public_balancer_is_open_to_the_world(
    public: bool, side: str, source: str, balancer: Any
) -> None:
    group = balancer(public=public)
    properties = group.node("lb").properties
    assert properties["internal"] is not public
    assert [subnet.node for subnet in properties["subnets"]] == [f"net-{side}-a", f"net-{side}-b"]
    (rule,) = group.node("lb-firewall").properties["ingress"]
    assert rule["cidrBlocks"] == [source]


def test_tls_ends_at_the_balancer(balancer: Any) -> None:
    group = balancer(
        listeners=[{"port": 443, "targetPort": 8080, "protocol": "tls", "certificate": CERTIFICATE}]
    )
    listener = group.node("lb-tls-443").properties
    assert (listener["protocol"], listener["certificateArn"]) == ("TLS", CERTIFICATE)
    assert "TLS13" in listener["sslPolicy"]
    targets = group.node("lb-tls-443-targets").properties
    assert (targets["protocol"], targets["port"]) == ("TCP", 8080)


def test_new_targets_get_another_name_beside_the_old(balancer: Any) -> None:
    def name(**listener: Any) -> str:
        return str(
            balancer(listeners=[{"port": 80, **listener}]).node("lb-tcp-80-targets").properties["name"]
        )

    assert name(targetPort=8080) != name(targetPort=9090)
    assert name(targetPort=8080) == name(targetPort=8080)


def test_health_is_asked_at_the_first_port_unless_said_otherwise(balancer: Any) -> None:
    check = balancer().node("lb-tcp-80-targets").properties["healthCheck"]
    assert (check["port"], check["protocol"], check["timeout"]) == ("8080", "TCP", 5)
    asked = {"protocol": "http", "port": 81, "interval": 5}
    check = balancer(check=asked).node("lb-tcp-80-targets").properties["healthCheck"]
    assert (check["port"], check["protocol"], check["path"], check["timeout"]) == (
        "81",
        "HTTP",
        "/healthz",
        4,
    )


@pytest.mark.parametrize(
    ("spec", "summary", "hint"),
    [
        (
            {"listeners": [{"port": 53}, {"port": 53, "protocol": "udp"}]},
            "one listener for each port",
            "second",
        ),
        (
            {"listeners": [{"port": 443, "protocol": "tls", "certificate": "mine"}]},
            "by its ARN",
            "certificate in ACM",
        ),
        ({"check": {"interval": 7.5}}, "whole seconds", "round"),
    ],
)
def test_what_aws_cannot_do_is_refused(spec: dict[str, Any], summary: str, hint: str, balancer: Any) -> None:
    with pytest.raises(Unsupported, match=summary) as caught:
        balancer(**spec)
    assert hint in caught.value.hint


def test_a_public_balancer_needs_a_way_to_the_internet(balancer: Any) -> None:
    with pytest.raises(TranslationError, match="needs the internet") as caught:
        balancer(internet=False)
    assert "or public: false" in caught.value.hint
    assert balancer(internet=False, public=False)


def test_machines_of_another_network_cannot_be_reached(make: Make, stacked: Callable[..., Stack]) -> None:
    stack = stacked(
        make(Network, "aws", "net"),
        make(Network, "aws", "far", cidr="10.2.0.0/16"),
        make(VirtualMachine, "aws", "web", network="far"),
        make(LoadBalancer, "aws", "lb", network="net", listeners=HTTP, targets=["web"]),
    )
    with pytest.raises(OrchestratorError, match="'web' is not in its network 'net'"):
        translate(stack)


def test_a_name_that_aws_keeps_for_itself_is_made_another(make: Make, stacked: Callable[..., Stack]) -> None:
    spec = {"network": "net", "listeners": HTTP}
    stack = stacked(make(Network, "aws", "net"), make(LoadBalancer, "aws", "lb", **spec))
    named = {
        name: translate(replace(stack, name=name)).groups[-1].node("lb").properties["name"]
        for name in ("shop", "internal")
    }
    assert named == {"shop": "shop-test-lb", "internal": "lb-internal-test-lb"}
