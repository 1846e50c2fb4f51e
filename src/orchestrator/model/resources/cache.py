"""Cache: keys and values in memory, spoken to by the Redis protocol."""

from typing import ClassVar, Literal

from pydantic import Field

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, NetworkRef, OutputType

CacheSize = Literal["small", "medium", "large"]


class CacheSpec(Model):
    """What the cache is. What it holds may be lost at any time."""

    engine: Literal["redis"] = "redis"
    """The protocol; a cloud may run Valkey, which speaks it too."""
    version: Literal["7"] = "7"
    size: CacheSize = "small"
    """About 1, 6 and 12 GiB."""
    network: NetworkRef
    replicas: int = Field(default=0, ge=0, le=5)
    """Copies that answer reads, and take over where highAvailability is zone."""
    high_availability: Literal["none", "zone"] = "none"
    encrypted: bool = True
    require_tls: bool = True

    @property
    def port(self) -> int:
        """The protocol's own port."""
        return 6379


class Cache(Resource):
    """A cache."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {
        "id": "string",
        "host": "string",
        "port": "int",
        "password": "string",
        "readHost": "string",
    }
    type: Literal["Cache@v1"]
    spec: CacheSpec
