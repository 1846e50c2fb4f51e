"""Zones and record sets of our provider on the emulator: by the engine, by hand, and when things go wrong."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.openstack.cloud import Cloud, connect
from orchestrator.providers.openstack.errors import explain, gone
from orchestrator.providers.openstack.record_set import RecordSet
from orchestrator.providers.openstack.zone import Zone, await_active

VERSION = "5.5.3"


@pytest.fixture
def cloud(site: Any, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(site.clouds_yaml))
    return connect({"cloud": site.cloud}, threading.Event())


@pytest.fixture
def domain() -> str:
    return f"z{uuid.uuid4().hex[:8]}.example.com."


def made(cloud: Cloud, zone: Zone) -> str:
    id = zone.create(cloud)
    zone.settle(cloud, id)
    return id


def lost(error: pytest.ExceptionInfo[Exception]) -> bool:
    return gone(error.value)


def test_the_engine_makes_changes_replaces_and_deletes_names(
    new_engine: Callable[..., Any], declare: Any, site: Any, domain: str
) -> None:
    engine = new_engine(OS_CLIENT_CONFIG_FILE=str(site.clouds_yaml))
    engine.plugin("openstack", VERSION, "-m", "orchestrator.providers.openstack")
    engine.config = {"openstack:cloud": site.cloud}
    wanted: dict[str, Any] = {"ttl": 300, "name": "www", "records": ["192.0.2.2", "192.0.2.1"]}

    def program() -> None:
        zone = declare("openstack:dns/zone:Zone", "zone", {"name": domain, "email": f"me@{domain[:-1]}"},
                       version=VERSION)  # fmt: skip
        declare("openstack:dns/recordSet:RecordSet", "www", {
            "zoneId": zone.id, "name": f"{wanted['name']}.{domain}", "type": "A",
            "ttl": wanted["ttl"], "records": wanted["records"],
        }, version=VERSION)  # fmt: skip

    assert engine.up(program) == {"create": 3}
    state = engine.state()
    assert state["www"]["id"].split("/")[0] == state["zone"]["id"]
    assert state["zone"]["outputs"]["type"] == "PRIMARY"
    wanted["records"] = ["192.0.2.1", "192.0.2.2"]  # another order is no change
    assert engine.up(program, refresh=True) == {"same": 3}
    wanted["ttl"] = 60
    assert engine.up(program) == {"update": 1, "same": 2}
    wanted["name"] = "web"
    assert engine.up(program) == {"replace": 1, "same": 2}
    assert engine.state()["www"]["id"] != state["www"]["id"]
    engine.destroy()
    assert [row for row in site.connect().dns.zones() if row.name == domain] == []


def test_a_zone_is_read_changed_and_found_by_its_domain(cloud: Cloud, domain: str) -> None:
    zone = Zone(name=domain, email="me@example.com", ttl=600, description="ours")
    id = made(cloud, zone)
    assert cloud.dns.get(f"/zones/{id}")["status"] == "ACTIVE", "settled only when the name servers have it"
    found = Zone.read(cloud, id)
    assert found is not None
    assert (found.name, found.email, found.ttl, found.description) == (domain, "me@example.com", 600, "ours")
    assert zone.find(cloud, frozenset()) == id
    assert zone.find(cloud, frozenset({id})) is None
    changed = Zone(name=domain, email="you@example.com", description="")
    changed.update(cloud, id, found)
    changed.settle(cloud, id)
    after = Zone.read(cloud, id)
    assert after is not None
    assert (after.email, after.ttl, after.description) == ("you@example.com", 600, "")
    after.delete(cloud, id)
    with pytest.raises(Exception, match="Could not find Zone") as error:
        Zone.read(cloud, id)
    assert lost(error)


def test_what_the_name_servers_still_forget_is_gone(cloud: Cloud, domain: str) -> None:
    zone = Zone(name=domain, email="me@example.com")
    id = made(cloud, zone)
    www = RecordSet(zone_id=id, name=f"www.{domain}", type="A", records=["192.0.2.1"])
    record = www.create(cloud)
    www.settle(cloud, record)
    cloud.dns.delete(f"/zones/{id}/recordsets/{record.split('/')[1]}")
    assert RecordSet.read(cloud, record) is None
    cloud.dns.delete(f"/zones/{id}")
    assert Zone.read(cloud, id) is None
    zone.delete(cloud, id)  # stands being asked twice


def test_a_record_set_is_found_by_name_and_type(cloud: Cloud, domain: str) -> None:
    zone = made(cloud, Zone(name=domain, email="me@example.com"))
    text = RecordSet(zone_id=zone, name=domain, type="TXT", records=['"v=spf1 -all"'])
    mail = RecordSet(zone_id=zone, name=domain, type="MX", records=["10 mail.example.com."])
    ids = [each.create(cloud) for each in (text, mail)]
    assert [each.find(cloud, frozenset()) for each in (text, mail)] == ids
    assert text.find(cloud, frozenset(ids)) is None
    text.settle(cloud, ids[0])
    assert cloud.dns.get(f"/zones/{zone}/recordsets/{ids[0].split('/')[1]}")["status"] == "ACTIVE"
    found = RecordSet.read(cloud, ids[0])
    assert found is not None
    assert (found.zone_id, found.type, found.records, found.ttl) == (zone, "TXT", ['"v=spf1 -all"'], None)
    found.delete(cloud, ids[0])
    with pytest.raises(Exception, match="Could not find RecordSet") as error:
        RecordSet.read(cloud, ids[0])
    assert lost(error)
    found_zone = Zone.read(cloud, zone)
    assert found_zone is not None
    found_zone.delete(cloud, zone)


def test_a_zone_that_the_name_servers_refuse_ends_the_wait(cloud: Cloud) -> None:
    class Broken:
        """Designate as it answers when its worker could not reach the name servers."""

        def get(self, path: str) -> dict[str, str]:
            return {"status": "ERROR", "action": "CREATE"}

    class Site:
        dns = Broken()
        wait = cloud.wait

    with pytest.raises(ProviderError, match="zone z is in status ERROR, while CREATE was under way"):
        await_active(Site(), "/zones/z", "zone z")  # type: ignore[arg-type]  # only what is asked of a cloud


def test_what_designate_says_of_a_field_is_told(cloud: Cloud, domain: str) -> None:
    zone = made(cloud, Zone(name=domain, email="me@example.com"))
    wanted = RecordSet(zone_id=zone, name=f"www.{domain}", type="A", records=["no address"])
    with pytest.raises(Exception, match=r"(?i)bad request") as caught:  # all that the SDK finds to say
        wanted.create(cloud)
    assert "'no address' is not a 'A' Record" in str(explain(caught.value))


def test_a_name_without_its_dot_is_told_before_anything_is_made() -> None:
    assert [fault.path for fault in Zone(name="example.com").check()] == [("name",)]
    assert [fault.path for fault in RecordSet(zone_id="z", records=[]).check()] == [("name",)]
    assert list(Zone(name="example.com.").check()) == []
