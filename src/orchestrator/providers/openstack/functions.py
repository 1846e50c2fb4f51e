"""The functions: a network, an image or a flavor that exists already, found by what is known of it."""

import re
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from orchestrator.providers.kit.fields import Computed
from orchestrator.providers.kit.resource import ProviderFunction
from orchestrator.providers.openstack.cloud import Cloud, Record, one
from orchestrator.providers.openstack.owned import changed
from orchestrator.providers.openstack.search import flavors


@dataclass(frozen=True, kw_only=True)
class GetNetwork(ProviderFunction[Cloud]):
    """The network with this name or id."""

    token: ClassVar[str] = "openstack:networking/getNetwork:getNetwork"

    name: str | None = None
    network_id: str | None = None
    external: bool | None = None
    status: str | None = None
    id: Computed[str] = ""
    all_tags: Computed[list[str] | None] = None
    subnets: Computed[list[str] | None] = None

    def call(self, cloud: Cloud) -> Self:
        external = None if self.external is None else str(self.external)
        query = {"name": self.name, "id": self.network_id, "status": self.status, "router:external": external}
        found = one(
            cloud.network.get("/networks", **changed({}, query))["networks"], _named("network", self.name)
        )
        return replace(
            self,
            id=found["id"],
            name=found["name"],
            network_id=found["id"],
            external=found.get("router:external"),
            status=found["status"],
            all_tags=found["tags"],
            subnets=found["subnets"],
        )


@dataclass(frozen=True, kw_only=True)
class GetImage(ProviderFunction[Cloud]):
    """The image with this name; the newest of several, when that is asked for."""

    token: ClassVar[str] = "openstack:images/getImage:getImage"

    name: str | None = None
    name_regex: str | None = None
    most_recent: bool = False
    visibility: str | None = None
    tag: str | None = None
    id: Computed[str] = ""
    container_format: Computed[str | None] = None
    disk_format: Computed[str | None] = None
    min_disk_gb: Computed[int] = 0
    min_ram_mb: Computed[int] = 0
    size_bytes: Computed[int] = 0
    created_at: Computed[str] = ""
    updated_at: Computed[str] = ""

    def call(self, cloud: Cloud) -> Self:
        query = changed({}, {"name": self.name, "visibility": self.visibility, "tag": self.tag})
        rows = [row for row in cloud.image.get("/images", **query)["images"] if self._fits(row)]
        rows.sort(key=lambda row: str(row["created_at"]), reverse=True)
        found = one(rows[:1] if self.most_recent else rows, _named("image", self.name or self.name_regex))
        return replace(
            self,
            id=found["id"],
            name=found["name"],
            visibility=found["visibility"],
            container_format=found["container_format"],
            disk_format=found["disk_format"],
            min_disk_gb=found["min_disk"],
            min_ram_mb=found["min_ram"],
            size_bytes=found["size"] or 0,
            created_at=found["created_at"],
            updated_at=found["updated_at"],
        )

    def _fits(self, image: Record) -> bool:
        return not self.name_regex or bool(re.search(self.name_regex, image["name"]))


@dataclass(frozen=True, kw_only=True)
class GetFlavor(ProviderFunction[Cloud]):
    """The flavor with this name, or with these numbers."""

    token: ClassVar[str] = "openstack:compute/getFlavor:getFlavor"

    name: str | None = None
    flavor_id: str | None = None
    vcpus: int | None = None
    ram: int | None = None
    disk: int | None = None
    min_ram: int | None = None
    min_disk: int | None = None
    id: Computed[str] = ""

    def call(self, cloud: Cloud) -> Self:
        found = one([row for row in flavors(cloud) if self._fits(row)], _named("flavor", self.name))
        return replace(
            self,
            id=found["id"],
            flavor_id=found["id"],
            name=found["name"],
            vcpus=found["vcpus"],
            ram=found["ram"],
            disk=found["disk"],
        )

    def _fits(self, flavor: Record) -> bool:
        exact = {
            "id": self.flavor_id,
            "name": self.name,
            "vcpus": self.vcpus,
            "ram": self.ram,
            "disk": self.disk,
        }
        enough = flavor["ram"] >= (self.min_ram or 0) and flavor["disk"] >= (self.min_disk or 0)
        return enough and all(value is None or flavor[name] == value for name, value in exact.items())


def _named(kind: str, name: str | None) -> str:
    return f"{kind} named {name}" if name else f"{kind} of this description"
