"""Firewall: what may reach, and be reached by, the machines that name it."""

from ipaddress import IPv4Network
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, NetworkRef, OutputType


def _source(text: str) -> str:
    """Accept a range only if it is one; raises ValueError."""
    return str(IPv4Network(text)) if "/" in text else text


Source = Annotated[
    str, Field(pattern=r"^(internet|network|\d+\.\d+\.\d+\.\d+/\d+)$"), AfterValidator(_source)
]
"""Everywhere, the network that it stands in, or an IPv4 range."""


class FirewallRule(Model):
    """Ports that may be reached: one, or all from `port` to `endPort`."""

    port: int = Field(ge=1, le=65535)
    end_port: int | None = Field(default=None, ge=1, le=65535)
    protocol: Literal["tcp", "udp"] = "tcp"
    from_: Source = Field(alias="from")

    @property
    def last(self) -> int:
        """The last port of the rule."""
        return self.end_port or self.port

    @model_validator(mode="after")
    def in_order(self) -> "FirewallRule":
        """From low to high; raises ValueError."""
        if self.last < self.port:
            raise ValueError("'endPort' is below 'port'")
        return self


class FirewallSpec(Model):
    """What comes in is listed; what goes out is chosen."""

    network: NetworkRef
    ingress: tuple[FirewallRule, ...] = ()
    egress: Literal["all", "network", "none"] = "all"
    """Where machines behind it may connect to: everywhere, only inside the network, or nowhere."""


class Firewall(Resource):
    """A set of rules that machines of one network share."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {"id": "string"}
    type: Literal["Firewall@v1"]
    spec: FirewallSpec
