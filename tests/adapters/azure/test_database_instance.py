"""Databases on Azure: two services in one shape, copies one after the other, and what neither offers."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.adapters.azure.database_engines import engine_of
from orchestrator.errors import Unsupported
from orchestrator.graph import AzureMonitor, Group, TcpCheck
from orchestrator.model.resources import AnyResource, DatabaseInstance, Network
from orchestrator.model.resources.database_instance import VERSIONS
from orchestrator.model.stack import Stack


@pytest.fixture
def database(make: Callable[..., AnyResource], stacked: Callable[..., Stack]) -> Callable[..., Group]:
    def group(**spec: Any) -> Group:
        wanted = {"engine": "postgresql", "version": "17", **spec}
        stack = stacked(make(Network, "azure", "net"), make(DatabaseInstance, "azure", "db", **wanted))
        return translate(stack).groups[-1]

    return group


@pytest.mark.parametrize("version", VERSIONS["postgresql"])
def test_every_version_of_postgresql_is_offered(version: str, database: Any) -> None:
    assert database(version=version).node("db").properties["version"] == version


@pytest.mark.parametrize(
    ("engine", "version", "subnet", "zone"),
    [
        ("mysql", "8.0", "net-mysql", "shop-test-db-zone.private.mysql.database.azure.com"),
        ("postgresql", "16", "net-postgresql", "shop-test-db-zone.private.postgres.database.azure.com"),
    ],
)
def test_each_service_has_its_own_subnet_and_names(
    engine: str, version: str, subnet: str, zone: str, database: Any
) -> None:
    group = database(engine=engine, version=version)
    network = group.node("db").properties["network"]
    assert network["delegatedSubnetResourceId"].node == subnet
    assert network["publicNetworkAccess"] == "Disabled"
    assert group.node("db-zone").properties["privateZoneName"] == zone


@pytest.mark.parametrize(("asked", "sold"), [(20, 32), (32, 32), (33, 64), (16384, 16384)])
def test_disks_of_postgresql_come_in_steps(asked: int, sold: int, database: Any) -> None:
    assert database(storageGiB=asked).node("db").properties["storage"]["storageSizeGB"] == sold


@pytest.mark.parametrize(
    ("spec", "tier"),
    [
        ({}, "Burstable"),
        ({"replicas": 1}, "GeneralPurpose"),
        ({"highAvailability": "zone"}, "GeneralPurpose"),
        ({"engine": "mysql", "version": "8.0", "replicas": 1}, "GeneralPurpose"),
    ],
)
def test_the_burstable_tier_has_no_copies(spec: dict[str, Any], tier: str, database: Any) -> None:
    assert database(**spec).node("db").properties["sku"]["tier"] == tier


@pytest.mark.parametrize(("engine", "version"), [("mysql", "8.0"), ("postgresql", "17")])
def test_copies_are_made_one_by_one_and_watched(engine: str, version: str, database: Any) -> None:
    group = database(engine=engine, version=version, replicas=2)
    server, one, two = group.node("db"), group.node("db-copy-1"), group.node("db-copy-2")
    assert group.outputs["readHosts"] == (one["fullyQualifiedDomainName"], two["fullyQualifiedDomainName"])
    assert group.outputs["readHost"] == one["fullyQualifiedDomainName"]
    assert one.properties["createMode"] == "Replica"
    assert {copy.properties["sourceServerResourceId"] for copy in (one, two)} == {server["id"]}
    assert not {"administratorLogin", "administratorLoginPassword"} & one.properties.keys()
    assert any(need.startswith("db-copy-1") for need in two.options.depends_on)
    slots = [slot for slot in group.slots if isinstance(slot, AzureMonitor)]
    assert [(slot.part, slot.scope) for slot in slots] == [
        ("", server["id"]),
        ("copy-1", one["id"]),
        ("copy-2", two["id"]),
    ]
    tls = [n.properties["value"] for n in group.nodes if n.name.endswith("require-secure-transport")]
    assert [value.lower() for value in tls] == ["on"] * 3


def test_public_copies_are_opened_as_the_first(database: Any) -> None:
    group = database(replicas=1, publiclyAccessible=True)
    names = {node.name for node in group.nodes}
    assert {"db-firewall", "db-copy-1-firewall"} <= names
    assert not any("zone" in name for name in names)
    assert sum(isinstance(check.probe, TcpCheck) for check in group.checks) == 2


def test_without_copies_the_server_itself_answers_reads(database: Any) -> None:
    group = database()
    assert (group.outputs["readHost"], group.outputs["readHosts"]) == (group.outputs["host"], ())


@pytest.mark.parametrize(
    ("spec", "message", "hint"),
    [
        ({"backup": {"retentionDays": 3}}, "seven days at least", "7 or more"),
        ({"engine": "mysql", "version": "8.4"}, "no newer MySQL than 8.0", "take 8.0"),
        ({"admin": {"username": "root"}}, "user name 'root'", "keeps for itself"),
    ],
)
def test_what_azure_does_not_offer(spec: dict[str, Any], message: str, hint: str, database: Any) -> None:
    with pytest.raises(Unsupported, match=message) as caught:
        database(**spec)
    assert hint in caught.value.hint


def test_mysql_keeps_backups_for_a_day_only_if_asked(database: Any) -> None:
    group = database(engine="mysql", version="8.0", backup={"retentionDays": 1})
    assert group.node("db").properties["backup"]["backupRetentionDays"] == 1


def test_every_engine_of_the_language_is_known(make: Callable[..., AnyResource]) -> None:
    for engine, versions in VERSIONS.items():
        db = make(DatabaseInstance, "azure", "db", engine=engine, version=versions[0])
        assert isinstance(db, DatabaseInstance)
        assert versions[0] in engine_of(db).versions
