"""The clouds that can be targeted, and a place in one of them."""

from dataclasses import dataclass
from typing import Literal

Cloud = Literal["aws", "azure", "openstack"]
CLOUDS: tuple[Cloud, ...] = ("aws", "azure", "openstack")


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """Where a resource is realised: one region of one cloud."""

    cloud: Cloud
    region: str

    def __str__(self) -> str:
        return f"{self.cloud}/{self.region}"
