"""Services as others read them: Prometheus' HTTP service discovery, and plain JSON."""

from collections.abc import Iterable
from typing import TypedDict

from orchestrator.outcome import Service

Json = dict[str, str | int | bool | list[str]]


class TargetGroup(TypedDict):
    """One entry of Prometheus' HTTP service discovery."""

    targets: list[str]
    labels: dict[str, str]


def target_groups(services: Iterable[Service]) -> list[TargetGroup]:
    """One group for each service, with labels that relabelling can use."""
    return [{"targets": [endpoint(service)], "labels": _labels(service)} for service in services]


def endpoint(service: Service) -> str:
    """Address and port; an IPv6 address stands in brackets."""
    host = f"[{service.address}]" if ":" in service.address else service.address
    return f"{host}:{service.port}"


def entry(service: Service) -> Json:
    """One service as JSON."""
    return {
        "name": service.name,
        "stack": service.stack,
        "environment": service.environment,
        "resource": service.resource,
        "cloud": service.cloud,
        "region": service.region,
        "address": service.address,
        "port": service.port,
        "protocol": service.protocol,
        "tags": list(service.tags),
        "healthy": service.healthy,
    }


def _labels(service: Service) -> dict[str, str]:
    prefix = "__meta_orchestrator_"
    return {
        f"{prefix}service": service.name,
        f"{prefix}stack": service.stack,
        f"{prefix}environment": service.environment,
        f"{prefix}resource": service.resource,
        f"{prefix}cloud": service.cloud,
        f"{prefix}region": service.region,
        f"{prefix}protocol": service.protocol,
        # Commas around each tag, so that one expression finds a tag wherever it stands.
        f"{prefix}tags": f",{','.join(service.tags)}," if service.tags else "",
        f"{prefix}healthy": str(service.healthy).lower(),
    }
