"""What the emulated cloud holds: one table for each kind of thing, quotas, and changes still under way."""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from orchestrator.sandbox.openstack.http import Record

REGION = "RegionOne"


def new_id() -> str:
    return str(uuid.uuid4())


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Container:
    """A Swift container: its headers, its objects, and older versions of them."""

    headers: dict[str, str] = field(default_factory=dict)
    objects: dict[str, tuple[bytes, dict[str, str]]] = field(default_factory=dict)
    versions: list[tuple[str, str, bytes]] = field(default_factory=list)


def _quotas() -> dict[str, int]:
    kinds = ("network", "subnet", "port", "router", "floatingip", "security_group", "security_group_rule")
    own = {"instances": 100, "volumes": 100, "zones": 100, "zone_recordsets": 500, "secrets": 500}
    return {**own, **dict.fromkeys(kinds, 500)}


@dataclass
class Store:
    """All tables by id. Handlers hold `lock`, so no handler ever sees another's half-done work."""

    settle_seconds: float = 0.3
    project_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    admin_project_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    user_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    lock: threading.RLock = field(default_factory=threading.RLock)
    tokens: dict[str, float] = field(default_factory=dict)
    quotas: dict[str, int] = field(default_factory=_quotas)
    flavors: dict[str, Record] = field(default_factory=dict)
    images: dict[str, Record] = field(default_factory=dict)
    keypairs: dict[str, Record] = field(default_factory=dict)
    servers: dict[str, Record] = field(default_factory=dict)
    volumes: dict[str, Record] = field(default_factory=dict)
    networks: dict[str, Record] = field(default_factory=dict)
    subnets: dict[str, Record] = field(default_factory=dict)
    ports: dict[str, Record] = field(default_factory=dict)
    routers: dict[str, Record] = field(default_factory=dict)
    security_groups: dict[str, Record] = field(default_factory=dict)
    security_group_rules: dict[str, Record] = field(default_factory=dict)
    floating_ips: dict[str, Record] = field(default_factory=dict)
    server_groups: dict[str, Record] = field(default_factory=dict)
    load_balancers: dict[str, Record] = field(default_factory=dict)
    listeners: dict[str, Record] = field(default_factory=dict)
    pools: dict[str, Record] = field(default_factory=dict)
    members: dict[str, Record] = field(default_factory=dict)
    health_monitors: dict[str, Record] = field(default_factory=dict)
    zones: dict[str, Record] = field(default_factory=dict)
    recordsets: dict[str, Record] = field(default_factory=dict)
    secrets: dict[str, Record] = field(default_factory=dict)
    containers: dict[str, Container] = field(default_factory=dict)
    _pending: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def later(self, change: Callable[[], None]) -> None:
        """Make a change soon, as the services' workers do after the API has answered."""
        self._pending.append((time.monotonic() + self.settle_seconds, change))

    def settle(self) -> None:
        """Make the changes whose time has come, in the order in which they were asked for."""
        moment = time.monotonic()
        due = [change for at, change in self._pending if at <= moment]
        self._pending = [entry for entry in self._pending if entry[0] > moment]
        for change in due:
            change()
