"""A stored resource as ARM tells it: without secrets, with its children and with who uses it."""

import copy
from typing import Any

from orchestrator.sandbox.azure import balancing, dns
from orchestrator.sandbox.azure.kinds import kind_of
from orchestrator.sandbox.azure.models import fields, load
from orchestrator.sandbox.azure.paths import get, without
from orchestrator.sandbox.azure.store import Resource, Store

NEVER_EXPANDED = ("properties.userData",)


def render(resource: Resource, store: Store, expand: str = "") -> dict[str, Any]:
    """The JSON body of an answer."""
    kind = kind_of(resource.id.type)
    if kind is None:
        return {**copy.deepcopy(resource.body), "id": str(resource.id), "name": resource.id.name}
    hidden = kind.secret if expand.lower() == "userdata" else (*kind.secret, *NEVER_EXPANDED)
    body = without(resource.body, hidden)
    body.update(id=str(resource.id), name=resource.id.name, type=kind.type)
    if any(field.name == "etag" for field in fields(load(kind.model))):
        body["etag"] = resource.etag
    properties = body.setdefault("properties", {})
    for children in kind.inline:
        properties[children] = [render(child, store) for child in store.children(resource.id, children)]
    _used_by(resource, store, body)
    if kind.type == "Microsoft.Compute/virtualMachines" and expand.lower() == "instanceview":
        properties["instanceView"] = instance_view(resource)
    return body


def instance_view(machine: Resource) -> dict[str, Any]:
    """What a machine is doing now."""
    power = machine.notes.get("power", "running")
    state = str(machine.properties.get("provisioningState", "Succeeded")).lower()
    return {
        "vmAgent": {
            "vmAgentVersion": "2.11.1.4",
            "statuses": [_status("ProvisioningState/succeeded", "Ready")],
        },
        "statuses": [
            _status(f"ProvisioningState/{state}", f"Provisioning {state}"),
            _status(f"PowerState/{power}", f"VM {power}"),
        ],
    }


def _status(code: str, text: str) -> dict[str, Any]:
    return {"code": code, "level": "Info", "displayStatus": text}


def _used_by(resource: Resource, store: Store, body: dict[str, Any]) -> None:
    """The read-only references back to those who use a resource."""
    properties = body["properties"]
    users = [other for other in store.resources.values() if resource.id.key in other.uses]
    configurations = [
        {"id": configuration["id"]}
        for other in users
        for configuration in other.properties.get("ipConfigurations") or []
        if resource.id.key in _references_of(configuration)
    ]
    match resource.id.type.lower():
        case "microsoft.network/virtualnetworks/subnets":
            if configurations:
                properties["ipConfigurations"] = configurations
        case "microsoft.network/publicipaddresses":
            if configurations:
                properties["ipConfiguration"] = configurations[0]
        case balancing.POOL:
            properties.update(balancing.behind(resource, store))
        case "microsoft.network/networkinterfaces":
            if users:
                properties["virtualMachine"] = {"id": str(users[0].id)}
        case "microsoft.compute/disks":
            properties["diskState"] = "Attached" if users else "Unattached"
            body.update({"managedBy": str(users[0].id)} if users else {})
        case dns.PUBLIC:
            properties["numberOfRecordSets"] = dns.count(resource.id, store)
        case dns.PRIVATE:
            properties["numberOfRecordSets"] = dns.count(resource.id, store)
            properties["numberOfVirtualNetworkLinks"] = len(
                store.children(resource.id, "virtualNetworkLinks")
            )
        case "microsoft.network/networksecuritygroups":
            for name, type_ in (("subnets", "subnets"), ("networkInterfaces", "networkInterfaces")):
                found = [{"id": str(u.id)} for u in users if u.id.pairs[-1][0].lower() == type_.lower()]
                if found:
                    properties[name] = found


def _references_of(configuration: dict[str, Any]) -> set[str]:
    inner = configuration.get("properties") or {}
    return {str(get(inner, path)).lower() for path in ("subnet.id", "publicIPAddress.id")}
