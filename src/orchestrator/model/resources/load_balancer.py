"""LoadBalancer: one address in front of several machines."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, NetworkRef, OutputType, Reference, Seconds


class Listener(Model):
    """One port of the balancer, and the port of the machines behind it."""

    port: int = Field(ge=1, le=65535)
    protocol: Literal["tcp", "udp", "tls"] = "tcp"
    """tls: the balancer ends TLS with the certificate and talks plain TCP to the machines."""
    target_port: int | None = Field(default=None, ge=1, le=65535)
    """Without one, the same port."""
    certificate: str | None = None
    """The certificate's id in the cloud, such as its ARN."""

    @property
    def behind(self) -> int:
        """The port of the machines."""
        return self.target_port or self.port

    @model_validator(mode="after")
    def certified(self) -> "Listener":
        """A certificate just where TLS ends; raises ValueError."""
        if (self.protocol == "tls") != (self.certificate is not None):
            raise ValueError("'certificate' belongs to protocol tls, and only there")
        return self


class TargetCheck(Model):
    """How the balancer finds out which machines to use. Durations in seconds."""

    protocol: Literal["tcp", "http"] = "tcp"
    port: int | None = Field(default=None, ge=1, le=65535)
    """Without one, the port that the first listener leads to."""
    path: str = Field(default="/healthz", pattern="^/")
    interval: Seconds = Field(default=10, ge=5, le=300)


class LoadBalancerSpec(Model):
    """What the balancer is: layer 4 on every cloud."""

    network: NetworkRef
    public: bool = True
    listeners: tuple[Listener, ...] = Field(min_length=1)
    targets: tuple[Annotated[str, Reference("VirtualMachine", "VirtualMachineGroup", keeps=False)], ...] = ()
    check: TargetCheck = TargetCheck()


class LoadBalancer(Resource):
    """A load balancer."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {"id": "string", "address": "string"}
    type: Literal["LoadBalancer@v1"]
    spec: LoadBalancerSpec
