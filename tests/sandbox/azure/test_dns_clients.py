"""The emulator's DNS, public and private, driven by the real SDK clients."""

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.dns import DnsManagementClient
from azure.mgmt.privatedns import PrivateDnsManagementClient

ADDRESS = [{"ipv4Address": "192.0.2.1"}]


def refused(said: str) -> Any:
    return pytest.raises(HttpResponseError, match=said)


@pytest.fixture
def records(emulator: Any, group: str) -> Any:
    """The record sets of a public zone: (kind, name, body) → the record set."""
    dns = emulator.client(DnsManagementClient)
    zone = dns.zones.create_or_update(group, "example.com", {"location": "global"})
    assert len(zone.name_servers) == 4

    def put(kind: str, name: str, **body: Any) -> Any:
        body = {"ttl": 60, **body}
        return dns.record_sets.create_or_update(group, "example.com", name, kind, body)

    return put


def test_a_zone_has_its_own_records_from_the_start(emulator: Any, group: str, records: Any) -> None:
    dns = emulator.client(DnsManagementClient)
    assert dns.zones.get(group, "example.com").number_of_record_sets == 2
    soa = dns.record_sets.get(group, "example.com", "@", "SOA")
    assert soa.soa_record.host == "ns1-01.azure-dns.com."
    records("A", "www", a_records=ADDRESS)
    assert dns.zones.get(group, "example.com").number_of_record_sets == 3
    with refused("cannot be deleted"):
        dns.record_sets.delete(group, "example.com", "@", "NS")
    with refused("is invalid"):
        dns.zones.create_or_update(group, "nodot", {"location": "global"})
    with refused("only 'global'"):
        dns.zones.create_or_update(group, "example.org", {"location": "westeurope"})
    dns.zones.begin_delete(group, "example.com").result()
    assert list(dns.zones.list_by_resource_group(group)) == []


def test_records_are_told_with_their_whole_name(emulator: Any, group: str, records: Any) -> None:
    assert records("A", "www", a_records=ADDRESS).fqdn == "www.example.com."
    assert records("TXT", "@", txt_records=[{"value": ["x"]}]).fqdn == "example.com."
    assert records("A", "*", a_records=ADDRESS).fqdn == "*.example.com."
    dns = emulator.client(DnsManagementClient)
    found = dns.record_sets.list_by_type(group, "example.com", "A")
    assert [(one.name, one.ttl, one.a_records[0].ipv4_address) for one in found] == [
        ("www", 60, "192.0.2.1"),
        ("*", 60, "192.0.2.1"),
    ]
    dns.record_sets.delete(group, "example.com", "www", "A")
    assert [one.name for one in dns.record_sets.list_by_type(group, "example.com", "A")] == ["*"]


@pytest.mark.parametrize(
    ("kind", "name", "body", "said"),
    [
        ("A", "www", {"a_records": [{"ipv4Address": "1.2.3"}]}, "is invalid"),
        ("AAAA", "www", {"aaaa_records": [{"ipv6Address": "1.2.3.4"}]}, "is invalid"),
        ("A", "www", {"cname_record": {"cname": "a.example"}}, "cannot have records of type 'CNAME'"),
        ("A", "www", {"a_records": ADDRESS, "ttl": 0}, "TTL must be"),
        ("CNAME", "@", {"cname_record": {"cname": "a.example"}}, "zone apex"),
        ("CNAME", "www", {"cname_record": {}}, "needs a name"),
        ("MX", "@", {"mx_records": [{"preference": 70000, "exchange": "a.example"}]}, "0 to 65535"),
        ("TXT", "@", {"txt_records": [{"value": ["x" * 256]}]}, "1 to 255"),
        ("A", "-www", {"a_records": ADDRESS}, "is invalid"),
    ],
)
def test_a_record_that_cannot_be(records: Any, kind: str, name: str, body: Any, said: str) -> None:
    with refused(said):
        records(kind, name, **body)


def test_an_alias_stands_alone(records: Any) -> None:
    records("A", "www", a_records=ADDRESS)
    with refused("a A record with the same name exists"):
        records("CNAME", "www", cname_record={"cname": "a.example"})
    records("CNAME", "shop", cname_record={"cname": "a.example"})
    with refused("a CNAME record with the same name exists"):
        records("TXT", "shop", txt_records=[{"value": ["x"]}])


def test_a_private_zone(emulator: Any, group: str) -> None:
    dns = emulator.client(PrivateDnsManagementClient)
    dns.private_zones.begin_create_or_update(group, "shop.internal", {"location": "global"}).result()
    assert dns.private_zones.get(group, "shop.internal").properties.number_of_record_sets == 1
    body = {"properties": {"ttl": 60, "aRecords": ADDRESS}}
    made = dns.record_sets.create_or_update(group, "shop.internal", "A", "www", body)
    assert (made.properties.fqdn, made.properties.is_auto_registered) == ("www.shop.internal.", False)
    assert dns.private_zones.get(group, "shop.internal").properties.number_of_record_sets == 2
    with refused("could not be found"):
        dns.record_sets.create_or_update(group, "shop.internal", "NS", "www", body)
    dns.private_zones.begin_delete(group, "shop.internal").result()
    with refused("ResourceNotFound"):
        dns.record_sets.get(group, "shop.internal", "A", "www")
