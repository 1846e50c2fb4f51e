"""Where monitoring attaches to a resource, how its health is asked, and what watches it in the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from orchestrator.graph.value import Output, Value

# --- slots: named by adapters, filled by inject ---


@dataclass(frozen=True, slots=True)
class CloudInit:
    """A virtual machine whose first boot runs cloud-init: the agent goes beside the user's own part."""

    node: str
    property: tuple[str, ...]
    encoding: Literal["plain", "base64"]
    limit: int
    """Largest user-data in bytes, counted before base64."""
    address: Value
    """Where the agent's /metrics can be scraped."""
    user_data: Value = None


@dataclass(frozen=True, slots=True)
class CloudWatch:
    """An AWS resource with metrics of its own in CloudWatch."""

    namespace: str
    dimensions: Mapping[str, Value]
    part: str = ""
    """What it is called beside the resource's own, where a resource has several of them."""


@dataclass(frozen=True, slots=True)
class AzureMonitor:
    """An Azure resource with platform metrics; alerts live in its resource group."""

    namespace: str
    scope: Value
    resource_group: Value
    part: str = ""
    """What it is called beside the resource's own, where a resource has several of them."""


@dataclass(frozen=True, slots=True)
class CloudApi:
    """A resource without metrics: only the cloud's API tells whether it is well."""

    state: Output


Slot: TypeAlias = CloudInit | CloudWatch | AzureMonitor | CloudApi

# --- checks: is it well? ---


@dataclass(frozen=True, slots=True)
class HttpCheck:
    """Healthy when a GET of the URL answers the expected status."""

    scheme: Literal["http", "https"]
    host: Value
    port: int
    path: str
    expect: int


@dataclass(frozen=True, slots=True)
class TcpCheck:
    """Healthy when the port accepts a connection."""

    host: Value
    port: int


@dataclass(frozen=True, slots=True)
class StateCheck:
    """Healthy when the cloud's API reports one of these states; no states: when the resource exists."""

    state: Output
    healthy: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One health check and its rhythm, in seconds. The gate decides whether apply waits for it."""

    probe: HttpCheck | TcpCheck | StateCheck
    interval: float = 10.0
    timeout: float = 3.0
    unhealthy_after: int = 3
    gate: bool = False
    within: float = 300.0


# --- monitors: who watches? set by inject ---


@dataclass(frozen=True, slots=True)
class AgentMonitor:
    """The agent on the machine, scraped at address:port."""

    address: Value
    port: int


@dataclass(frozen=True, slots=True)
class AlarmMonitor:
    """A native alarm of the cloud: the node that defines it."""

    node: str


@dataclass(frozen=True, slots=True)
class BlackboxMonitor:
    """A target of the blackbox exporter."""

    module: Literal["http_2xx", "tcp_connect"]
    address: Value
    port: int


@dataclass(frozen=True, slots=True)
class ApiMonitor:
    """The cloud's API, asked by the orchestrator itself."""

    state: Output


Monitor: TypeAlias = AgentMonitor | AlarmMonitor | BlackboxMonitor | ApiMonitor
