"""The mend of moto's records, by a real boto3 client."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


def record(address: str, name: str = "www") -> dict[str, Any]:
    values = [{"Value": address}]
    return {"Name": f"{name}.example.com", "Type": "A", "TTL": 60, "ResourceRecords": values}


@pytest.fixture
def change(aws: Callable[..., Any]) -> Callable[[str, dict[str, Any]], None]:
    """Changes a record of a zone of its own."""
    dns = aws("route53")
    zone = dns.create_hosted_zone(Name="example.com", CallerReference=str(id(aws)))["HostedZone"]["Id"]

    def send(action: str, wanted: dict[str, Any]) -> None:
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": wanted}]}
        dns.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)

    return send


def test_a_zone_has_its_two_records(aws: Callable[..., Any]) -> None:
    dns = aws("route53")
    zone = dns.create_hosted_zone(Name="own.example", CallerReference="own")["HostedZone"]["Id"]
    found = dns.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    assert [r["Type"] for r in found] == ["NS", "SOA"]
    assert found[1]["ResourceRecords"][0]["Value"].split()[0] == "ns-2048.awsdns-64.com."


def test_a_record_is_made_once(change: Callable[..., None]) -> None:
    change("CREATE", record("192.0.2.1"))
    with pytest.raises(ClientError, match=r"InvalidChangeBatch.*already exists"):
        change("CREATE", record("192.0.2.2"))
    change("UPSERT", record("192.0.2.2"))


def test_a_deleted_record_can_be_made_again(change: Callable[..., None]) -> None:
    change("CREATE", record("192.0.2.9", "zzz"))  # one that comes after it
    for _ in range(2):
        change("CREATE", record("192.0.2.1"))
        change("DELETE", record("192.0.2.1"))
