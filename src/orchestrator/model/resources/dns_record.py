"""DnsRecord: a name of a zone and what it stands for."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, OutputType, Reference, Text

AddressOf = Annotated[str, Reference("LoadBalancer", "VirtualMachine", anywhere=True, keeps=False)]


class DnsRecordSpec(Model):
    """Either values of a type, or a target whose address is looked up: never both."""

    zone: Annotated[str, Reference("DnsZone", anywhere=True)]
    name: str = Field(default="@", pattern=r"^(@|\*|(\*\.)?[a-z0-9_]([a-z0-9_.-]{0,250}[a-z0-9])?)$")
    """Below the zone's domain; @ is the domain itself."""
    type: Literal["A", "AAAA", "CNAME", "TXT", "MX"] | None = None
    values: tuple[Text, ...] = ()
    target: Annotated[str, Reference("LoadBalancer", "VirtualMachine", anywhere=True, keeps=False)] | None = (
        None
    )
    ttl: int = Field(default=300, ge=1, le=86400)
    """Seconds that answers may be kept."""

    @model_validator(mode="after")
    def one_meaning(self) -> "DnsRecordSpec":
        """Raises ValueError where it would stand for nothing, or for two things."""
        if self.target is not None and (self.values or self.type):
            raise ValueError("give either 'target', or 'type' and 'values'")
        if self.target is None and not (self.values and self.type):
            raise ValueError("give 'target', or both 'type' and 'values'")
        return self


class DnsRecord(Resource):
    """A DNS record set."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {"id": "string", "fqdn": "string"}
    type: Literal["DnsRecord@v1"]
    spec: DnsRecordSpec
