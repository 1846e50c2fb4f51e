"""What no zone of any cloud would take is told at once, and values have parts."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.adapters.records import mail_server, strings
from orchestrator.errors import TranslationError
from orchestrator.model.resources import AnyResource, DnsRecord, DnsZone
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"type": "A", "values": ["192.0.2.256"]}, "'192.0.2.256' is not an IPv4 address"),
        ({"type": "AAAA", "values": ["192.0.2.1"]}, "'192.0.2.1' is not an IPv6 address"),
        ({"type": "MX", "values": ["mail.example.com"]}, "'mail.example.com' is not a preference and a host"),
        ({"type": "TXT", "values": [""]}, "'' is not a text"),
        ({"type": "CNAME", "values": ["a.example", "b.example"]}, "stands for one name only"),
        ({"type": "CNAME", "values": ["a.example"], "name": "@"}, "cannot be another name"),
    ],
)
def test_a_value_that_is_none_is_told(
    spec: dict[str, Any], message: str, make: Make, stacked: Stacked
) -> None:
    stack = stacked(make(DnsZone, "azure", "zone"), make(DnsRecord, "azure", "it", **spec))
    with pytest.raises(TranslationError, match=message) as caught:
        translate(stack)
    assert caught.value.where == "it"


def test_a_record_is_where_its_zone_is(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(DnsZone, "azure", "zone"),
        make(DnsRecord, "azure", "here", type="A", values=["192.0.2.1"]),
        make(DnsRecord, "azure", "nowhere", type="A", values=["192.0.2.1"], zone="here"),
    )
    with pytest.raises(TranslationError, match="'here' is no zone"):
        translate(stack)


def test_values_have_parts() -> None:
    assert mail_server("10 mail.example.com") == (10, "mail.example.com")
    assert strings("short") == ["short"]
    assert [len(part) for part in strings("x" * 600)] == [255, 255, 90]
