"""openstack:compute/instance:Instance, a server."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import (
    CloudChosen,
    Computed,
    DerivedFrom,
    Immutable,
    Secret,
    Unordered,
    Volatile,
    WriteOnly,
)
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.wire import Path
from orchestrator.providers.openstack import server
from orchestrator.providers.openstack.cloud import Cloud
from orchestrator.providers.openstack.owned import find_marked
from orchestrator.providers.openstack.search import flavor_named, image_name
from orchestrator.providers.openstack.server_networks import (
    InstanceNetwork,
    access_address,
    same_networks,
    server_networks,
)


@dataclass(frozen=True, kw_only=True)
class BlockDevice:
    """A disk to boot from, or beside it."""

    source_type: str
    uuid: str | None = None
    destination_type: str | None = None
    boot_index: int | None = None
    volume_size: int | None = None
    volume_type: str | None = None
    delete_on_termination: bool = False


@dataclass(frozen=True, kw_only=True)
class InstanceSchedulerHint:
    """What the scheduler is asked to mind."""

    group: str | None = None
    different_hosts: list[str] = field(default_factory=list)
    same_hosts: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Instance(ProviderResource[Cloud]):
    """A server."""

    token: ClassVar[str] = "openstack:compute/instance:Instance"
    autoname: ClassVar[Autoname | None] = Autoname("name", in_url=True)

    name: CloudChosen[str | None] = None
    image_id: CloudChosen[str | None] = None
    image_name: CloudChosen[str | None] = None
    flavor_id: CloudChosen[str | None] = None
    flavor_name: CloudChosen[str | None] = None
    key_pair: Immutable[str | None] = None
    networks: Immutable[CloudChosen[list[InstanceNetwork] | None]] = None
    network_mode: Immutable[WriteOnly[str | None]] = None
    security_groups: Unordered[CloudChosen[list[str] | None]] = None
    # The cloud keeps it to itself, and it often holds passwords.
    user_data: Immutable[Secret[WriteOnly[str | None]]] = None
    metadata: dict[str, str] = field(default_factory=dict)
    tags: Unordered[list[str]] = field(default_factory=list)
    block_devices: Immutable[WriteOnly[list[BlockDevice]]] = field(default_factory=list)
    config_drive: Immutable[bool] = False
    availability_zone: Immutable[CloudChosen[str | None]] = None
    admin_pass: Secret[WriteOnly[str | None]] = None
    scheduler_hints: Immutable[WriteOnly[list[InstanceSchedulerHint]]] = field(default_factory=list)
    power_state: str = "active"
    stop_before_destroy: WriteOnly[bool] = False
    force_delete: WriteOnly[bool] = False
    access_ip_v4: Volatile[str] = ""
    access_ip_v6: Volatile[str] = ""
    all_metadata: Annotated[Volatile[dict[str, str] | None], DerivedFrom(("metadata",))] = None
    all_tags: Annotated[Volatile[list[str] | None], DerivedFrom(("tags",))] = None
    created: Computed[str] = ""
    updated: Volatile[str] = ""

    def check(self) -> Iterable[Fault]:
        if not (self.flavor_id or self.flavor_name):
            yield Fault(("flavorName",), "give flavorName or flavorId")
        if not (self.image_id or self.image_name or self.block_devices):
            yield Fault(("imageName",), "give imageName or imageId, or boot from blockDevices")
        if self.power_state not in server.POWER:
            yield Fault(("powerState",), f"not one of {', '.join(server.POWER)}")

    def create(self, cloud: Cloud) -> str:
        request = {"server": server.body(self, cloud), **server.hints(self)}
        return str(cloud.compute.post("/servers", request)["server"]["id"])

    def settle(self, cloud: Cloud, id: str) -> None:
        server.settle(cloud, id, self.power_state)

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self | None:
        found = cloud.compute.get(f"/servers/{id}")["server"]
        if found["status"] in ("DELETED", "SOFT_DELETED") or found["OS-EXT-STS:task_state"] == "deleting":
            return None
        networks = server_networks(cloud, found)
        image = found["image"]["id"] if found["image"] else None
        flavor = found["flavor"]["original_name"]
        return cls(
            name=found["name"],
            image_id=image,
            image_name=image_name(cloud, image) if image else None,
            flavor_id=flavor_named(cloud, flavor) or None,
            flavor_name=flavor,
            key_pair=found["key_name"],
            networks=networks,
            security_groups=sorted({group["name"] for group in found.get("security_groups") or []}),
            metadata=found["metadata"],
            tags=found["tags"],
            config_drive=bool(found["config_drive"]),
            availability_zone=found["OS-EXT-AZ:availability_zone"],
            power_state=server.power_state(found["status"]),
            access_ip_v4=found["accessIPv4"] or access_address(networks, 4),
            access_ip_v6=found["accessIPv6"] or access_address(networks, 6),
            all_metadata=found["metadata"],
            all_tags=found["tags"],
            created=found["created"],
            updated=found["updated"],
        )

    def update(self, cloud: Cloud, id: str, old: Self) -> None:
        server.update(self, old, cloud, id)

    def delete(self, cloud: Cloud, id: str) -> None:
        server.delete(self, cloud, id)

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        rows = cloud.compute.get("/servers/detail", name=f"^{self.name}$")["servers"]
        alive = [row for row in rows if row["OS-EXT-STS:task_state"] != "deleting"]
        return find_marked(alive, self.metadata, known)

    @classmethod
    def same(cls, cloud: Cloud, path: Path, old: Any, new: Any) -> bool:
        return path == ("networks",) and same_networks(old, new)
