"""Which services a stack offers, for the catalogue."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from orchestrator.graph import Graph
from orchestrator.model.resources import (
    AnyResource,
    Cache,
    DatabaseInstance,
    KubernetesCluster,
    LoadBalancer,
    ObjectBucket,
    Register,
    VirtualMachine,
)
from orchestrator.model.stack import Stack
from orchestrator.outcome import Health, Service

GroupOutput = Callable[[str, str], Any]


def services(stack: Stack, graph: Graph, health: Health, output: GroupOutput) -> tuple[Service, ...]:
    """Each resource that others can talk to. `output` gives an output of a spec resource from state."""
    failing = {result.resource for result in health.results if result.status == "failing"}
    found = []
    for group in graph.groups:
        resource = next((r for r in stack.resources if r.name == group.resource), None)
        entry = _entry(stack, resource) if resource else None
        if resource is None or entry is None:
            continue
        found.append(
            Service(
                name=entry.service,
                stack=stack.name,
                environment=stack.environment.name,
                resource=resource.name,
                cloud=group.target.cloud,
                region=group.target.region,
                address=_address(resource, output),
                port=entry.port,
                protocol=entry.protocol,
                tags=entry.tags,
                healthy=resource.name not in failing,
            )
        )
    return tuple(found)


def _entry(stack: Stack, resource: AnyResource) -> Register | None:
    """What the user asked to register, or what is sensible for the type; None: not a service."""
    if resource.register_:
        return resource.register_
    name = f"{stack.name}-{resource.logical_name}"[:40].rstrip("-")
    match resource:
        case DatabaseInstance():
            return Register(service=name, port=resource.spec.port, protocol="tcp")
        case ObjectBucket():
            return Register(service=name, port=443, protocol="https")
        case VirtualMachine():
            port = next((rule.port for rule in resource.spec.expose if rule.protocol == "tcp"), None)
            return Register(service=name, port=port) if port else None
        case LoadBalancer():
            return Register(service=name, port=resource.spec.listeners[0].port)
        case Cache():
            return Register(service=name, port=resource.spec.port)
        case KubernetesCluster():
            return Register(service=name, port=443, protocol="https")
        case _:
            return None


def _address(resource: AnyResource, output: GroupOutput) -> str:
    match resource:
        case DatabaseInstance():
            return str(output(resource.name, "host") or "")
        case ObjectBucket():
            return urlsplit(str(output(resource.name, "url") or "")).hostname or ""
        case VirtualMachine():
            public = output(resource.name, "publicAddress")
            return str(public or output(resource.name, "privateAddress") or "")
        case LoadBalancer():
            return str(output(resource.name, "address") or "")
        case Cache():
            return str(output(resource.name, "host") or "")
        case KubernetesCluster():
            endpoint = str(output(resource.name, "endpoint") or "")
            return urlsplit(endpoint).hostname or endpoint
        case _:
            return ""
