"""Zones and record sets by openstacksdk: states that take time, and refusals as Designate words them."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from openstack import exceptions
from openstack.connection import Connection


def settled(ask: Any) -> Any:
    """What is asked for, once the name servers have it."""
    for _ in range(100):
        found = ask()
        if found.status != "PENDING":
            return found
        time.sleep(0.02)
    raise AssertionError("it stays PENDING")


def gone(ask: Any, words: str) -> None:
    """What is asked for does not exist any more, after a while."""
    with pytest.raises(exceptions.NotFoundException, match=words):
        for _ in range(100):
            ask()
            time.sleep(0.02)


@pytest.fixture
def zone(cloud: Connection) -> Iterator[Any]:
    made = cloud.dns.create_zone(name=f"{uuid.uuid4().hex[:8]}.example.com.", email="me@example.com")
    yield made
    cloud.dns.delete_zone(made, ignore_missing=True)


def test_a_zone_takes_time_to_come_and_to_go(cloud: Connection, zone: Any) -> None:
    assert (zone.status, zone.action, zone.type, zone.ttl) == ("PENDING", "CREATE", "PRIMARY", 3600)
    found = settled(lambda: cloud.dns.get_zone(zone.id))
    assert (found.status, found.action) == ("ACTIVE", "NONE")
    assert [row.id for row in cloud.dns.zones(name=zone.name)] == [zone.id]
    assert {row.type for row in cloud.dns.recordsets(zone)} == {"NS", "SOA"}
    servers = cloud.dns.get(f"/zones/{zone.id}/nameservers").json()["nameservers"]
    assert servers and all(row["hostname"].endswith(".") for row in servers)

    changed = cloud.dns.update_zone(zone.id, description="ours")
    assert (changed.status, changed.action) == ("PENDING", "UPDATE")
    assert changed.serial > found.serial
    assert settled(lambda: cloud.dns.get_zone(zone.id)).description == "ours"

    answer = cloud.dns.delete(f"/zones/{zone.id}")
    assert (answer.status_code, answer.json()["status"], answer.json()["action"]) == (
        202,
        "PENDING",
        "DELETE",
    )
    gone(lambda: cloud.dns.get_zone(zone.id), "Could not find Zone")


def test_a_zone_that_goes_is_not_changed_any_more(cloud: Connection, zone: Any) -> None:
    settled(lambda: cloud.dns.get_zone(zone.id))
    cloud.dns.delete_zone(zone.id)
    with pytest.raises(exceptions.BadRequestException, match="Can not update a deleting zone"):
        cloud.dns.update_zone(zone.id, description="theirs")


def test_a_record_set_makes_its_zone_pending_too(cloud: Connection, zone: Any) -> None:
    settled(lambda: cloud.dns.get_zone(zone.id))
    made = cloud.dns.create_recordset(zone, name=f"www.{zone.name}", type="A", records=["192.0.2.1"])
    assert (made.status, made.action) == ("PENDING", "CREATE")
    assert cloud.dns.get_zone(zone.id).status == "PENDING"
    assert settled(lambda: cloud.dns.get_recordset(made.id, zone)).records == ["192.0.2.1"]
    cloud.dns.update_recordset(made, records=["192.0.2.2"], ttl=60)
    assert cloud.dns.get_recordset(made.id, zone).action == "UPDATE"
    found = settled(lambda: cloud.dns.get_recordset(made.id, zone))
    assert (found.records, found.ttl) == (["192.0.2.2"], 60)
    answer = cloud.dns.delete(f"/zones/{zone.id}/recordsets/{made.id}")
    assert (answer.status_code, answer.json()["action"]) == (202, "DELETE")
    gone(lambda: cloud.dns.get_recordset(made.id, zone), "Could not find RecordSet")


@pytest.mark.parametrize(
    ("name", "kind", "records", "words"),
    [
        ("www", "A", ["192.0.2.1"], "does not end with a dot"),
        ("www.elsewhere.org.", "A", ["192.0.2.1"], "not contained within it's parent zone"),
        ("", "CNAME", ["other.example.com."], "may not be created at the zone apex"),
        (
            "",
            "SOA",
            ["ns.example.com. me.example.com. 1 3600 600 86400 3600"],
            "Creating a SOA recordset is not allowed",
        ),
        ("", "NS", ["ns.example.com."], "Duplicate RecordSet"),
        ("w.", "CNAME", ["a.example.com.", "b.example.com."], "may not have more than 1 record"),
    ],
)
def test_what_cannot_be_a_record_set_is_refused(
    cloud: Connection, zone: Any, name: str, kind: str, records: list[str], words: str
) -> None:
    full = name if name in ("www", "www.elsewhere.org.") else name + zone.name
    with pytest.raises(exceptions.HttpException, match=words):
        cloud.dns.create_recordset(zone, name=full, type=kind, records=records)


@pytest.mark.parametrize(
    ("kind", "data"),
    [("A", "2001:db8::1"), ("AAAA", "192.0.2.1"), ("MX", "mail.example.com."), ("MX", "10 mail.example.com"),
     ("CNAME", "www.example.com"), ("TXT", "two words"), ("TXT", '"open'), ("TXT", "x" * 256),
     ("TXT", '"a" "b"')],
)  # fmt: skip
def test_a_record_of_another_type_is_refused(cloud: Connection, zone: Any, kind: str, data: str) -> None:
    body = {"name": f"w.{zone.name}", "type": kind, "records": [data]}
    answer = cloud.dns.post(f"/zones/{zone.id}/recordsets", json=body)
    (fault,) = answer.json()["errors"]["errors"]
    assert (answer.status_code, fault["message"]) == (400, f"'{data}' is not a '{kind}' Record")


def test_records_that_are_right_are_taken(cloud: Connection, zone: Any) -> None:
    long = '"' + "x" * 253 + '" "y"'
    right = {
        "TXT": ['"two words"', "one", r'"a \"b\" c"', long],
        "MX": ["10 mail.example.com."],
        "AAAA": ["2001:db8::1"],
    }
    for kind, records in right.items():
        made = cloud.dns.create_recordset(zone, name=f"all.{zone.name}", type=kind, records=records)
        assert sorted(made.records) == sorted(records)


def test_a_name_has_either_an_alias_or_records(cloud: Connection, zone: Any) -> None:
    cloud.dns.create_recordset(zone, name=f"a.{zone.name}", type="CNAME", records=["b.example.com."])
    with pytest.raises(exceptions.BadRequestException, match="may not share a name"):
        cloud.dns.create_recordset(zone, name=f"a.{zone.name}", type="A", records=["192.0.2.1"])


def test_zones_are_refused_as_designate_does(cloud: Connection, zone: Any) -> None:
    with pytest.raises(exceptions.ConflictException, match="Duplicate Zone"):
        cloud.dns.create_zone(name=zone.name, email="me@example.com")
    with pytest.raises(exceptions.BadRequestException, match="does not end with a dot"):
        cloud.dns.create_zone(name="example.com", email="me@example.com")
    with pytest.raises(exceptions.BadRequestException, match="is not an email"):
        cloud.dns.create_zone(name="x.example.com.", email="me")
    answer = cloud.dns.post("/zones", json={"name": "x.example.com."})
    assert answer.json()["errors"]["errors"][0]["message"] == "'email' is a required property"
    child = cloud.dns.create_zone(name=f"sub.{zone.name}", email="me@example.com")
    with pytest.raises(exceptions.BadRequestException, match="delete any subzones"):
        cloud.dns.delete_zone(zone)
    cloud.dns.delete_zone(child)
    gone(lambda: cloud.dns.get_zone(child.id), "Could not find Zone")
