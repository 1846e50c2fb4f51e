"""Records on AWS: what a target becomes, how texts are cut and quoted, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.clouds import Cloud
from orchestrator.errors import OrchestratorError
from orchestrator.graph import Output
from orchestrator.model.resources import (
    AnyResource,
    DnsRecord,
    DnsZone,
    LoadBalancer,
    Network,
    VirtualMachine,
)
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


@pytest.fixture
def record(make: Make, stacked: Stacked) -> Callable[..., Any]:
    """The properties of a record in a zone, beside other resources."""

    def made(*others: AnyResource, zone: dict[str, Any] | None = None, **spec: Any) -> Any:
        inside = make(DnsZone, "aws", "zone", **(zone or {"domain": "shop.example"}))
        wanted = make(DnsRecord, "aws", "r", {"spec": {"zone": "zone", **spec}})
        graph = translate(stacked(*others, inside, wanted))
        return graph.group_of("r").node("r").properties

    return made


def test_a_balancer_of_aws_is_an_alias(record: Any, make: Make) -> None:
    net = make(Network, "aws", "net")
    balancer = make(LoadBalancer, "aws", "lb", network="net", listeners=[{"port": 80}])
    made = record(net, balancer, target="lb")
    (alias,) = made["aliases"]
    assert alias == {
        "name": Output("lb", ("dnsName",)),
        "zoneId": Output("lb", ("zoneId",)),
        "evaluateTargetHealth": True,
    }
    assert "ttl" not in made and "records" not in made


def test_a_machine_is_known_by_its_public_address_and_inside_by_its_own(record: Any, make: Make) -> None:
    net = make(Network, "aws", "net")
    web = make(VirtualMachine, "aws", "web", publicAddress=True)
    assert record(net, web, target="web", ttl=60)["records"] == [Output("web", ("publicIp",))]
    private = {"domain": "shop.internal", "private": True, "network": "net"}
    assert record(net, web, zone=private, target="web")["records"] == [Output("web", ("privateIp",))]


def test_a_machine_of_another_cloud_may_have_a_name_here(record: Any, make: Make) -> None:
    net = make(Network, "openstack", "net")
    web = make(VirtualMachine, "openstack", "web", publicAddress=True)
    (address,) = record(net, web, target="web")["records"]
    assert address.path == ("address",)


def test_a_machine_without_a_public_address_has_no_public_name(record: Any, make: Make) -> None:
    with pytest.raises(OrchestratorError, match="has no publicAddress") as caught:
        record(make(Network, "aws", "net"), make(VirtualMachine, "aws", "web"), target="web")
    assert "publicAddress: true" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("v=spf1 -all", "v=spf1 -all"),
        ('say "hi" \\o/', 'say \\"hi\\" \\\\o/'),
        ("k" * 256, "k" * 255 + '""k'),
        ("k" * 600, "k" * 255 + '""' + "k" * 255 + '""' + "k" * 90),
        ('"' * 256, '\\"' * 255 + '""\\"'),
    ],
)
def test_a_text_is_quoted_and_cut_as_dns_wants_it(text: str, sent: str, record: Any) -> None:
    assert record(type="TXT", values=[text])["records"] == [sent]


@pytest.mark.parametrize(("name", "full"), [("@", "shop.example"), ("*.a", "*.a.shop.example")])
def test_a_name_is_below_its_zone(name: str, full: str, record: Any) -> None:
    assert record(name=name, type="A", values=["192.0.2.1"])["name"] == full


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ({"type": "A", "values": ["192.0.2.300"]}, "'192.0.2.300' is no address of type A"),
        ({"type": "A", "values": ["2001:db8::1"]}, "is no address of type A"),
        ({"type": "AAAA", "values": ["192.0.2.1"]}, "is no address of type AAAA"),
        ({"type": "CNAME", "values": ["a.example"]}, "cannot stand for another name"),
    ],
)
def test_what_dns_cannot_say_is_refused(spec: dict[str, Any], fault: str, record: Any) -> None:
    with pytest.raises(OrchestratorError, match=fault):
        record(**spec)


@pytest.mark.parametrize("cloud", ["azure", "openstack"])
def test_a_record_is_on_the_cloud_of_its_zone(cloud: Cloud, make: Make, stacked: Stacked) -> None:
    from orchestrator.adapters.aws.dns_record import translate as translate_record
    from orchestrator.adapters.site import Site

    record = make(DnsRecord, "aws", "r", zone="zone", type="A", values=["192.0.2.1"])
    stack = stacked(make(DnsZone, cloud, "zone", domain="shop.example"), record)
    assert isinstance(record, DnsRecord)
    with pytest.raises(OrchestratorError, match=f"its zone 'zone' is on {cloud}") as caught:
        translate_record(record, Site(stack, record.target, "r", {}))
    assert "cloud of its zone" in caught.value.hint
