"""DnsZone: a domain and who answers for it."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, NetworkRef, OutputType

DOMAIN = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$"


class DnsZoneSpec(Model):
    """A public zone is delegated to by its parent; a private one answers inside one network only."""

    domain: str = Field(pattern=DOMAIN, max_length=253)
    private: bool = False
    network: NetworkRef | None = None

    @model_validator(mode="after")
    def somewhere(self) -> "DnsZoneSpec":
        """A network just for a private zone; raises ValueError."""
        if self.private != (self.network is not None):
            raise ValueError("a private zone names its 'network', a public one has none")
        return self


class DnsZone(Resource):
    """A DNS zone."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {"id": "string", "domain": "string", "nameServers": "strings"}
    type: Literal["DnsZone@v1"]
    spec: DnsZoneSpec
