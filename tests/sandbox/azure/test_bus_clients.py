"""The emulator's Service Bus, driven by the real SDK client."""

from datetime import timedelta
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.servicebus import ServiceBusManagementClient


def refused(said: str) -> Any:
    return pytest.raises(HttpResponseError, match=said)


@pytest.fixture
def bus(emulator: Any, group: str) -> Any:
    """The client, with a namespace in the group."""
    client = emulator.client(ServiceBusManagementClient)
    body = {"location": "westeurope", "sku": {"name": "Standard"}}
    made = client.namespaces.begin_create_or_update(group, f"bus-{abs(hash(group))}", body).result()
    assert (made.properties.provisioning_state, made.properties.status) == ("Succeeded", "Active")
    assert made.properties.service_bus_endpoint == f"https://{made.name}.servicebus.windows.net:443/"
    client.name_of_it = made.name
    return client


def test_a_queue_tells_times_in_its_own_spelling(bus: Any, emulator: Any, group: str) -> None:
    name = bus.name_of_it
    body = {"properties": {"lockDuration": "PT90S", "defaultMessageTimeToLive": "PT96H"}}
    made = bus.queues.create_or_update(group, name, "orders", body)
    assert made.properties.lock_duration == timedelta(seconds=90)
    raw = emulator.arm("GET", made.id.partition("11111111-2222-3333-4444-555555555555")[2])[1]["properties"]
    assert (raw["lockDuration"], raw["defaultMessageTimeToLive"]) == ("PT1M30S", "P4D")
    assert (raw["maxDeliveryCount"], raw["status"]) == (10, "Active")
    with refused("requiresSession"):
        bus.queues.create_or_update(group, name, "orders", {"properties": {"requiresSession": True}})
    bus.queues.delete(group, name, "orders")
    with pytest.raises(ResourceNotFoundError):
        bus.queues.get(group, name, "orders")


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"lockDuration": "PT6M"}, "lock time"),
        ({"lockDuration": "a minute"}, "is not a duration"),
        ({"maxDeliveryCount": 0}, "from 1 to 2000"),
        ({"maxMessageSizeInKilobytes": 1024}, "premium"),
    ],
)
def test_a_queue_that_cannot_be(bus: Any, group: str, properties: dict[str, Any], said: str) -> None:
    with refused(said):
        bus.queues.create_or_update(group, bus.name_of_it, "orders", {"properties": properties})


def test_a_rule_keeps_its_keys(bus: Any, group: str) -> None:
    name = bus.name_of_it
    bus.queues.create_or_update(group, name, "orders", {"properties": {}})
    rule = {"properties": {"rights": ["Listen"]}}
    bus.queues.create_or_update_authorization_rule(group, name, "orders", "app", rule)
    keys = bus.queues.list_keys(group, name, "orders", "app")
    assert keys.primary_key != keys.secondary_key
    assert keys.primary_connection_string.endswith(f"SharedAccessKey={keys.primary_key};EntityPath=orders")
    more = {"properties": {"rights": ["Listen", "Send"]}}
    bus.queues.create_or_update_authorization_rule(group, name, "orders", "app", more)
    assert bus.queues.list_keys(group, name, "orders", "app").primary_key == keys.primary_key
    with refused("not one of"):
        bus.queues.create_or_update_authorization_rule(
            group, name, "orders", "other", {"properties": {"rights": ["Dance"]}}
        )


def test_a_namespace_that_cannot_be(bus: Any, emulator: Any, group: str) -> None:
    here = {"location": "westeurope", "sku": {"name": "Standard"}}
    for name in ("bus", "1-is-no-letter", "ends-in-sb"):
        with refused("is not valid"):
            bus.namespaces.begin_create_or_update(group, name, here)
    with refused("premium"):
        bus.namespaces.begin_create_or_update(
            group, "premium-only", {**here, "properties": {"premiumMessagingPartitions": 2}}
        )
    bus.namespaces.begin_delete(group, bus.name_of_it).result()
    assert list(bus.namespaces.list_by_resource_group(group)) == []
