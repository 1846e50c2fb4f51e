"""Zones and records beyond their plain life: private zones, aliases, what interrupted runs leave."""

import json
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.record import Record
from orchestrator.providers.aws.zone import Zone
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.wire import Props

ZONE, RECORD = "aws:route53/zone:Zone", "aws:route53/record:Record"
URN = "urn:pulumi:dev::shop::aws:route53/record:Record::www"


def address(world: dict[str, str], **more: Any) -> Props:
    wanted = {"zoneId": world["zone"], "name": "www", "type": "A", "ttl": 60, "records": ["192.0.2.1"]}
    return {**wanted, **more}


def test_a_private_zone_changes_its_networks_and_never_becomes_public(
    make: Any, world: dict[str, str]
) -> None:
    other = make("aws:ec2/vpc:Vpc", {"cidrBlock": "10.51.0.0/16"})
    zone = make(ZONE, {"name": "inside.example", "vpcs": [{"vpcId": world["vpc"]}]})
    public = zone.changes({"name": "inside.example"})
    assert public and all(path.startswith("vpcs") for path in public)
    assert all(kind.endswith("-replace") for kind in public.values())
    zone.update({"name": "inside.example", "vpcs": [{"vpcId": other.id}]})
    assert [v["vpcId"] for v in zone.lifecycle.read(zone.id, {}, {}).inputs["vpcs"]] == [other.id]
    zone.delete()
    other.delete()


def test_a_zone_tells_its_servers(make: Any) -> None:
    zone = make(ZONE, {"name": "servers.example"})
    assert len(zone.state["nameServers"]) == 4
    assert zone.state["primaryNameServer"] in zone.state["nameServers"]
    assert zone.state["zoneId"] == zone.id and "/" not in zone.id
    zone.delete()


def test_a_zone_with_records_goes_only_by_force(make: Any) -> None:
    zone = make(ZONE, {"name": "full.example"})
    make(RECORD, address({"zone": zone.id}))
    with pytest.raises(Exception, match="HostedZoneNotEmpty"):
        zone.delete()
    zone.update({"name": "full.example", "forceDestroy": True})
    zone.delete()
    assert zone.gone


def test_a_name_is_within_its_zone_either_way(make: Any, world: dict[str, str]) -> None:
    for name in ("www", "www.world.example", "world.example"):
        record = make(RECORD, address(world, name=name))
        assert record.state["fqdn"] == ("world.example" if name == "world.example" else "www.world.example")
        assert record.id == f"{world['zone']}_{name}_A"
        record.delete()


def test_a_text_is_sent_within_quotes_and_read_without(make: Any, world: dict[str, str], aws: Aws) -> None:
    record = make(RECORD, address(world, name="text", type="TXT", records=["one two"]))
    (found,) = aws.route53.list_resource_record_sets(
        HostedZoneId=world["zone"], StartRecordName="text.world.example", StartRecordType="TXT", MaxItems="1"
    )["ResourceRecordSets"]
    assert found["ResourceRecords"] == [{"Value": '"one two"'}]
    assert record.changes() == {}
    record.delete()


def test_an_alias_is_known_again_however_route_53_writes_it(make: Any, world: dict[str, str]) -> None:
    alias = {"name": "dualstack.Balancer-1.elb.amazonaws.com", "zoneId": "Z2", "evaluateTargetHealth": True}
    inputs = {"zoneId": world["zone"], "name": "alias", "type": "A", "aliases": [alias]}
    record = make(RECORD, inputs)
    assert record.changes() == {}
    record.delete()
    assert record.gone


def test_somebody_elses_record_is_not_overwritten(
    make: Any, world: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = make(RECORD, address(world))
    with pytest.raises(Exception, match="already exists"):
        make(RECORD, address(world, records=["192.0.2.2"]))
    monkeypatch.setenv("ORCHESTRATOR_ADOPT", json.dumps({URN: []}))
    with pytest.raises(Exception, match="already exists"):
        make(RECORD, address(world, records=["192.0.2.2"]), urn=URN)
    assert make(RECORD, address(world), urn=URN).id == record.id, "what an interrupted run left is adopted"
    over = make(RECORD, address(world, records=["192.0.2.2"], allowOverwrite=True))
    over.delete()


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        ({"records": []}, "give one of"),
        ({"ttl": None}, "'ttl' belongs to"),
        ({"records": [], "ttl": None, "aliases": ["a", "b"]}, "an alias is one"),
    ],
)
def test_a_record_stands_for_one_thing(wanted: dict[str, Any], fault: str) -> None:
    record = Record(**{"zone_id": "Z", "name": "n", "type_": "A", "ttl": 1, "records": ["x"], **wanted})
    assert fault in " ".join(str(f) for f in record.check())


@pytest.mark.parametrize("id", ["Z1", "Z1_A", "_www_A"])
def test_an_id_of_another_form_is_told(aws: Aws, id: str) -> None:
    with pytest.raises(ProviderError, match="is no record"):
        Record.read(aws, id)


def test_a_change_is_sent_again_while_another_is_under_way_and_waited_for() -> None:
    aws = Aws(session=boto3.Session("x", "y", region_name="eu-west-1"), patience=5.0)
    dns = Stubber(aws.route53)
    zone = {"HostedZone": {"Id": "/hostedzone/Z1", "Name": "a.example.", "CallerReference": "x"}}
    info = {"Id": "/change/C1", "Status": "PENDING", "SubmittedAt": "2026-01-01T00:00:00Z"}
    dns.add_response("get_hosted_zone", {**zone, "DelegationSet": {"NameServers": ["n"]}})
    dns.add_client_error("change_resource_record_sets", "PriorRequestNotComplete")
    dns.add_response("change_resource_record_sets", {"ChangeInfo": info})
    dns.add_response("get_change", {"ChangeInfo": info}, {"Id": "/change/C1"})
    dns.add_response("get_change", {"ChangeInfo": {**info, "Status": "INSYNC"}}, {"Id": "/change/C1"})
    record = Record(zone_id="Z1", name="www", type_="A", ttl=1, records=["192.0.2.1"])
    with dns:
        record.settle(aws, record.create(aws))
        record.settle(aws, "Z1_www_A")  # nothing is left to wait for
    dns.assert_no_pending_responses()


def test_two_owners_do_not_take_each_others_zone(aws: Aws) -> None:
    mine = Zone(name="z", tags={"orchestrator-stack": "shop/dev", "orchestrator-node": "a"})
    other = Zone(name="z", tags={"orchestrator-stack": "shop/dev", "orchestrator-node": "b"})
    assert mine._reference() == mine._reference() != other._reference()
    assert Zone(name="z")._reference() != Zone(name="z")._reference()
