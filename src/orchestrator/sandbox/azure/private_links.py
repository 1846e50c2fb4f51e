"""Private endpoints: the address in a subnet by which a service is reached, and the name that leads to it."""

import uuid
from typing import Any

from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.ids import ArmId, parse
from orchestrator.sandbox.azure.paths import fill, get
from orchestrator.sandbox.azure.store import Resource, Store

ENDPOINT = "microsoft.network/privateendpoints"
ZONE_GROUP = "microsoft.network/privateendpoints/privatednszonegroups"
ZONE_LINK = "microsoft.network/privatednszones/virtualnetworklinks"
PARTS = {"microsoft.cache/redisenterprise": "redisEnterprise"}
"""What may be reached of a service, by its type."""


def complete_endpoint(resource: Resource, store: Store, address: str) -> None:
    """An endpoint has an address of its subnet, and the connection is approved: both have one owner."""
    properties = resource.properties
    for connection in properties.get("privateLinkServiceConnections") or []:
        connection["id"] = f"{resource.id}/privateLinkServiceConnections/{connection.get('name')}"
        state = {"status": "Approved", "description": "Auto-Approved", "actionsRequired": "None"}
        fill(connection, {"properties": {
            "provisioningState": "Succeeded", "privateLinkServiceConnectionState": state,
        }})  # fmt: skip
        service = store.find(str(get(connection, "properties.privateLinkServiceId")))
        name = service.properties.get("hostName") if service else None
        properties["customDnsConfigs"] = [{"fqdn": name, "ipAddresses": [address]}]
    fill(properties, {"resourceGuid": str(uuid.uuid4())})
    resource.notes["address"] = address


def complete_zone_group(resource: Resource, store: Store) -> None:
    """The records that the group keeps in its zones."""
    endpoint = store.get(resource.id.parent) if resource.id.parent else None
    told = (endpoint.properties.get("customDnsConfigs") or [{}])[0] if endpoint else {}
    for config in resource.properties.get("privateDnsZoneConfigs") or []:
        record = {
            "recordType": "A",
            "recordSetName": str(told.get("fqdn")).partition(".")[0],
            "fqdn": told.get("fqdn"),
            "ipAddresses": told.get("ipAddresses") or [],
            "provisioningState": "Succeeded",
            "ttl": 10,
        }
        config.setdefault("properties", {})["recordSets"] = [record]


def check_endpoint(properties: dict[str, Any]) -> None:
    """Refuse an endpoint that leads nowhere."""
    connections = properties.get("privateLinkServiceConnections") or []
    if not get(properties, "subnet.id") or len(connections) != 1:
        raise ArmError(400, "InvalidRequestFormat", "A private endpoint needs a subnet and one connection.")
    service = parse(str(get(connections[0], "properties.privateLinkServiceId") or ""))
    part = PARTS.get(service.type.lower()) if service else None
    asked = get(connections[0], "properties.groupIds")
    if part is None or asked != [part]:
        text = f"The group ids {asked} are not valid for {service}: it offers {part}."
        raise ArmError(400, "PrivateEndpointUnsupportedGroupId", text)


def check_zone_link(id: ArmId, properties: dict[str, Any], store: Store) -> None:
    """Refuse a second zone of one name in a network."""
    network = str(get(properties, "virtualNetwork.id") or "").lower()
    for other in store.resources.values():
        theirs = str(get(other.properties, "virtualNetwork.id") or "").lower()
        if other.id.type.lower() != ZONE_LINK or theirs != network or other.id.key == id.key:
            continue
        if id.parent and other.id.parent and other.id.parent.name.lower() == id.parent.name.lower():
            text = f"The virtual network {network} is linked to another zone {id.parent.name}: {other.id}."
            raise ArmError(409, "Conflict", text)
